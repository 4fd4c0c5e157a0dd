#include "policies/http_question.h"

#include <chrono>

#include "fanfare/utf8.h"

#include "model/json_reader.h"

namespace fanfare::policies {
namespace {

// Null for an empty one; what is not UTF-8 cannot be said.
std::string quotedOrNull(const std::string& text) {
  return text.empty() || !isUtf8(text) ? "null" : jsonQuoted(text);
}

template <typename Items, typename TextFor>
std::string listOf(const Items& items, TextFor textFor) {
  std::string list;
  for (const auto& item : items) list.append(list.empty() ? "" : ",").append(textFor(item));
  return list;
}

std::string groupsOf(const Identity& identity) {
  return "[" + listOf(identity.groups, quotedOrNull) + "]";
}

std::string attributesOf(const Identity& identity) {
  std::string list;
  for (const auto& [name, value] : identity.attributes) {
    if (!isUtf8(name) || !isUtf8(value)) continue;
    list.append(list.empty() ? "" : ",").append(jsonQuoted(name) + ":" + jsonQuoted(value));
  }
  return "{" + list + "}";
}

std::string sessionOf(const Identity& identity, SessionKeys sessionKeys) {
  if (sessionKeys == SessionKeys::kTold) return quotedOrNull(identity.sessionKey);
  return identity.sessionKey.empty() ? "false" : "true";
}

std::string expiryOf(const Identity& identity) {
  if (!identity.expiry) return "null";
  const auto since = identity.expiry->time_since_epoch();
  return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(since).count());
}

}  // namespace

std::string questionAbout(const Handshake& handshake, const Identity& identity,
                          const RequestedChannels& requested, SessionKeys sessionKeys) {
  return "{\"facility\":" + jsonQuoted(handshake.facility) +
         ",\"peer\":" + jsonQuoted(handshake.clientAddress) +
         ",\"identity\":{\"user\":" + quotedOrNull(identity.user) +
         ",\"groups\":" + groupsOf(identity) + ",\"attributes\":" + attributesOf(identity) +
         ",\"session\":" + sessionOf(identity, sessionKeys) + ",\"expires\":" + expiryOf(identity) +
         "},\"requested\":[" +
         listOf(requested, [](const RequestedChannel& one) { return jsonQuoted(textOf(one)); }) +
         "]}";
}

}  // namespace fanfare::policies
