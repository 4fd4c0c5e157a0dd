// publisher-sdk/vectors, as far as the C++ SDK and its types go: what it tells Redis, what it
// returns, and which errors it gives. That pages hear it is tested in publisher-sdk/tests.

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <cppunit/extensions/HelperMacros.h>

#include "fanfare/publisher/redis_publisher.h"

#include "foreign/base64url.h"
#include "foreign/value.h"
#include "support/redis_server.h"

namespace fanfare::publisher {
namespace {

using foreign::Value;
using testing::RedisServer;
using Lines = std::vector<std::string>;

// Thrown for a vector that cannot be written in C++, or is of what the SDK does not have.
struct LeftOut {};

std::vector<Value> allVectors() {
  std::vector<Value> vectors;
  for (const auto& file : std::filesystem::directory_iterator(FANFARE_VECTORS)) {
    if (file.path().extension() != ".json") continue;
    std::ifstream stream(file.path());
    std::stringstream text;
    text << stream.rdbuf();
    const auto json = Value::parse(text.str());
    CPPUNIT_ASSERT_MESSAGE(file.path(), json);
    vectors.insert(vectors.end(), json->elements()->begin(), json->elements()->end());
  }
  return vectors;
}

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
  CPPUNIT_ASSERT(bytes);
  return *bytes;
}

std::vector<std::string> namesAt(const Value& arguments, const char* field) {
  const Value* given = arguments.at(field);
  if (!given) return {};
  if (!given->elements() || given->elements()->empty()) throw LeftOut();
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

Options optionsOf(const Value& vector, const RedisServer& redis) {
  Options options;
  options.url = redis.url();
  const Value* said = vector.at("options");
  if (!said) return options;
  options.prefix = textAt(*said, "prefix");
  options.expire = expireOf(*said).value_or(options.expire);
  if (const Value* most = said->at("max_bytes")) {
    options.maxBytes = static_cast<std::size_t>(*most->asNumber());
  }
  if (textAt(*said, "colons") == "facility") options.colons = Colons::kInFacility;
  return options;
}

// As MONITOR shows it.
std::string quoted(const std::string& bytes) {
  std::string text = "\"";
  for (const char c : bytes) {
    const auto code = static_cast<unsigned char>(c);
    constexpr std::string_view kNamed = "\n\r\t\a\b";
    if (c == '"' || c == '\\') {
      text += std::string("\\") + c;
    } else if (const auto at = kNamed.find(c); c != '\0' && at != kNamed.npos) {
      text += std::string("\\") + "nrtab"[at];
    } else if (code < 0x20 || code > 0x7E) {
      std::array<char, 5> hex{};
      std::snprintf(hex.data(), hex.size(), "\\x%02x", code);
      text += hex.data();
    } else {
      text += c;
    }
  }
  return text + "\"";
}

Lines commandsOf(const Value& vector) {
  Lines commands;
  for (const Value& command : *vector.at("redis")->elements()) {
    std::string line;
    for (const Value& word : *command.elements()) {
      line += (line.empty() ? "" : " ") + quoted(bytesOf(word));
    }
    commands.push_back(line);
  }
  return commands;
}

Lines textsOf(const Value& array) { return array.asNames().value_or(Lines()); }

std::optional<AudienceKind> audienceAt(const Value& arguments) {
  const std::string word = textAt(arguments, "audience");
  if (word.empty() || word == "any") return std::nullopt;
  for (const auto kind : {AudienceKind::kBroadcast, AudienceKind::kUser, AudienceKind::kGroup,
                          AudienceKind::kSession, AudienceKind::kRoom, AudienceKind::kConnection}) {
    if (wordOf(kind) == word) return kind;
  }
  throw LeftOut();
}

class VectorsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(VectorsTest);
  CPPUNIT_TEST(publishesAsTheVectorsSay);
  CPPUNIT_TEST(publishesBatchesAsTheVectorsSay);
  CPPUNIT_TEST(fetchesAsTheVectorsSay);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override { redis_ = std::make_unique<RedisServer>(); }
  void tearDown() override { redis_.reset(); }

  void publishesAsTheVectorsSay() { runAll("publish", 40, &VectorsTest::publish); }
  void publishesBatchesAsTheVectorsSay() { runAll("batch", 3, &VectorsTest::batch); }
  void fetchesAsTheVectorsSay() { runAll("fetch", 18, &VectorsTest::fetch); }

 private:
  using Call = Result<void> (VectorsTest::*)(const Value&);

  // At least so many of them are not left out.
  void runAll(const std::string& call, int least, Call made) {
    int count = 0;
    for (const Value& vector : allVectors()) {
      if (!vector.at("redis") || textAt(vector, "call") != call) continue;
      try {
        run(vector, made);
        ++count;
      } catch (const LeftOut&) {
        continue;
      }
    }
    CPPUNIT_ASSERT_MESSAGE(std::to_string(count), count >= least);
  }

  void run(const Value& vector, Call made) {
    name_ = textAt(vector, "name");
    redis_->ask({"FLUSHALL"});
    keep(vector);
    const RedisServer::Monitor monitor(*redis_);

    const Result<void> done = (this->*made)(vector);

    CPPUNIT_ASSERT_MESSAGE(name_, commandsOf(vector) == monitor.commands());
    const Value* error = vector.at("error");
    CPPUNIT_ASSERT_MESSAGE(name_ + (done ? "" : ": " + done.error().message), !error == !!done);
    if (!error) return;
    CPPUNIT_ASSERT_MESSAGE(name_, done.error().code == ErrorCode::kInvalidArgument);
    CPPUNIT_ASSERT_MESSAGE(
        name_ + ": " + done.error().message,
        done.error().message.find(textAt(*error, "mentions")) != std::string::npos);
  }

  void keep(const Value& vector) const {
    const Value* given = vector.at("given");
    if (!given) return;
    for (const auto& [key, value] : *given->members()) {
      if (const Value* list = value.at("list")) {
        redis_->ask({"RPUSH", key, textsOf(*list).front()});
      } else {
        redis_->ask({"SET", key, bytesOf(value)});
      }
    }
  }

  Result<RedisPublisher> publisherOf(const Value& vector) const {
    const Value& arguments = *vector.at("arguments");
    return RedisPublisher::create(optionsOf(vector, *redis_), textOf(*arguments.at("facility")),
                                  audiencesOf(arguments), requestOf(arguments));
  }

  void checkAddressees(const Value& published, const RedisPublisher& publisher) const {
    CPPUNIT_ASSERT_MESSAGE(name_, textsOf(*published.at("channels")) == publisher.channels());
    CPPUNIT_ASSERT_MESSAGE(name_, textsOf(*published.at("withheld")) == publisher.withheld());
  }

  Result<void> publish(const Value& vector) {
    const Value& arguments = *vector.at("arguments");
    const std::string message = bytesOf(*arguments.at("message"));
    const auto expire = expireOf(arguments);
    auto created = publisherOf(vector);
    if (!created) return created.error();
    RedisPublisher publisher = std::move(created).value();
    const auto heard = publisher.publishMessage(message, expire);
    if (!heard) return heard.error();
    checkAddressees(*vector.at("returns"), publisher);
    return {};
  }

  Result<void> batch(const Value& vector) {
    const Value& arguments = *vector.at("arguments");
    std::vector<std::string> messages;
    for (const Value& said : *arguments.at("messages")->elements()) {
      messages.push_back(bytesOf(said));
    }
    auto created = publisherOf(vector);
    if (!created) return created.error();
    RedisPublisher publisher = std::move(created).value();
    const auto heard = publisher.publishBatch(messages, expireOf(arguments));
    if (!heard) return heard.error();
    CPPUNIT_ASSERT_EQUAL(vector.at("returns")->elements()->size(), heard->size());
    for (const Value& published : *vector.at("returns")->elements()) {
      checkAddressees(published, publisher);
    }
    return {};
  }

  Result<void> fetch(const Value& vector) {
    const Value& arguments = *vector.at("arguments");
    const auto audience = audienceAt(arguments);
    auto request = requestOf(arguments);
    // A Reader says by itself what counts: there is none without a request, nor of groups alone.
    const bool isOfNobody = !request && audience && vector.at("error");
    const bool isOfGroupsAlone = request && request->user.empty() && !request->groups.empty();
    if (isOfGroupsAlone || (isOfNobody && audience != AudienceKind::kConnection)) throw LeftOut();

    Reader reader = request.value_or(Reader());
    if (arguments.at("room")) reader.rooms = {textAt(arguments, "room")};
    auto created =
        RedisPublisher::create(optionsOf(vector, *redis_), textOf(*arguments.at("facility")), {});
    if (!created) return created.error();
    RedisPublisher publisher = std::move(created).value();
    const auto found = publisher.fetchMessage(reader, audience);
    if (!found) return found.error();
    const Value& returns = *vector.at("returns");
    CPPUNIT_ASSERT_MESSAGE(name_, found->has_value() != returns.isNull());
    if (*found) CPPUNIT_ASSERT_EQUAL_MESSAGE(name_, bytesOf(returns), **found);
    return {};
  }

  std::unique_ptr<RedisServer> redis_;  // of one case: fixtures are all made at the start
  std::string name_;                    // of the vector under way
};

CPPUNIT_TEST_SUITE_REGISTRATION(VectorsTest);

}  // namespace
}  // namespace fanfare::publisher
