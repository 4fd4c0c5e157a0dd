#ifndef FANFARE_SESSIONS_JWT_H_
#define FANFARE_SESSIONS_JWT_H_

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "fanfare/session_resolver.h"

#include "sessions/identity_paths.h"
#include "sessions/jwt_key.h"

namespace fanfare::sessions {

// Value type; the settings identity.jwt.*, whose defaults are in the table of keys.
struct JwtOptions {
  std::string header;  // where a token may stand: these three, empty for not there
  std::string cookie;
  std::string query;
  std::string secret;  // what it is verified with: any of these three
  std::string publicKey;
  std::string jwks;
  std::vector<std::string> audience;  // one of which a token must be for; empty: it must say none
  std::string issuer;                 // empty: any
  std::chrono::seconds leeway{30};
  bool requireExpiry = true;
  IdentityPaths paths;
};

// Reads JSON Web Tokens (RFC 7519) in the compact form, signed with HS*, RS* or ES*. A token that
// is forged, malformed, too early or over makes an anonymous identity that says so.
class JwtResolver final : public SessionResolver {
 public:
  static constexpr std::size_t kMaxTokenBytes = 8192;

  // Fails with kInvalidArgument, naming the setting, if there is no key or one of them is none.
  static Result<std::unique_ptr<SessionResolver>> make(JwtOptions options, WallClock clock);

  const char* name() const override { return "jwt"; }

  Result<Identity> resolve(const Handshake& handshake) const override;

 private:
  JwtResolver(JwtOptions options, std::vector<JwtKey> keys, WallClock clock);

  std::string_view tokenIn(const Handshake& handshake) const;
  Result<Identity> read(std::string_view token) const;
  bool isSigned(std::string_view algorithm, std::string_view keyId, std::string_view text,
                std::string_view signature) const;
  Result<Identity> judge(const foreign::Value& claims) const;
  Result<void> checkTimes(const foreign::Value& claims, Identity& identity) const;
  Result<void> checkParties(const foreign::Value& claims) const;

  const JwtOptions options_;
  const std::vector<JwtKey> keys_;
  const WallClock clock_;
};

}  // namespace fanfare::sessions

#endif  // FANFARE_SESSIONS_JWT_H_
