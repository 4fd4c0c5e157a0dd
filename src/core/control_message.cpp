#include "core/control_message.h"

#include <optional>
#include <utility>

#include "model/json_reader.h"

namespace fanfare::core {
namespace {

using By = Disconnect::By;

std::optional<By> byOf(std::string_view word) {
  for (const auto by : {By::kUser, By::kSession, By::kConnection, By::kFacility}) {
    if (wordOf(by) == word) return by;
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
  return true;
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
  if (const auto why = whyUnfit(disconnect)) return reader.fail(*why);
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
  if (const auto why = whyUnfit(revoke)) return reader.fail(*why);
  message = std::move(revoke);
  return true;
}

Error malformed(const JsonReader& reader) { return {ErrorCode::kInvalidArgument, reader.error()}; }

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

std::string describe(const ControlMessage& message) {
  if (const auto* revoke = std::get_if<Revoke>(&message)) {
    return "revoke the group " + jsonQuoted(revoke->group) + " of the user " +
           jsonQuoted(revoke->user);
  }
  const auto& [by, name] = std::get<Disconnect>(message);
  if (by == By::kSession) return "disconnect a session";
  return "disconnect the " + std::string(wordOf(by)) + " " + jsonQuoted(name);
}

TombstoneNames tombstonesAgainst(const Identity& identity) {
  TombstoneNames names;
  const auto add = [](std::vector<std::string>& to, const ControlMessage& message) {
    for (auto& name : tombstonesOf(message)) to.push_back(std::move(name));
  };
  if (!identity.user.empty()) add(names.ofIdentity, Disconnect{By::kUser, identity.user});
  if (!identity.sessionKey.empty()) {
    add(names.ofIdentity, Disconnect{By::kSession, identity.sessionKey});
  }
  for (const auto& group : identity.groups) add(names.ofGroups, Revoke{identity.user, group});
  return names;
}

}  // namespace fanfare::core
