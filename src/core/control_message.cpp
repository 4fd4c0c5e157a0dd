#include "core/control_message.h"

#include <array>
#include <optional>
#include <utility>

#include "fanfare/utf8.h"

#include "model/json_reader.h"

namespace fanfare::core {
namespace {

using By = Disconnect::By;

constexpr const char* kUserTombstone = "fanfare:revoked:user:";
constexpr const char* kSessionTombstone = "fanfare:revoked:session:";
constexpr const char* kGroupTombstone = "fanfare:revoked:group:";

struct Selector {
  const char* word;
  By by;
};
constexpr std::array<Selector, 4> kSelectors = {{{"user", By::kUser},
                                                 {"session", By::kSession},
                                                 {"connection", By::kConnection},
                                                 {"facility", By::kFacility}}};

const char* wordOf(By by) {
  for (const auto& selector : kSelectors) {
    if (selector.by == by) return selector.word;
  }
  return "";
}

std::optional<By> byOf(std::string_view word) {
  for (const auto& selector : kSelectors) {
    if (selector.word == word) return selector.by;
  }
  return std::nullopt;
}

// A member's name as an error may show it.
std::string shown(const std::string& name) {
  constexpr std::size_t kShownBytes = 32;
  return jsonQuoted(name.size() <= kShownBytes ? name : "(long)");
}

bool readName(JsonReader& reader, const std::string& member, std::string& name) {
  if (!reader.nextIs('"')) return reader.fail(member + ": must be a string");
  auto text = reader.readString();
  if (!text) return reader.fail(member + ": is no string");
  name = std::move(*text);
  return true;
}

bool readConnection(JsonReader& reader, std::string& name) {
  if (reader.nextIs('"')) {
    if (!readName(reader, "connection", name)) return false;
  } else if (const auto number = reader.readRaw()) {
    name = *number;
  }
  const bool isNumber =
      !name.empty() && name.size() <= 19 && name.find_first_not_of("0123456789") == name.npos;
  return isNumber || reader.fail("connection: must be the number of a connection");
}

bool readSelector(JsonReader& reader, const std::string& word, std::optional<Disconnect>& read) {
  const auto by = byOf(word);
  if (!by) {
    return reader.fail(shown(word) + ": must be user, session, connection or facility");
  }
  if (read) return reader.fail(word + ": only one of user, session, connection, facility");
  Disconnect disconnect{*by, {}};
  const bool isRead = *by == By::kConnection ? readConnection(reader, disconnect.name)
                                             : readName(reader, word, disconnect.name);
  if (!isRead) return false;
  if (disconnect.name.empty() && *by != By::kFacility) {
    return reader.fail(word + ": must not be empty");
  }
  read = std::move(disconnect);
  return true;
}

bool readDisconnect(JsonReader& reader, std::optional<ControlMessage>& message) {
  if (!reader.nextIs('{')) return reader.fail("disconnect: must be an object");
  std::optional<Disconnect> read;
  const bool isRead =
      reader.readObject([&](const std::string& word) { return readSelector(reader, word, read); });
  if (!isRead) return false;
  if (!read) return reader.fail("disconnect: must name a user, session, connection or facility");
  message = std::move(*read);
  return true;
}

bool readRevoke(JsonReader& reader, std::optional<ControlMessage>& message) {
  if (!reader.nextIs('{')) return reader.fail("revoke: must be an object");
  Revoke revoke;
  const bool isRead = reader.readObject([&](const std::string& word) {
    if (word == "user") return readName(reader, word, revoke.user);
    if (word == "group") return readName(reader, word, revoke.group);
    return reader.fail(shown(word) + ": must be user or group");
  });
  if (!isRead) return false;
  if (revoke.user.empty() || revoke.group.empty()) {
    return reader.fail("revoke: must name a user and a group");
  }
  message = std::move(revoke);
  return true;
}

Error malformed(const JsonReader& reader) { return {ErrorCode::kInvalidArgument, reader.error()}; }

// So that no user's name runs into that of a group.
std::string escaped(std::string_view user) {
  std::string text;
  for (const char c : user) {
    if (c == '%') {
      text += "%25";
    } else if (c == ':') {
      text += "%3A";
    } else {
      text += c;
    }
  }
  return text;
}

std::string groupTombstone(const std::string& user, const std::string& group) {
  return kGroupTombstone + escaped(user) + ":" + group;
}

}  // namespace

Result<ControlMessage> parseControlMessage(std::string_view json) {
  JsonReader reader(json);
  std::optional<ControlMessage> message;
  const bool isRead = reader.readObject([&](const std::string& word) {
    if (message) return reader.fail(shown(word) + ": one message says one thing");
    if (word == "disconnect") return readDisconnect(reader, message);
    if (word == "revoke") return readRevoke(reader, message);
    return reader.fail(shown(word) + ": must be disconnect or revoke");
  });
  if (!isRead || !reader.readEnd()) return malformed(reader);
  if (!message) return Error{ErrorCode::kInvalidArgument, "the object is empty"};
  return *std::move(message);
}

Result<Disconnect> parseDisconnect(std::string_view json) {
  JsonReader reader(json);
  std::optional<ControlMessage> message;
  if (!readDisconnect(reader, message) || !reader.readEnd()) return malformed(reader);
  return std::get<Disconnect>(*std::move(message));
}

Result<Revoke> parseRevoke(std::string_view json) {
  JsonReader reader(json);
  std::optional<ControlMessage> message;
  if (!readRevoke(reader, message) || !reader.readEnd()) return malformed(reader);
  return std::get<Revoke>(*std::move(message));
}

std::string jsonOf(const ControlMessage& message) {
  if (const auto* revoke = std::get_if<Revoke>(&message)) {
    return R"({"revoke":{"user":)" + jsonQuoted(revoke->user) + R"(,"group":)" +
           jsonQuoted(revoke->group) + "}}";
  }
  const auto& [by, name] = std::get<Disconnect>(message);
  return R"({"disconnect":{")" + std::string(wordOf(by)) + R"(":)" + jsonQuoted(name) + "}}";
}

std::string describe(const ControlMessage& message) {
  if (const auto* revoke = std::get_if<Revoke>(&message)) {
    return "revoke the group " + jsonQuoted(revoke->group) + " of the user " +
           jsonQuoted(revoke->user);
  }
  const auto& [by, name] = std::get<Disconnect>(message);
  if (by == By::kSession) return "disconnect a session";
  return "disconnect the " + std::string(wordOf(by)) + " " + jsonQuoted(name);
}

std::vector<std::string> tombstonesOf(const ControlMessage& message) {
  if (const auto* revoke = std::get_if<Revoke>(&message)) {
    return {groupTombstone(revoke->user, revoke->group)};
  }
  const auto& [by, name] = std::get<Disconnect>(message);
  if (by == By::kUser) return {kUserTombstone + name};
  if (by == By::kSession) return {kSessionTombstone + name};
  return {};
}

TombstoneNames tombstonesAgainst(const Identity& identity) {
  TombstoneNames names;
  if (!identity.user.empty()) names.ofIdentity.push_back(kUserTombstone + identity.user);
  if (!identity.sessionKey.empty()) {
    names.ofIdentity.push_back(kSessionTombstone + identity.sessionKey);
  }
  for (const auto& group : identity.groups) {
    names.ofGroups.push_back(groupTombstone(identity.user, group));
  }
  return names;
}

}  // namespace fanfare::core
