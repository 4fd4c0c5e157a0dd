// A cookie, percent-encoded:
//
//    BASE64(encrypted) "--" BASE64(nonce) "--" BASE64(tag)
//
// What was encrypted is the session as JSON, within one of
//
//    {"_rails": {"message": BASE64(JSON), "exp": TIME or null, "pur": "cookie.NAME"}}
//    {"_rails": {"data": JSON, "exp": TIME, "pur": "cookie.NAME"}}      since Rails 7.1; exp and
//    pur
//                                                                       may be missing
//
// or, where Rails writes no metadata, by itself.

#include "sessions/rails_cookie_jar.h"

#include <openssl/evp.h>

#include <array>
#include <cstdlib>
#include <utility>

#include "foreign/base64url.h"
#include "model/percent.h"
#include "sessions/aes_gcm.h"
#include "sessions/evp_digest.h"
#include "sessions/iso_time.h"

namespace fanfare::sessions {
namespace {

using TimePoint = std::chrono::system_clock::time_point;

constexpr std::string_view kRemedy =
    "set config.action_dispatch.cookies_serializer = :json in Rails";

Error refused(std::string why) { return {ErrorCode::kNotAuthorized, std::move(why)}; }

// RFC 8018, 5.2, with the salt and the count of Rails.
std::string keyOf(const std::string& secretKeyBase, Digest digest) {
  constexpr std::string_view kSalt = "authenticated encrypted cookie";
  constexpr int kIterations = 1000;
  std::array<unsigned char, kAesKeyBytes> key{};
  const int made = PKCS5_PBKDF2_HMAC(secretKeyBase.data(), static_cast<int>(secretKeyBase.size()),
                                     reinterpret_cast<const unsigned char*>(kSalt.data()),
                                     static_cast<int>(kSalt.size()), kIterations, evpDigest(digest),
                                     static_cast<int>(key.size()), key.data());
  if (made != 1) std::abort();
  return {reinterpret_cast<const char*>(key.data()), key.size()};
}

std::vector<std::string_view> partsOf(std::string_view text) {
  constexpr std::string_view kSeparator = "--";
  std::vector<std::string_view> parts;
  for (auto end = text.find(kSeparator); end != std::string_view::npos;
       end = text.find(kSeparator)) {
    parts.push_back(text.substr(0, end));
    text.remove_prefix(end + kSeparator.size());
  }
  parts.push_back(text);
  return parts;
}

// The object under "_rails", null pointer if there is none.
const foreign::Value* metadataIn(const foreign::Value& content) {
  const foreign::Value* metadata = content.onlyMember("_rails");
  return metadata && metadata->isObject() ? metadata : nullptr;
}

Result<std::optional<TimePoint>> expiryIn(const foreign::Value& metadata) {
  const foreign::Value* expiry = metadata.at("exp");
  if (!expiry || expiry->isNull()) return std::optional<TimePoint>();
  const auto time = isoTimeIn(expiry->asText().value_or(""));
  if (!time) return refused("the cookie's expiry is no time");
  return time;
}

Result<foreign::Value> contentIn(const foreign::Value& metadata) {
  if (const foreign::Value* data = metadata.at("data")) return *data;
  const foreign::Value* message = metadata.at("message");
  const auto text = message ? message->asText() : std::nullopt;
  const auto bytes = text ? foreign::decodedBase64(*text) : std::nullopt;
  if (!bytes) return refused("the cookie is malformed");
  return readRailsJson(*bytes, kRemedy);
}

}  // namespace

RailsCookieJar::RailsCookieJar(const RailsCookieOptions& options)
    : purpose_("cookie." + options.cookie), requirePurpose_(options.requirePurpose) {
  for (const auto& secret : options.secretKeyBases) {
    keys_.push_back(keyOf(secret, Digest::kSha256));
    keys_.push_back(keyOf(secret, Digest::kSha1));
  }
}

Result<RailsCookieJar::Opened> RailsCookieJar::open(std::string_view sent, TimePoint now) const {
  const auto text = decrypt(sent);
  if (!text) return text.error();
  auto whole = readRailsJson(*text, kRemedy);
  if (!whole) return whole.error();
  const foreign::Value* metadata = metadataIn(*whole);
  if (auto checked = checkPurpose(metadata ? *metadata : foreign::Value()); !checked)
    return checked.error();
  if (!metadata) return Opened{std::move(whole).value(), std::nullopt};

  const auto expiry = expiryIn(*metadata);
  if (!expiry) return expiry.error();
  if (*expiry && **expiry <= now) return refused("the cookie has expired");
  auto content = contentIn(*metadata);
  if (!content) return content.error();
  return Opened{std::move(content).value(), *expiry};
}

Result<std::string> RailsCookieJar::decrypt(std::string_view sent) const {
  if (sent.size() > kMaxCookieBytes) return refused("the cookie is too large");
  const auto text = percentDecoded(sent);
  if (!text) return refused("the cookie is malformed");
  const auto parts = partsOf(*text);
  if (parts.size() == 2) {
    return refused(
        "the cookie is only signed, or encrypted as before Rails 5.2, which is not read");
  }
  if (parts.size() != 3) return refused("the cookie is malformed");
  const auto encrypted = foreign::decodedBase64(parts[0]);
  const auto nonce = foreign::decodedBase64(parts[1]);
  const auto tag = foreign::decodedBase64(parts[2]);
  if (!encrypted || !nonce || !tag) return refused("the cookie is malformed");
  for (const auto& key : keys_) {
    if (auto opened = openedGcm(key, {*encrypted, *nonce, *tag})) return *std::move(opened);
  }
  return refused("the cookie is not encrypted with a known key");
}

Result<void> RailsCookieJar::checkPurpose(const foreign::Value& metadata) const {
  const foreign::Value* purpose = metadata.at("pur");
  if (!purpose || purpose->isNull()) {
    if (requirePurpose_) return refused("the cookie does not say what it is for");
    return {};
  }
  if (purpose->asText() != purpose_) return refused("the cookie is meant for something else");
  return {};
}

Result<foreign::Value> readRailsJson(std::string_view bytes, std::string_view remedy) {
  constexpr std::string_view kMarshal = "\x04\x08";
  constexpr std::string_view kMessagePack = "\xCC\x80";
  const auto head = bytes.substr(0, 2);
  if (head == kMarshal || head == kMessagePack) {
    return refused(std::string("it is written by ") +
                   (head == kMarshal ? "Marshal" : "MessagePack") + ", which is not read; " +
                   std::string(remedy));
  }
  auto json = foreign::Value::parse(bytes);
  if (!json) return refused("it is no JSON; " + std::string(remedy));
  return json;
}

}  // namespace fanfare::sessions
