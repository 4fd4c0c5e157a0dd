#ifndef FANFARE_SESSIONS_JWT_KEY_H_
#define FANFARE_SESSIONS_JWT_KEY_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "fanfare/result.h"

#include "foreign/value.h"

struct evp_pkey_st;  // EVP_PKEY of OpenSSL

namespace fanfare::sessions {

// A key that tokens are verified with. What it is decides which algorithms it is good for: a secret
// for HS256, HS384 and HS512, an RSA key for RS256, RS384 and RS512, a key on a curve for the one
// algorithm of that curve (ES256, ES384, ES512). So no token can choose to be verified otherwise.
//
// Immutable, and so safe from any thread.
class JwtKey final {
 public:
  static constexpr std::size_t kMinSecretBytes = 32;
  static constexpr int kMinRsaBits = 2048;

  // Each fails with kInvalidArgument, and a message that goes on behind the key's name, without
  // anything of the key: "is no public key in PEM".

  static Result<JwtKey> ofSecret(std::string secret);
  // A public key or a certificate.
  static Result<JwtKey> ofPem(std::string_view pem);
  // RFC 7517: of type oct, RSA or EC; `alg` and `kid` narrow what it is good for.
  static Result<JwtKey> ofJwk(const foreign::Value& jwk);

  // Whether a token with that header may have been signed with it; `id` is empty if it names none.
  bool suits(std::string_view algorithm, std::string_view id) const;

  // REQUIRES: suits(algorithm, ...).
  bool verifies(std::string_view algorithm, std::string_view text,
                std::string_view signature) const;

 private:
  static Result<JwtKey> ofPublicKey(std::shared_ptr<evp_pkey_st> key);

  std::vector<std::string_view> algorithms_;
  std::string id_;  // empty: none
  std::string secret_;
  std::shared_ptr<evp_pkey_st> public_;  // null for a secret
};

// The keys of a JWKS (RFC 7517, 5) that are for signatures and of a known type. Fails with
// kInvalidArgument if it is none, a key is malformed, or no key is left.
Result<std::vector<JwtKey>> keysInJwks(std::string_view text);

}  // namespace fanfare::sessions

#endif  // FANFARE_SESSIONS_JWT_KEY_H_
