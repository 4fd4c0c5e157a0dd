#ifndef FANFARE_SESSIONS_NONE_H_
#define FANFARE_SESSIONS_NONE_H_

#include <string>

#include "fanfare/session_resolver.h"

namespace fanfare::sessions {

// Knows nobody. Where a cookie is named, its value is the session key, unverified: for sites whose
// session keys cannot be guessed and that want session channels without telling Fanfare more.
class NoResolver final : public SessionResolver {
 public:
  // `sessionCookie` empty: no session either.
  explicit NoResolver(std::string sessionCookie) : sessionCookie_(std::move(sessionCookie)) {}

  const char* name() const override { return "none"; }

  // Fails with kInvalidArgument if the cookie cannot be part of a channel.
  Result<Identity> resolve(const Handshake& handshake) const override;

 private:
  const std::string sessionCookie_;
};

}  // namespace fanfare::sessions

#endif  // FANFARE_SESSIONS_NONE_H_
