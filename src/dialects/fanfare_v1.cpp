#include "dialects/fanfare_v1.h"

#include <algorithm>
#include <utility>

#include "fanfare/utf8.h"

#include "dialects/json_object.h"
#include "dialects/json_text.h"

namespace fanfare::dialects {
namespace {

constexpr std::string_view kSessionWord = "session:";
constexpr std::string_view kOwnSession = "session:self:";
constexpr std::size_t kShownBytes = 64;

MalformedRequest badRequest(std::string message) { return {"bad_request", std::move(message)}; }

std::string shown(std::string_view text) {
  if (!isUtf8(text)) return "what is not a text";
  if (text.size() <= kShownBytes) return "'" + std::string(text) + "'";
  std::size_t end = kShownBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return "'" + std::string(text.substr(0, end)) + "...'";
}

bool startsWith(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

MalformedRequest badChannel(std::string_view field, std::string_view key, std::string_view why) {
  return {"bad_channel", std::string(field) + ": " + shown(key) + " " + std::string(why)};
}

// A facility that holds a colon is read as one where the key leaves no other reading.
Result<Channel> parseKey(std::string_view key) {
  auto channel = Channel::parse(key);
  return channel ? std::move(channel) : Channel::parse(key, Colons::kInFacility);
}

std::variant<Channel, MalformedRequest> readChannel(std::string_view field, std::string_view key,
                                                    std::string_view sessionKey) {
  if (!startsWith(key, kSessionWord)) {
    auto channel = parseKey(key);
    if (!channel) return badChannel(field, key, "is not a channel");
    return std::move(channel).value();
  }
  if (!startsWith(key, kOwnSession)) {
    return badChannel(field, kSessionWord, "is followed by 'self:' and a facility");
  }
  if (sessionKey.empty()) return MalformedRequest{"no_session", "this connection has no session"};
  const std::string_view facility = key.substr(kOwnSession.size());
  const bool hasColon = facility.find(':') != std::string_view::npos;
  auto channel = Channel::of({AudienceKind::kSession, std::string(sessionKey)}, facility,
                             hasColon ? Colons::kInFacility : Colons::kInName);
  if (!channel) return badChannel(field, key, "is not a channel");
  return std::move(channel).value();
}

ClientRequest readPublish(const std::string& key, JsonMember* data, std::string_view sessionKey) {
  if (!data) return badRequest("data: is missing");
  auto* text = std::get_if<std::string>(data);
  if (!text) return badRequest("data: is not a string");
  if (text->empty()) return badRequest("data: is empty");
  if (!isUtf8(*text)) return badRequest("data: is not a text");

  auto channel = readChannel("publish", key, sessionKey);
  if (auto* malformed = std::get_if<MalformedRequest>(&channel)) return std::move(*malformed);
  return PublishRequest{std::get<Channel>(std::move(channel)), makeMessage(std::move(*text))};
}

template <typename Request>
ClientRequest readChannels(std::string_view field, const std::vector<std::string>& keys,
                           std::string_view sessionKey) {
  if (keys.empty()) return badRequest(std::string(field) + ": is empty");
  if (keys.size() > FanfareV1::kMaxChannels) {
    return badRequest(std::string(field) + ": more than " +
                      std::to_string(FanfareV1::kMaxChannels) + " channels");
  }
  Request request;
  for (const auto& key : keys) {
    auto channel = readChannel(field, key, sessionKey);
    if (auto* malformed = std::get_if<MalformedRequest>(&channel)) return std::move(*malformed);
    auto& channels = request.channels;
    const auto& read = std::get<Channel>(channel);
    if (std::find(channels.begin(), channels.end(), read) == channels.end()) {
      channels.push_back(read);
    }
  }
  return request;
}

ClientRequest withSecrets(ClientRequest request, JsonMember* secrets) {
  auto* subscribe = std::get_if<SubscribeRequest>(&request);
  if (!subscribe || !secrets) return request;
  auto* texts = std::get_if<std::vector<std::string>>(secrets);
  if (!texts) return badRequest("secrets: is not an array of texts");
  if (texts->size() > FanfareV1::kMaxChannels) {
    return badRequest("secrets: more than " + std::to_string(FanfareV1::kMaxChannels));
  }
  subscribe->secrets = std::move(*texts);
  return request;
}

JsonMember* memberOf(JsonObject& object, std::string_view name) {
  const auto member = std::find_if(object.begin(), object.end(),
                                   [name](const auto& one) { return one.first == name; });
  return member == object.end() ? nullptr : &member->second;
}

// Which of the names in `object` must not be there; nullopt if all may.
std::optional<MalformedRequest> surplusIn(const JsonObject& object, std::string_view verb) {
  for (auto member = object.begin(); member != object.end(); ++member) {
    const auto& name = member->first;
    const bool isKnown = name == verb || (verb == "publish" && name == "data") ||
                         (verb == "subscribe" && name == "secrets");
    if (!isUtf8(name)) return badRequest("a name is not a text");
    if (!isKnown) return badRequest(shown(name) + ": unknown in a " + std::string(verb));
    const bool isDoubled =
        std::any_of(object.begin(), member, [&name](const auto& one) { return one.first == name; });
    if (isDoubled) return badRequest(name + ": stands there twice");
  }
  return std::nullopt;
}

ClientRequest read(JsonObject object, std::string_view sessionKey) {
  for (const std::string_view verb : {"publish", "subscribe", "unsubscribe"}) {
    auto* subject = memberOf(object, verb);
    if (!subject) continue;
    if (auto surplus = surplusIn(object, verb)) return *std::move(surplus);

    if (verb == "publish") {
      const auto* key = std::get_if<std::string>(subject);
      if (!key) return badRequest("publish: is not a channel's key");
      return readPublish(*key, memberOf(object, "data"), sessionKey);
    }
    const auto* keys = std::get_if<std::vector<std::string>>(subject);
    if (!keys) return badRequest(std::string(verb) + ": is not an array of channels' keys");
    if (verb == "subscribe") {
      return withSecrets(readChannels<SubscribeRequest>(verb, *keys, sessionKey),
                         memberOf(object, "secrets"));
    }
    return readChannels<UnsubscribeRequest>(verb, *keys, sessionKey);
  }
  return badRequest("neither publish, subscribe nor unsubscribe");
}

void appendMember(std::string& json, std::string_view name, std::string_view value) {
  json.append(",\"").append(name).append("\":");
  appendJsonString(json, value);
}

void appendKeys(std::string& json, const RequestedChannels& channels, Access access) {
  json.push_back('[');
  for (const auto& granted : channels) {
    if (granted.access != access) continue;
    if (json.back() != '[') json.push_back(',');
    appendJsonString(json, granted.channel.publicKey());
  }
  json.push_back(']');
}

void appendRefused(std::string& json, const Grant& grant) {
  json.push_back('[');
  for (const auto& [requested, rule] : grant.withheld) {
    if (json.back() != '[') json.push_back(',');
    const bool isSubscribe = requested.access == Access::kSubscribe;
    json.append(isSubscribe ? R"({"access":"subscribe")" : R"({"access":"publish")");
    appendMember(json, "channel", requested.channel.publicKey());
    appendMember(json, "rule", rule);
    json.push_back('}');
  }
  for (const auto& [asked, rule] : grant.passedOver) {
    if (json.back() != '[') json.push_back(',');
    json.append("{\"asked\":");
    appendJsonString(json, asked);
    appendMember(json, "rule", rule);
    json.push_back('}');
  }
  json.push_back(']');
}

void appendGrant(std::string& json, const Grant& grant) {
  json.append(",\"channels\":");
  appendKeys(json, grant.granted, Access::kSubscribe);
  json.append(",\"publish\":");
  appendKeys(json, grant.granted, Access::kPublish);
  json.append(",\"refused\":");
  appendRefused(json, grant);
  json.push_back('}');
}

}  // namespace

std::string_view FanfareV1::encode(const Channel& channel, const Message& message,
                                   std::string& scratch) const {
  scratch.assign(R"({"type":"message")");
  appendMember(scratch, "channel", channel.publicKey());
  if (message.kind == PayloadKind::kText) {
    appendMember(scratch, "data", message.payload);
  } else {
    scratch.append(R"(,"data":")");
    appendBase64(scratch, message.payload);
    scratch.append(R"(","base64":true)");
  }
  scratch.push_back('}');
  return scratch;
}

ClientRequest FanfareV1::decode(std::string payload, PayloadKind kind,
                                std::string_view sessionKey) const {
  if (kind == PayloadKind::kBinary) return MalformedRequest{"bad_json", "a request is text"};
  auto object = parseJsonObject(payload);
  if (!object) return MalformedRequest{"bad_json", object.error().message};
  return read(std::move(object).value(), sessionKey);
}

// The heartbeat of raw clients would be no JSON.
Pace FanfareV1::pace() const {
  Pace pace;
  pace.heartbeat.emplace();
  return pace;
}

std::string FanfareV1::welcome(const Welcome& welcome) const {
  std::string json = R"({"type":"welcome")";
  appendMember(json, "connection", std::to_string(welcome.connection));
  if (welcome.user.empty()) {
    json.append(",\"user\":null");
  } else {
    appendMember(json, "user", welcome.user);
  }
  if (!welcome.anonymousBecause.empty()) {
    appendMember(json, "anonymous_because", welcome.anonymousBecause);
  }
  appendGrant(json, welcome.grant);
  return json;
}

std::string FanfareV1::granted(const Grant& grant) const {
  std::string json = R"({"type":"granted")";
  appendGrant(json, grant);
  return json;
}

std::string FanfareV1::revoked(const RequestedChannels& channels) const {
  std::string json = R"({"type":"revoked","channels":)";
  appendKeys(json, channels, Access::kSubscribe);
  json.append(",\"publish\":");
  appendKeys(json, channels, Access::kPublish);
  return json + "}";
}

std::string FanfareV1::error(std::string_view code, std::string_view message) const {
  std::string json = R"({"type":"error")";
  appendMember(json, "code", code);
  appendMember(json, "message", message);
  return json + "}";
}

}  // namespace fanfare::dialects
