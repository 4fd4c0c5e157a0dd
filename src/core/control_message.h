#ifndef FANFARE_CORE_CONTROL_MESSAGE_H_
#define FANFARE_CORE_CONTROL_MESSAGE_H_

#include <string>
#include <string_view>
#include <vector>

#include "fanfare/control_message.h"
#include "fanfare/identity.h"
#include "fanfare/result.h"

namespace fanfare::core {

using fanfare::ControlMessage;
using fanfare::Disconnect;
using fanfare::jsonOf;
using fanfare::Revoke;
using fanfare::tombstonesOf;

// Fail with kInvalidArgument, naming what is wrong; what they say holds no secret.
Result<ControlMessage> parseControlMessage(std::string_view json);
// The object behind "disconnect", and that behind "revoke".
Result<Disconnect> parseDisconnect(std::string_view json);
Result<Revoke> parseRevoke(std::string_view json);

// For the log; of a session it does not tell the key.
std::string describe(const ControlMessage& message);

// The names of all that may stand against `identity`: the first ones against all of it, then those
// against each of its groups, in their order.
struct TombstoneNames {
  std::vector<std::string> ofIdentity;
  std::vector<std::string> ofGroups;
};
TombstoneNames tombstonesAgainst(const Identity& identity);

}  // namespace fanfare::core

#endif  // FANFARE_CORE_CONTROL_MESSAGE_H_
