#ifndef FANFARE_CORE_CONTROL_MESSAGE_H_
#define FANFARE_CORE_CONTROL_MESSAGE_H_

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "fanfare/identity.h"
#include "fanfare/result.h"

namespace fanfare::core {

// Ends connections: those of a user or a session, one, or all of a facility. Value type.
struct Disconnect {
  enum class By { kUser, kSession, kConnection, kFacility };

  By by;
  std::string name;  // of a connection, its number; never empty but for a facility
};

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

// Fail with kInvalidArgument, naming what is wrong; what they say holds no secret.
Result<ControlMessage> parseControlMessage(std::string_view json);
// The object behind "disconnect", and that behind "revoke".
Result<Disconnect> parseDisconnect(std::string_view json);
Result<Revoke> parseRevoke(std::string_view json);

// REQUIRES: the names are UTF-8.
std::string jsonOf(const ControlMessage& message);

// For the log; of a session it does not tell the key.
std::string describe(const ControlMessage& message);

// The names, without a prefix, of the tombstones that belong to `message`: what was known of a
// visitor before the time that stands there does not count. A message that is not about whom
// somebody is has none.
std::vector<std::string> tombstonesOf(const ControlMessage& message);

// The names of all that may stand against `identity`: the first ones against all of it, then those
// against each of its groups, in their order.
struct TombstoneNames {
  std::vector<std::string> ofIdentity;
  std::vector<std::string> ofGroups;
};
TombstoneNames tombstonesAgainst(const Identity& identity);

}  // namespace fanfare::core

#endif  // FANFARE_CORE_CONTROL_MESSAGE_H_
