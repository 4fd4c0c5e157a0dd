#include "sessions/http_answer.h"

#include <optional>
#include <set>
#include <string>
#include <utility>

#include "foreign/value.h"
#include "sessions/identity_paths.h"

namespace fanfare::sessions {
namespace {

using Time = std::chrono::system_clock::time_point;

constexpr char kName[] = "http";
constexpr int kOk = 200;
constexpr int kNoContent = 204;
constexpr int kUnauthorized = 401;
constexpr int kForbidden = 403;

Error useless(std::string why) { return {ErrorCode::kUnavailable, "its answer " + std::move(why)}; }

Identity nobody(const char* why) {
  return anonymousBecause(kName, {ErrorCode::kNotAuthorized, why});
}

bool isJson(const std::string& mediaType) {
  constexpr std::string_view kSuffix = "+json";
  const auto size = mediaType.size();
  return mediaType == "application/json" ||
         (size > kSuffix.size() && mediaType.compare(size - kSuffix.size(), size, kSuffix) == 0);
}

Result<std::optional<Time>> expiryIn(const foreign::Value& json) {
  constexpr double kLatest = 1e11;  // some thousand years from now, and far from an overflow
  const foreign::Value* value = json.at("expires");
  if (!value || value->isNull()) return std::optional<Time>();
  const auto seconds = value->asNumber();
  if (!seconds || !(*seconds >= 0) || *seconds > kLatest) {
    return useless("has an 'expires' that is no time in seconds since 1970");
  }
  const std::chrono::duration<double> since(*seconds);
  return std::optional(Time(std::chrono::duration_cast<std::chrono::milliseconds>(since)));
}

Result<std::optional<std::set<std::string>>> channelsIn(const foreign::Value& json) {
  const foreign::Value* value = json.at("channels");
  if (!value || value->isNull()) return std::optional<std::set<std::string>>();
  const auto* elements = value->elements();
  std::set<std::string> channels;
  if (!elements) return useless("has 'channels' that are no list");
  for (const foreign::Value& element : *elements) {
    auto channel = element.asText();
    if (!channel) return useless("has 'channels' that are no list of texts");
    channels.insert(*std::move(channel));
  }
  return std::optional(std::move(channels));
}

Result<Identity> identityInJson(const std::string& body, Time now) {
  const auto json = foreign::Value::parse(body);
  if (!json) return useless("is no JSON: " + json.error().message);
  if (!json->isObject()) return useless("is no JSON object");
  auto found = identityIn(*json, {"user", "groups", "session", "attributes"});
  if (!found) return useless("is not understood: " + found.error().message);
  auto expiry = expiryIn(*json);
  if (!expiry) return expiry.error();
  auto channels = channelsIn(*json);
  if (!channels) return channels.error();

  Identity identity = std::move(found).value();
  if (identity.isAnonymous()) return nobody("the site knows nobody by what was sent");
  if (*expiry && **expiry <= now) return nobody("the session has expired");
  identity.expiry = *expiry;
  identity.onlyChannels = std::move(channels).value();
  return identity;
}

}  // namespace

Result<Identity> identityIn(const backend::Response& response, Time now) {
  switch (response.status) {
    case kOk:
      if (!isJson(response.mediaType)) return useless("is not application/json");
      return identityInJson(response.body, now);
    case kNoContent:
    case kUnauthorized:
    case kForbidden:
      return nobody("the site knows nobody by what was sent");
    default:
      return useless("has the status " + std::to_string(response.status));
  }
}

}  // namespace fanfare::sessions
