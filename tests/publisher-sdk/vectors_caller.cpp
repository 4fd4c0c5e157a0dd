// Calls the C++ SDK as publisher-sdk/vectors say, for publisher-sdk/tests/test_cpp_vectors.py.
//
// Each line of standard input is {"vector": {...}, "transport": "redis", "url": URL, "key": KEY};
// each line of standard output what came of it, as the witness takes it, or {"left_out": true}; a
// fetched message is {"hex": ...}.

#include <array>
#include <chrono>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fanfare/json_text.h"
#include "fanfare/publisher/http_transport.h"
#include "fanfare/publisher/redis_publisher.h"

#include "foreign/base64url.h"
#include "foreign/value.h"

namespace fanfare::publisher {
namespace {

using foreign::Value;
using Lines = std::vector<std::string>;

// Thrown for a vector that cannot be written in C++.
struct LeftOut {};

const Value& need(const Value* value) {
  if (!value) throw LeftOut();
  return *value;
}

std::string textOf(const Value& value) {
  const auto text = value.asText();
  if (!text) throw LeftOut();
  return *text;
}

std::string textAt(const Value& value, const char* name) {
  const Value* found = value.at(name);
  return found && !found->isNull() ? textOf(*found) : "";
}

// A text, or a {"base64": ...}; JSON is not the SDK's.
std::string bytesOf(const Value& said) {
  if (const auto text = said.asText()) return *text;
  if (const Value* text = said.at("text")) return textOf(*text);
  const auto bytes = foreign::decodedBase64(textOf(need(said.at("base64"))));
  return bytes.value();
}

Names namesAt(const Value& arguments, const char* field) {
  const Value* given = arguments.at(field);
  if (!given) return {};
  if (const auto name = given->asText()) return *name;
  if (!given->elements()) throw LeftOut();
  std::vector<std::string> names;
  for (const Value& name : *given->elements()) {
    names.push_back(name.at("self") ? std::string(kSelf) : textOf(name));
  }
  return names;
}

Audiences audiencesOf(const Value& arguments) {
  for (const auto& [name, value] : *arguments.members()) {
    const std::string known =
        " facility broadcast users groups sessions rooms message messages expire request ";
    if (known.find(" " + name + " ") == std::string::npos) throw LeftOut();
  }
  const Value* broadcast = arguments.at("broadcast");
  if (broadcast && !broadcast->asBoolean()) throw LeftOut();
  return {broadcast && *broadcast->asBoolean(), namesAt(arguments, "users"),
          namesAt(arguments, "groups"), namesAt(arguments, "sessions"),
          namesAt(arguments, "rooms")};
}

std::optional<Reader> requestOf(const Value& arguments) {
  const Value* said = arguments.at("request");
  if (!said) return std::nullopt;
  return Reader{
      textAt(*said, "session"), textAt(*said, "user"), *said->at("groups")->asNames(), {}};
}

std::optional<std::chrono::seconds> expireOf(const Value& said) {
  const Value* expire = said.at("expire");
  if (!expire) return std::nullopt;
  const std::string digits = *expire->asDigits();
  if (digits.find('.') != std::string::npos) throw LeftOut();
  return std::chrono::seconds(std::stoll(digits));
}

// How long, how large and where the colons are: of both transports' options.
template <typename AnyOptions>
void readCommon(const Value& said, AnyOptions& options) {
  if (const auto expire = expireOf(said)) options.expire = *expire;
  if (const Value* most = said.at("max_bytes")) {
    options.maxBytes = static_cast<std::size_t>(*most->asNumber());
  }
  if (textAt(said, "colons") == "facility") options.colons = Colons::kInFacility;
}

Result<std::shared_ptr<Transport>> transportOf(const Value& asked) {
  const Value* said = asked.at("vector.options");
  if (textAt(asked, "transport") == "http") {
    HttpOptions options;
    options.url = textAt(asked, "url");
    options.key = textAt(asked, "key");
    if (said) readCommon(*said, options);
    return httpTransport(options);
  }
  Options options;
  options.url = textAt(asked, "url");
  if (said) {
    readCommon(*said, options);
    options.prefix = textAt(*said, "prefix");
    if (const Value* seconds = said->at("revoked_for")) {
      options.revokedFor = std::chrono::seconds(std::stoll(*seconds->asDigits()));
    }
  }
  return redisTransport(options);
}

std::optional<AudienceKind> audienceAt(const Value& arguments) {
  const std::string word = textAt(arguments, "audience");
  if (word.empty() || word == "any") return std::nullopt;
  for (const auto kind : {AudienceKind::kBroadcast, AudienceKind::kUser, AudienceKind::kGroup,
                          AudienceKind::kSession, AudienceKind::kRoom, AudienceKind::kConnection}) {
    if (wordOf(kind) == word) return kind;
  }
  return static_cast<AudienceKind>(99);  // which an enumeration does not keep out
}

std::string jsonOf(const Lines& texts) {
  std::string json;
  for (const auto& text : texts) json += (json.empty() ? "" : ",") + jsonQuoted(text);
  return "[" + json + "]";
}

std::string returned(const std::string& json) { return R"({"returned":)" + json + "}"; }

std::string failed(const Error& error) {
  const char* code = error.code == ErrorCode::kInvalidArgument ? "invalid_argument"
                     : error.code == ErrorCode::kNotAuthorized ? "not_authorized"
                                                               : "unavailable";
  return R"({"error":{"code":")" + std::string(code) + R"(","message":)" +
         jsonQuoted(error.message) + "}}";
}

std::string published(const RedisPublisher& publisher, const Heard& heard) {
  return R"({"channels":)" + jsonOf(publisher.channels()) + R"(,"withheld":)" +
         jsonOf(publisher.withheld()) + R"(,"heard":)" + (heard ? std::to_string(*heard) : "null") +
         "}";
}

std::string hexOf(const std::string& bytes) {
  constexpr const char* kDigits = "0123456789abcdef";
  std::string hex;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    hex.append(1, kDigits[byte >> 4]).append(1, kDigits[byte & 0xF]);
  }
  return hex;
}

using Carrier = std::shared_ptr<Transport>;

Result<RedisPublisher> publisherOf(const Carrier& carrier, const Value& arguments) {
  return RedisPublisher::create(carrier, textOf(*arguments.at("facility")), audiencesOf(arguments),
                                requestOf(arguments));
}

std::string publish(const Carrier& carrier, const Value& arguments) {
  const std::string message = bytesOf(*arguments.at("message"));
  const auto expire = expireOf(arguments);
  auto created = publisherOf(carrier, arguments);
  if (!created) return failed(created.error());
  RedisPublisher publisher = std::move(created).value();
  const auto heard = publisher.publishMessage(message, expire);
  return heard ? returned(published(publisher, *heard)) : failed(heard.error());
}

std::string batch(const Carrier& carrier, const Value& arguments) {
  Lines messages;
  for (const Value& said : *arguments.at("messages")->elements()) messages.push_back(bytesOf(said));
  auto created = publisherOf(carrier, arguments);
  if (!created) return failed(created.error());
  RedisPublisher publisher = std::move(created).value();
  const auto heard = publisher.publishBatch(messages, expireOf(arguments));
  if (!heard) return failed(heard.error());
  std::string json;
  for (const auto& each : *heard) json += (json.empty() ? "" : ",") + published(publisher, each);
  return returned("[" + json + "]");
}

std::string pipeline(const Carrier& carrier, const Value& arguments) {
  auto first = RedisPublisher::create(carrier, "f", {});
  Pipeline pipeline(*first);
  std::vector<RedisPublisher> publishers;
  for (const Value& said : *arguments.at("publications")->elements()) {
    auto created = publisherOf(carrier, said);
    if (!created) return failed(created.error());
    publishers.push_back(std::move(created).value());
    const auto added =
        pipeline.add(publishers.back(), bytesOf(*said.at("message")), expireOf(said));
    if (!added) return failed(added.error());
  }
  const auto heard = pipeline.send();
  if (!heard) return failed(heard.error());
  std::string json;
  for (std::size_t i = 0; i < heard->size(); ++i) {
    json += (i == 0 ? "" : ",") + published(publishers.at(i), heard->at(i));
  }
  return returned("[" + json + "]");
}

std::string fetch(const Carrier& carrier, const Value& arguments) {
  const auto audience = audienceAt(arguments);
  const auto request = requestOf(arguments);
  Reader reader = request.value_or(Reader());
  if (arguments.at("room")) reader.rooms = {textAt(arguments, "room")};
  auto created = RedisPublisher::create(carrier, textOf(*arguments.at("facility")), {});
  if (!created) return failed(created.error());
  RedisPublisher publisher = std::move(created).value();
  const bool knowsWho = request || !reader.rooms.empty();
  const auto found = knowsWho ? publisher.fetchMessage(reader, audience)
                              : publisher.fetchMessage(std::nullopt, audience);
  if (!found) return failed(found.error());
  if (!*found) return returned("null");
  return returned(R"({"hex":")" + hexOf(**found) + "\"}");
}

