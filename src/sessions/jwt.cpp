// RFC 7515, 7.1: BASE64URL(header) "." BASE64URL(claims) "." BASE64URL(signature), where the
// signature is that of all before the second dot.

#include "sessions/jwt.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "foreign/base64url.h"
#include "model/ascii.h"

namespace fanfare::sessions {
namespace {

Error refused(std::string why) { return {ErrorCode::kNotAuthorized, std::move(why)}; }

// The JSON object in one part of a token.
std::optional<foreign::Value> objectIn(std::string_view part) {
  const auto bytes = foreign::decodedBase64Url(part);
  if (!bytes) return std::nullopt;
  auto json = foreign::Value::parse(*bytes);
  if (!json || !json->isObject()) return std::nullopt;
  return std::move(json).value();
}

std::string textAt(const foreign::Value& object, std::string_view name) {
  const foreign::Value* value = object.at(name);
  return value ? value->asText().value_or("") : std::string();
}

// Seconds since 1970; nullopt if there are none. Fails if it is no such number.
Result<std::optional<double>> timeAt(const foreign::Value& claims, const char* name) {
  const foreign::Value* value = claims.at(name);
  if (!value) return std::optional<double>();
  const auto seconds = value->asNumber();
  constexpr double kFarthest = 1e11;  // thousands of years, and no overflow
  if (!seconds || std::abs(*seconds) > kFarthest) {
    return refused(std::string("the token's ") + name + " is no time");
  }
  return seconds;
}

std::chrono::system_clock::time_point pointAt(double secondsSince1970) {
  constexpr double kLast = 9e9;  // within what a time_point can hold
  return std::chrono::system_clock::time_point(
      std::chrono::duration_cast<std::chrono::system_clock::duration>(
          std::chrono::duration<double>(std::clamp(secondsSince1970, 0.0, kLast))));
}

Result<std::vector<JwtKey>> keysOf(const JwtOptions& options) {
  const auto named = [](const char* setting, const Error& error) {
    return Error{error.code, std::string(setting) + " " + error.message};
  };
  std::vector<JwtKey> keys;
  if (!options.jwks.empty()) {
    auto found = keysInJwks(options.jwks);
    if (!found) return named("identity.jwt.jwks", found.error());
    keys = std::move(found).value();
  }
  if (!options.secret.empty()) {
    auto key = JwtKey::ofSecret(options.secret);
    if (!key) return named("identity.jwt.secret", key.error());
    keys.push_back(std::move(key).value());
  }
  if (!options.publicKey.empty()) {
    auto key = JwtKey::ofPem(options.publicKey);
    if (!key) return named("identity.jwt.public_key", key.error());
    keys.push_back(std::move(key).value());
  }
  if (!keys.empty()) return keys;
  return Error{ErrorCode::kInvalidArgument,
               "identity.resolver = jwt needs a key: identity.jwt.secret, identity.jwt.public_key "
               "or identity.jwt.jwks, or one of these with _file"};
}

}  // namespace

Result<std::unique_ptr<SessionResolver>> JwtResolver::make(JwtOptions options, WallClock clock) {
  auto keys = keysOf(options);
  if (!keys) return keys.error();
  return std::unique_ptr<SessionResolver>(
      new JwtResolver(std::move(options), std::move(keys).value(), std::move(clock)));
}

JwtResolver::JwtResolver(JwtOptions options, std::vector<JwtKey> keys, WallClock clock)
    : options_(std::move(options)), keys_(std::move(keys)), clock_(std::move(clock)) {}

Result<Identity> JwtResolver::resolve(const Handshake& handshake) const {
  const std::string_view token = tokenIn(handshake);
  if (token.empty()) return Identity{};
  auto identity = read(token);
  if (!identity) return anonymousBecause(name(), identity.error());
  return identity;
}

// In the header Authorization another scheme is no token; in others the scheme may be left out.
std::string_view JwtResolver::tokenIn(const Handshake& handshake) const {
  constexpr std::string_view kScheme = "Bearer ";
  const auto inHeader = options_.header.empty() ? std::nullopt : handshake.header(options_.header);
  if (inHeader && equalsIgnoringCase(inHeader->substr(0, kScheme.size()), kScheme)) {
    return trimmed(inHeader->substr(kScheme.size()));
  }
  if (inHeader && !equalsIgnoringCase(options_.header, "Authorization")) return *inHeader;

  const auto inCookie = options_.cookie.empty() ? std::nullopt : handshake.cookie(options_.cookie);
  if (inCookie && !inCookie->empty()) return *inCookie;
  const auto inQuery = options_.query.empty() ? std::nullopt : handshake.queryValue(options_.query);
  return inQuery.value_or(std::string_view());
}

Result<Identity> JwtResolver::read(std::string_view token) const {
  if (token.size() > kMaxTokenBytes) return refused("the token is too large");
  const auto claimsEnd = token.rfind('.');
  const auto headerEnd = token.find('.');
  if (headerEnd == std::string_view::npos || headerEnd == claimsEnd) {
    return refused("the token is malformed");
  }
  const auto header = objectIn(token.substr(0, headerEnd));
  const auto signature = foreign::decodedBase64Url(token.substr(claimsEnd + 1));
  if (!header || !signature) return refused("the token is malformed");
  if (header->at("crit")) return refused("the token asks for an extension that is not known");
  if (!isSigned(textAt(*header, "alg"), textAt(*header, "kid"), token.substr(0, claimsEnd),
                *signature)) {
    return refused("the token's signature is not that of a known key");
  }
  const auto claims = objectIn(token.substr(headerEnd + 1, claimsEnd - headerEnd - 1));
  if (!claims) return refused("the token is malformed");
  return judge(*claims);
}

bool JwtResolver::isSigned(std::string_view algorithm, std::string_view keyId,
                           std::string_view text, std::string_view signature) const {
  return std::any_of(keys_.begin(), keys_.end(), [&](const JwtKey& key) {
    return key.suits(algorithm, keyId) && key.verifies(algorithm, text, signature);
  });
}

Result<Identity> JwtResolver::judge(const foreign::Value& claims) const {
  if (auto checked = checkParties(claims); !checked) return checked.error();
  auto identity = identityIn(claims, options_.paths);
  if (!identity) return identity;
  Identity found = std::move(identity).value();
  if (auto checked = checkTimes(claims, found); !checked) return checked.error();
  if (found.isAnonymous()) return refused("the token names nobody");
  return found;
}

Result<void> JwtResolver::checkTimes(const foreign::Value& claims, Identity& identity) const {
  const std::chrono::duration<double> now = clock_().time_since_epoch();
  const auto leeway = static_cast<double>(options_.leeway.count());
  const auto begin = timeAt(claims, "nbf");
  if (!begin) return begin.error();
  const auto end = timeAt(claims, "exp");
  if (!end) return end.error();

  if (*begin && now.count() + leeway < **begin) return refused("the token is not valid yet");
  const auto issued = timeAt(claims, "iat");
  if (!issued) return issued.error();
  identity.asOf = pointAt(issued->value_or(0));
  if (!*end) {
    if (options_.requireExpiry) return refused("the token has no exp");
    return {};
  }
  if (now.count() - leeway >= **end) return refused("the token has expired");
  identity.expiry = pointAt(**end + leeway);
  return {};
}

// RFC 7519, 4.1.3: a token that says whom it is for is for nobody else.
Result<void> JwtResolver::checkParties(const foreign::Value& claims) const {
  if (!options_.issuer.empty() && textAt(claims, "iss") != options_.issuer) {
    return refused("the token is from another issuer");
  }
  const foreign::Value* audience = claims.at("aud");
  const auto named = audience ? audience->asNames() : std::vector<std::string>();
  const bool isAsked = audience != nullptr || !options_.audience.empty();
  const bool isForUs = named && std::any_of(named->begin(), named->end(), [&](const auto& one) {
                         const auto& ours = options_.audience;
                         return std::find(ours.begin(), ours.end(), one) != ours.end();
                       });
  if (isAsked && !isForUs) return refused("the token is for another audience");
  return {};
}

}  // namespace fanfare::sessions
