#ifndef FANFARE_CONTROL_MESSAGE_H_
#define FANFARE_CONTROL_MESSAGE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fanfare {

// Ends connections: those of a user or a session, one, or all of a facility. Value type.
struct Disconnect {
  enum class By : std::uint8_t { kUser, kSession, kConnection, kFacility };

  By by;
  std::string name;  // of a connection, its number; never empty but for a facility
};

// "user", "session", "connection", "facility".
std::string_view wordOf(Disconnect::By by);

// Ends what a user has of a group. Value type.
struct Revoke {
  std::string user;
  std::string group;
};

// What is said on the control channel, `<prefix:>fanfare:control` (docs/protocol.md):
//
//    {"disconnect": {"user": NAME}}        or "session", "connection", "facility"; exactly one
//    {"revoke": {"user": NAME, "group": NAME}}
using ControlMessage = std::variant<Disconnect, Revoke>;

// What keeps it from being said: a name that is empty or not UTF-8, a connection that is no number.
// nullopt if nothing does. The text holds no secret.
std::optional<std::string> whyUnfit(const ControlMessage& message);

// "disconnect" or "revoke".
std::string_view verbOf(const ControlMessage& message);
// The object behind it. REQUIRES: the names are UTF-8.
std::string objectOf(const ControlMessage& message);
// All of it. REQUIRES: likewise.
std::string jsonOf(const ControlMessage& message);

// The names, without a prefix, of the tombstones that belong to `message`: what was known of a
// visitor before the time that stands there does not count. A message that is not about whom
// somebody is has none.
std::vector<std::string> tombstonesOf(const ControlMessage& message);

}  // namespace fanfare

#endif  // FANFARE_CONTROL_MESSAGE_H_
