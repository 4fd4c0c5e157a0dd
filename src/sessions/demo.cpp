#include "sessions/demo.h"

#include "sessions/name_check.h"

namespace fanfare::sessions {
namespace {

constexpr char kName[] = "demo-name";
constexpr char kSession[] = "demo-session";

bool fits(std::string_view text) {
  return text.size() <= DemoResolver::kMaxNameBytes && fitsAChannel(text);
}

}  // namespace

Result<Identity> DemoResolver::resolve(const Handshake& handshake) const {
  const auto asked = handshake.queryValue(kName);
  const std::string_view user = asked ? *asked : handshake.cookie(kName).value_or("");
  const std::string_view session = handshake.cookie(kSession).value_or("");
  if (!fits(user)) return Error{ErrorCode::kInvalidArgument, "the name is malformed or too long"};
  if (!fits(session)) return Error{ErrorCode::kInvalidArgument, "the session is malformed"};

  Identity identity;
  identity.asOf = std::chrono::system_clock::now();
  identity.user = user;
  identity.sessionKey = session;
  if (!user.empty()) identity.groups.emplace_back("visitors");
  return identity;
}

}  // namespace fanfare::sessions
