// itsdangerous, key derivation "hmac": the key is HMAC(secret key, salt), signatures are in
// base64url, dots separate. In the cookie of a whole session the time is the bytes of a number,
// most significant first, in base64url. The cookie of Flask-Session is the session's key, or that,
// a dot and its signature.

#include "sessions/flask.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "foreign/base64url.h"
#include "foreign/msgpack.h"
#include "foreign/pickle.h"
#include "sessions/flask_json.h"

namespace fanfare::sessions {
namespace {

constexpr const char* kSaltOfKeys = "flask-session";

Error refused(const char* why) { return {ErrorCode::kNotAuthorized, why}; }

Error noSecretKey(const char* needs) {
  return {ErrorCode::kInvalidArgument,
          std::string(needs) +
              " needs identity.flask.secret_key, the SECRET_KEY of the application, "
              "or identity.flask.secret_key_file"};
}

SigningKey derived(Digest digest, const std::string& secretKey, std::string_view salt) {
  return {digest, hmacOf(digest, secretKey, salt)};
}

std::optional<std::int64_t> timeIn(std::string_view text) {
  constexpr std::size_t kMaxBytes = 6;
  const auto bytes = foreign::decodedBase64Url(text);
  if (!bytes || bytes->empty() || bytes->size() > kMaxBytes) return std::nullopt;
  std::int64_t seconds = 0;
  for (const char c : *bytes) seconds = seconds * 256 + static_cast<unsigned char>(c);
  return seconds;
}

Seal sealOf(const FlaskOptions& options) {
  Seal seal;
  seal.separator = '.';
  seal.readTime = timeIn;
  seal.maxAge = options.maxAge;
  seal.keys.push_back(derived(options.digest, options.secretKey, options.salt));
  for (const auto& key : options.fallbacks) {
    seal.keys.push_back(derived(options.digest, key, options.salt));
  }
  return seal;
}

Result<std::string> signedKeyIn(std::string_view cookie, const std::vector<SigningKey>& keys) {
  const auto dot = cookie.rfind('.');
  if (dot == std::string_view::npos) return refused("the cookie is not signed");
  const auto signature = foreign::decodedBase64Url(cookie.substr(dot + 1));
  const std::string_view key = cookie.substr(0, dot);
  if (!signature || !isSignedBy(keys, key, *signature)) {
    return refused("the cookie's signature is not that of the secret key");
  }
  return std::string(key);
}

// Each format is known by its first byte: a map in MessagePack, a brace, or what begins a pickle
// (of protocol 2 or later), which by itself is an empty map in MessagePack.
Result<foreign::Value> readStored(std::string_view bytes) {
  const bool isPickled = bytes.size() > 1 && bytes.front() == '\x80';
  const bool isJson = !bytes.empty() && bytes.front() == '{';
  auto content = isPickled ? foreign::readPickle(bytes)
                 : isJson  ? foreign::Value::parse(bytes)
                           : foreign::readMsgpack(bytes);
  if (content && !content->isObject()) {
    return Error{ErrorCode::kInvalidArgument, "it is no dictionary"};
  }
  return content;
}

}  // namespace

Result<std::unique_ptr<SessionResolver>> FlaskResolver::make(const FlaskOptions& options,
                                                             WallClock clock) {
  if (options.secretKey.empty()) return noSecretKey("identity.resolver = flask");
  return std::unique_ptr<SessionResolver>(new FlaskResolver(options, std::move(clock)));
}

FlaskResolver::FlaskResolver(const FlaskOptions& options, WallClock clock)
    : cookie_(options.cookie),
      paths_(options.paths),
      seal_(sealOf(options)),
      clock_(std::move(clock)) {}

Result<Identity> FlaskResolver::resolve(const Handshake& handshake) const {
  const auto cookie = handshake.cookie(cookie_);
  if (!cookie || cookie->empty()) return Identity{};
  auto identity = read(*cookie);
  if (!identity) return anonymousBecause(name(), identity.error());
  return identity;
}

Result<Identity> FlaskResolver::read(std::string_view cookie) const {
  if (cookie.size() > StoredSessions::kMaxCookieBytes) return refused("the session is too large");
  const auto now = clock_();
  const auto session = openSealed(cookie, seal_, now);
  if (!session) return session.error();
  const auto content = readFlaskJson(session->content);
  if (!content || !content->isObject()) return refused("the session holds something else");
  auto found = identityIn(*content, paths_);
  if (!found) return found;
  Identity identity = std::move(found).value();
  if (!identity.isAnonymous()) identity.expiry = session->expiry;
  identity.asOf = std::min(session->signedAt, now);
  return identity;
}

Result<SessionFormat> flaskSessionFormat(const FlaskOptions& options) {
  if (options.isKeySigned && options.secretKey.empty()) {
    return noSecretKey("identity.flask.use_signer = on");
  }
  SessionFormat format{"flask", options.cookie, options.paths, {}, readStored, {}, {}};
  if (options.isKeySigned) {
    format.keyIn =
        [keys = std::vector<SigningKey>{derived(Digest::kSha1, options.secretKey, kSaltOfKeys)}](
            std::string_view cookie) { return signedKeyIn(cookie, keys); };
  } else {
    format.keyIn = [](std::string_view cookie) { return Result<std::string>(std::string(cookie)); };
  }
  return format;
}

}  // namespace fanfare::sessions
