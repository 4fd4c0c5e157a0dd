// django.core.signing.TimestampSigner: the key is the digest of the salt, the word "signer" and
// SECRET_KEY, the time a number in base 62, separators are colons.
//
// Until Django 3.0 (and in 3.1 and 3.2 with DEFAULT_HASHING_ALGORITHM = "sha1") a stored session is
//
//   BASE64( HEX(HMAC-SHA1 of the content) ":" content )

#include "sessions/django_signing.h"

#include <utility>

#include "foreign/base64url.h"
#include "sessions/django_content.h"

namespace fanfare::sessions {
namespace {

constexpr char kStoredSalt[] = "django.contrib.sessions.SessionStore";
constexpr char kLegacySalt[] = "django.contrib.sessionsSessionStore";

std::optional<std::int64_t> timeIn(std::string_view text) {
  constexpr std::string_view kDigits =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  constexpr std::size_t kMaxDigits = 8;
  if (text.empty() || text.size() > kMaxDigits) return std::nullopt;
  std::int64_t seconds = 0;
  for (const char c : text) {
    const auto digit = kDigits.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    seconds = seconds * 62 + static_cast<std::int64_t>(digit);
  }
  return seconds;
}

std::vector<SigningKey> keysOf(const DjangoSecrets& secrets, const std::vector<Digest>& digests,
                               const std::string& salt) {
  std::vector<SigningKey> keys;
  for (const Digest digest : digests) {
    keys.push_back({digest, digestOf(digest, salt + secrets.secretKey)});
    for (const auto& former : secrets.fallbacks) {
      keys.push_back({digest, digestOf(digest, salt + former)});
    }
  }
  return keys;
}

// Nullopt unless lower-case hexadecimal digits, as Python writes them.
std::optional<std::string> bytesOfHex(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  if (text.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const auto high = kDigits.find(text[i]);
    const auto low = kDigits.find(text[i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    bytes += static_cast<char>(high << 4 | low);
  }
  return bytes;
}

Error refused(const char* why) { return {ErrorCode::kNotAuthorized, why}; }

}  // namespace

Seal djangoSeal(const DjangoSecrets& secrets, const std::string& salt,
                std::optional<std::chrono::seconds> maxAge) {
  return {':', keysOf(secrets, secrets.digests, salt + "signer"), timeIn, maxAge};
}

DjangoText::DjangoText(const DjangoSecrets& secrets)
    : seal_(djangoSeal(secrets, kStoredSalt, std::nullopt)),
      legacyKeys_(keysOf(secrets, {Digest::kSha1}, kLegacySalt)) {}

Result<foreign::Value> DjangoText::read(std::string_view text) const {
  const auto content = contentOf(text);
  if (!content) return content.error();
  return djangoContent(*content);
}

Result<std::string> DjangoText::contentOf(std::string_view text) const {
  if (text.find(seal_.separator) != std::string_view::npos) {
    auto session = openSealed(text, seal_, {});
    if (!session) return session.error();
    return std::move(session).value().content;
  }
  if (text.size() > kMaxSealedBytes) return refused("the session is too large");
  const auto decoded = foreign::decodedBase64(text);
  const auto colon = decoded ? decoded->find(':') : std::string::npos;
  if (colon == std::string::npos) return refused("the session is malformed");
  const auto signature = bytesOfHex(std::string_view(*decoded).substr(0, colon));
  std::string content = decoded->substr(colon + 1);
  if (!signature || !isSignedBy(legacyKeys_, content, *signature)) {
    return refused("the session's signature is not that of a known key");
  }
  return content;
}

}  // namespace fanfare::sessions
