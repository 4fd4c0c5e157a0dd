#include "sessions/none.h"

#include "sessions/name_check.h"

namespace fanfare::sessions {

Result<Identity> NoResolver::resolve(const Handshake& handshake) const {
  Identity identity;
  identity.asOf = std::chrono::system_clock::now();
  if (sessionCookie_.empty()) return identity;

  const auto cookie = handshake.cookie(sessionCookie_);
  if (!cookie) return identity;
  if (!fitsAChannel(*cookie)) {
    return Error{ErrorCode::kInvalidArgument, "the cookie '" + sessionCookie_ + "' is malformed"};
  }
  identity.sessionKey = *cookie;
  return identity;
}

}  // namespace fanfare::sessions
