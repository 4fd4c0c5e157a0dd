#ifndef FANFARE_SESSIONS_RAILS_H_
#define FANFARE_SESSIONS_RAILS_H_

#include <memory>
#include <string>
#include <string_view>

#include "fanfare/session_resolver.h"

#include "sessions/identity_paths.h"
#include "sessions/rails_cookie_jar.h"
#include "sessions/redis_store.h"
#include "sessions/stored_sessions.h"

namespace fanfare::sessions {

enum class RailsStore { kCookie, kRedis };

// Value type; the settings identity.rails.*, whose defaults are in the table of keys.
struct RailsOptions {
  RailsStore store = RailsStore::kCookie;
  RailsCookieOptions jar;
  IdentityPaths paths;     // of a session in a cookie, `session` is set by the resolver
  std::string issuedPath;  // where a session in a cookie says when it was written; empty: nowhere
  RedisStoreOptions redis;
};

// Sessions that Rails keeps in the cookie itself, encrypted. There is nobody to ask again: such an
// identity ends with the expiry that the cookie may say, or when it is revoked.
class RailsCookieSessions final : public SessionResolver {
 public:
  // Fails with kInvalidArgument, naming the setting, if the options will not do.
  static Result<std::unique_ptr<SessionResolver>> make(const RailsOptions& options,
                                                       WallClock clock);

  const char* name() const override { return "rails"; }

  Result<Identity> resolve(const Handshake& handshake) const override;

 private:
  RailsCookieSessions(const RailsOptions& options, WallClock clock);

  Result<Identity> read(std::string_view cookie) const;
  std::chrono::system_clock::time_point issueOf(const foreign::Value& session) const;

  const std::string cookie_;
  const std::string issuedPath_;
  const RailsCookieJar jar_;
  IdentityPaths paths_;
  const WallClock clock_;
};

// Sessions that a store for Rails keeps in Redis, as JSON, under the private id: "2::" and the
// SHA-256 of the id that the cookie carries, which may be encrypted.
// Fails as RailsCookieSessions::make().
Result<SessionFormat> railsSessionFormat(const RailsOptions& options, const WallClock& clock);

}  // namespace fanfare::sessions

#endif  // FANFARE_SESSIONS_RAILS_H_
