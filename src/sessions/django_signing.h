#ifndef FANFARE_SESSIONS_DJANGO_SIGNING_H_
#define FANFARE_SESSIONS_DJANGO_SIGNING_H_

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fanfare/result.h"

#include "foreign/value.h"
#include "sessions/hmac.h"
#include "sessions/signed_cookie.h"

namespace fanfare::sessions {

// What Django signs with. Value type.
struct DjangoSecrets {
  std::string secretKey;               // SECRET_KEY
  std::vector<std::string> fallbacks;  // SECRET_KEY_FALLBACKS: former ones, still good
  std::vector<Digest> digests{Digest::kSha256};
};

// How django.core.signing signs under `salt`.
Seal djangoSeal(const DjangoSecrets& secrets, const std::string& salt,
                std::optional<std::chrono::seconds> maxAge);

// Reads the text in which Django keeps a session where it keeps text: in a database, and in Redis
// by django-redis-sessions. It is signed, so that who can write there cannot make sessions.
class DjangoText final {
 public:
  explicit DjangoText(const DjangoSecrets& secrets);

  // Fails, in words for operators, if it is malformed, or not signed with one of the secrets.
  Result<foreign::Value> read(std::string_view text) const;

 private:
  Result<std::string> contentOf(std::string_view text) const;

  const Seal seal_;
  const std::vector<SigningKey> legacyKeys_;
};

}  // namespace fanfare::sessions

#endif  // FANFARE_SESSIONS_DJANGO_SIGNING_H_