std::string done(const Result<void>& result) {
  return result ? returned("null") : failed(result.error());
}

std::string disconnect(const Carrier& carrier, const Value& arguments) {
  using By = Disconnect::By;
  auto publisher = RedisPublisher::create(carrier, "", {});
  if (arguments.members()->empty()) return done(std::move(publisher).value().disconnect({}));
  if (arguments.members()->size() != 1) throw LeftOut();
  const auto& [word, name] = arguments.members()->front();
  for (const auto by : {By::kUser, By::kSession, By::kConnection, By::kFacility}) {
    if (wordOf(by) == word) {
      return done(std::move(publisher).value().disconnect({by, textOf(name)}));
    }
  }
  throw LeftOut();
}

std::string revoke(const Carrier& carrier, const Value& arguments) {
  auto publisher = RedisPublisher::create(carrier, "", {});
  return done(std::move(publisher).value().revoke(
      {textOf(need(arguments.at("user"))), textOf(need(arguments.at("group")))}));
}

struct Call {
  const char* name;
  std::string (*make)(const Carrier&, const Value&);
};
constexpr std::array<Call, 6> kCalls = {{{"publish", publish},
                                         {"batch", batch},
                                         {"pipeline", pipeline},
                                         {"fetch", fetch},
                                         {"disconnect", disconnect},
                                         {"revoke", revoke}}};

std::string outcomeOf(const Value& asked) {
  const auto transport = transportOf(asked);
  if (!transport) return failed(transport.error());
  for (const auto& call : kCalls) {
    if (textAt(asked, "vector.call") != call.name) continue;
    return call.make(*transport, *asked.at("vector.arguments"));
  }
  throw LeftOut();
}

}  // namespace
}  // namespace fanfare::publisher

int main() {
  using namespace fanfare;
  for (std::string line; std::getline(std::cin, line);) {
    const auto asked = foreign::Value::parse(line);
    if (!asked) return 2;
    try {
      std::cout << publisher::outcomeOf(*asked) << std::endl;
    } catch (const publisher::LeftOut&) {
      std::cout << R"({"left_out":true})" << std::endl;
    }
  }
  return 0;
}
