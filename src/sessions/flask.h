#ifndef FANFARE_SESSIONS_FLASK_H_
#define FANFARE_SESSIONS_FLASK_H_

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "fanfare/session_resolver.h"

#include "sessions/hmac.h"
#include "sessions/identity_paths.h"
#include "sessions/redis_store.h"
#include "sessions/signed_cookie.h"
#include "sessions/stored_sessions.h"

namespace fanfare::sessions {

enum class FlaskStore { kCookie, kRedis };

// Value type; the settings identity.flask.*, whose defaults are in the table of keys.
struct FlaskOptions {
  FlaskStore store = FlaskStore::kCookie;
  std::string cookie;
  std::string secretKey;
  std::vector<std::string> fallbacks;  // former secret keys, still good
  std::string salt;
  Digest digest = Digest::kSha1;
  std::chrono::seconds maxAge{0};
  bool isKeySigned = false;  // in the cookie, with Flask-Session
  RedisStoreOptions redis;
  IdentityPaths paths;
};

// Reads the cookie in which Flask keeps a whole session: signed by itsdangerous, not encrypted. A
// session in which nobody is logged in is anonymous; one that is forged, malformed or over is, too,
// and says so. There is nobody to ask again.
class FlaskResolver final : public SessionResolver {
 public:
  // Fails with kInvalidArgument if there is no secret key.
  static Result<std::unique_ptr<SessionResolver>> make(const FlaskOptions& options,
                                                       WallClock clock);

  const char* name() const override { return "flask"; }

  Result<Identity> resolve(const Handshake& handshake) const override;

 private:
  FlaskResolver(const FlaskOptions& options, WallClock clock);

  Result<Identity> read(std::string_view cookie) const;

  const std::string cookie_;
  const IdentityPaths paths_;
  const Seal seal_;
  const WallClock clock_;
};

// The sessions of Flask-Session, which lie in a store in MessagePack, JSON or, of its older
// releases, pickled. Fails with kInvalidArgument if their keys are signed and there is no secret
// key.
Result<SessionFormat> flaskSessionFormat(const FlaskOptions& options);

}  // namespace fanfare::sessions

#endif  // FANFARE_SESSIONS_FLASK_H_
