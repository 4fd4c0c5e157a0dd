#include "core/known_identity.h"

#include <chrono>
#include <string_view>

namespace fanfare::core {
namespace {

// Behind its length, so that no two lists of texts read alike.
void append(std::string& key, std::string_view text) {
  key.append(std::to_string(text.size())).append(":").append(text);
}

std::string ticks(std::chrono::system_clock::time_point time) {
  return std::to_string(time.time_since_epoch().count());
}

}  // namespace

std::string keyOf(const Evidence& evidence) {
  std::string key;
  append(key, evidence.resolver);
  append(key, evidence.text);
  return key;
}

std::string keyOf(const Identity& identity) {
  if (identity.evidence) return keyOf(*identity.evidence);
  std::string key;
  append(key, "");
  append(key, identity.user);
  append(key, identity.sessionKey);
  append(key, ticks(identity.asOf));
  append(key, identity.expiry ? ticks(*identity.expiry) : "");
  for (const auto& group : identity.groups) append(key, group);
  return key;
}

bool canEnd(const Identity& identity) {
  return !identity.isAnonymous() || !identity.groups.empty() || identity.expiry ||
         identity.evidence;
}

bool areOfOne(const Identity& a, const Identity& b) {
  return a.user == b.user && a.sessionKey == b.sessionKey;
}

bool allowTheSame(const Identity& a, const Identity& b) {
  return a.groups == b.groups && a.attributes == b.attributes && a.onlyChannels == b.onlyChannels;
}

}  // namespace fanfare::core
