// express-session with cookie-signature, percent-encoded: "s:" KEY "." BASE64(HMAC-SHA256 of KEY),
// the base64 without padding. In the store lies JSON: {"cookie": {"expires":
// "2026-11-21T06:00:00.000Z", …}, "passport": {"user": …}, …}.

#include "sessions/express.h"

#include <optional>
#include <string_view>
#include <utility>

#include "foreign/base64url.h"
#include "model/percent.h"
#include "sessions/iso_time.h"
#include "sessions/signed_cookie.h"

namespace fanfare::sessions {
namespace {

using Expiry = std::optional<std::chrono::system_clock::time_point>;

Error refused(const char* why) { return {ErrorCode::kNotAuthorized, why}; }

Result<std::string> keyIn(std::string_view cookie, const std::vector<SigningKey>& keys) {
  constexpr std::string_view kMark = "s:";
  const auto decoded = percentDecoded(cookie);
  if (!decoded) return refused("the cookie is malformed");
  std::string_view text = *decoded;
  const auto dot = text.rfind('.');
  if (text.substr(0, kMark.size()) != kMark || dot == std::string_view::npos) {
    return refused("the cookie is not signed");
  }
  const std::string_view encoded = text.substr(dot + 1);
  const std::string_view key = text.substr(kMark.size(), dot - kMark.size());
  const bool isPadded = encoded.find('=') != std::string_view::npos;
  const auto signature = isPadded ? std::nullopt : foreign::decodedBase64(encoded);
  if (!signature || !isSignedBy(keys, key, *signature)) {
    return refused("the cookie's signature is not that of a known secret");
  }
  return std::string(key);
}

Result<foreign::Value> read(std::string_view bytes) {
  auto content = foreign::Value::parse(bytes);
  if (content && !content->isObject()) {
    return Error{ErrorCode::kInvalidArgument, "it is no object"};
  }
  return content;
}

// Null or false where the cookie lasts as long as the browser runs.
Result<Expiry> expiryOf(const foreign::Value& content) {
  const foreign::Value* expires = content.at("cookie.expires");
  const auto text = expires ? expires->asText() : std::nullopt;
  if (!text) return Expiry();
  const auto time = isoTimeIn(*text);
  if (!time) return Error{ErrorCode::kInvalidArgument, "cookie.expires is no time"};
  return Expiry(*time);
}

}  // namespace

Result<SessionFormat> expressSessionFormat(const ExpressOptions& options) {
  if (options.secrets.empty()) {
    return Error{ErrorCode::kInvalidArgument,
                 "identity.resolver = express needs identity.express.secrets, the secret of "
                 "express-session, or identity.express.secrets_file"};
  }
  std::vector<SigningKey> keys;
  for (const auto& secret : options.secrets) keys.push_back({Digest::kSha256, secret});
  SessionFormat format{"express", options.cookie, options.paths, {}, read, {}, {}};
  format.keyIn = [keys = std::move(keys)](std::string_view cookie) { return keyIn(cookie, keys); };
  if (options.checksExpires) format.expiryOf = expiryOf;
  return format;
}

}  // namespace fanfare::sessions
