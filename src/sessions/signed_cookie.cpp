// What Django's signing and itsdangerous, which Flask uses, have in common:
//
//   [ "." ] BASE64URL(session) SEPARATOR time SEPARATOR BASE64URL(HMAC of all before)
//
// With the dot in front the session is deflated (zlib). The separator and how the time is written
// are the framework's.

#include "sessions/signed_cookie.h"

#include <algorithm>
#include <utility>

#include "foreign/base64url.h"
#include "sessions/inflate.h"

namespace fanfare::sessions {
namespace {

using std::chrono::system_clock;

constexpr std::chrono::seconds kLeeway{60};  // between the clocks of who signs and who verifies

constexpr std::int64_t kLastSecond = std::int64_t{1} << 33;  // the clock counts nanoseconds

Error refused(const char* why) { return {ErrorCode::kNotAuthorized, why}; }

// What lies behind the last `separator`, which is removed from `text` with it; nullopt if there is
// none.
std::optional<std::string_view> takeLast(char separator, std::string_view& text) {
  const auto at = text.rfind(separator);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view last = text.substr(at + 1);
  text = text.substr(0, at);
  return last;
}

std::optional<std::string> unpacked(std::string_view payload) {
  const bool isDeflated = !payload.empty() && payload.front() == '.';
  auto bytes = foreign::decodedBase64Url(isDeflated ? payload.substr(1) : payload);
  if (!bytes || !isDeflated) return bytes;
  return inflated(*bytes, kMaxContentBytes);
}

}  // namespace

bool isSignedBy(const std::vector<SigningKey>& keys, std::string_view text,
                std::string_view signature) {
  return std::any_of(keys.begin(), keys.end(), [&](const SigningKey& key) {
    return isSame(hmacOf(key.digest, key.bytes, text), signature);
  });
}

Result<SealedSession> openSealed(std::string_view sealed, const Seal& seal,
                                 system_clock::time_point now) {
  if (sealed.size() > kMaxSealedBytes) return refused("the session is too large");
  std::string_view rest = sealed;
  const auto encoded = takeLast(seal.separator, rest);
  const auto signature = encoded ? foreign::decodedBase64Url(*encoded) : std::nullopt;
  if (!signature) return refused("the session is malformed");
  if (!isSignedBy(seal.keys, rest, *signature)) {
    return refused("the session's signature is not that of a known key");
  }
  const auto written = takeLast(seal.separator, rest);
  const auto time = written ? seal.readTime(*written) : std::nullopt;
  if (!time || *time < 0 || *time > kLastSecond) return refused("the session is malformed");

  SealedSession session;
  session.signedAt = system_clock::time_point(std::chrono::seconds(*time));
  if (seal.maxAge) {
    session.expiry = session.signedAt + *seal.maxAge;
    if (session.signedAt > now + kLeeway) return refused("the session is from the future");
    if (*session.expiry < now) return refused("the session has expired");
  }
  auto content = unpacked(rest);
  if (!content) return refused("the session is malformed or too large");
  session.content = *std::move(content);
  return session;
}

}  // namespace fanfare::sessions
