#include "dialects/websocket_push.h"

#include <set>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::dialects {
namespace {

using namespace std::literals;

class WebsocketPushTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(WebsocketPushTest);
  CPPUNIT_TEST(callsEachConnectionByAnIdThatLeadsBack);
  CPPUNIT_TEST(takesNothingElseForAnId);
  CPPUNIT_TEST(beginsWithTheId);
  CPPUNIT_TEST(encodesJsonAsJavaScriptDoes);
  CPPUNIT_TEST(sendsWhatIsNoJsonAsAString);
  CPPUNIT_TEST(joinsAndLeavesRooms);
  CPPUNIT_TEST(joinsWhereBothAreNamed);
  CPPUNIT_TEST(readsCommandsAsJavaScriptDoes);
  CPPUNIT_TEST(passesASecretOn);
  CPPUNIT_TEST(passesOverWhatIsNeither);
  CPPUNIT_TEST(pingsAsTheOriginalDoes);
  CPPUNIT_TEST_SUITE_END();

 public:
  void callsEachConnectionByAnIdThatLeadsBack() {
    std::set<std::string> ids;
    for (const ConnectionId id : {1ULL, 2ULL, 3ULL, (1ULL << 40) + 7, (1ULL << 53) - 1}) {
      const std::string text = tabWindowIdOf(id);
      CPPUNIT_ASSERT(text.size() <= 11);
      CPPUNIT_ASSERT_EQUAL(id, *connectionOf(text));
      CPPUNIT_ASSERT(ids.insert(text).second);
    }
  }

  void takesNothingElseForAnId() {
    for (const char* text : {"", "A", "-1", "zzzzzzzzzzz", "000000000000", "1 ", "\xC3\xA9"}) {
      CPPUNIT_ASSERT_MESSAGE(text, !connectionOf(text));
    }
  }

  void beginsWithTheId() {
    CPPUNIT_ASSERT_EQUAL("{\"tabWindowId\":\"" + tabWindowIdOf(7) + "\"}",
                         dialect_.welcome({7, "ann", {}}));
  }

  void encodesJsonAsJavaScriptDoes() {
    CPPUNIT_ASSERT_EQUAL("{\"1\":0,\"2\":0,\"b\":1,\"a\":12345678901234567000}"s,
                         encoded("{\"b\":1.0,\"a\":12345678901234567890, \"2\":0,\"1\":0}"));
  }

  void sendsWhatIsNoJsonAsAString() {
    CPPUNIT_ASSERT_EQUAL("\"hello \\\"you\\\"\""s, encoded("hello \"you\""));
    CPPUNIT_ASSERT_EQUAL(""s, encoded("\xFF"));
  }

  void joinsAndLeavesRooms() {
    const auto join = decoded("{\"joinRoom\": \"slidecast/abc\", \"more\": [1]}");
    const auto leave = decoded("{\"joinRoom\": \"\", \"leaveRoom\": \"a:b\"}");

    const auto& joined = std::get<SubscribeRequest>(join);
    CPPUNIT_ASSERT_EQUAL("room:slidecast/abc:f"sv, joined.channels.at(0).key());
    CPPUNIT_ASSERT(joined.secrets.empty());
    CPPUNIT_ASSERT_EQUAL("room:a:b:f"sv, std::get<UnsubscribeRequest>(leave).channels.at(0).key());
  }

  void joinsWhereBothAreNamed() {
    const auto request = decoded("{\"leaveRoom\": \"a\", \"joinRoom\": \"b\"}");

    CPPUNIT_ASSERT_EQUAL("room:b:f"sv, std::get<SubscribeRequest>(request).channels.at(0).key());
  }

  void readsCommandsAsJavaScriptDoes() {
    const auto twice = decoded("{\"joinRoom\": \"a\", \"joinRoom\": \"b\", \"x\": \"\\uDC00\"}");
    const auto deep = decoded("{\"x\": " + std::string(500, '[') + std::string(500, ']') +
                              ", \"\\u006aoinRoom\": \"c\\u0064\"}");

    CPPUNIT_ASSERT_EQUAL("room:b:f"sv, std::get<SubscribeRequest>(twice).channels.at(0).key());
    CPPUNIT_ASSERT_EQUAL("room:cd:f"sv, std::get<SubscribeRequest>(deep).channels.at(0).key());
  }

  void passesASecretOn() {
    const auto request = decoded("{\"joinRoom\": \"dir::x\", \"secret\": \"S::3\"}");

    CPPUNIT_ASSERT_EQUAL("dir::S::3"s, std::get<SubscribeRequest>(request).secrets.at(0));
  }

  void passesOverWhatIsNeither() {
    for (const char* text :
         {"", "no JSON", "[]", "null", "{}", "{\"joinRoom\": 7}", "{\"joinRoom\": {}}",
          "{\"joinRoom\": \"\"}", "{\"joinRoom\": \"a\"} x", "{\"joinRoom\": \"a\\u0000\"}",
          "{\"joinRoom\": \"a\"", "\"joinRoom\""}) {
      CPPUNIT_ASSERT_MESSAGE(text, std::holds_alternative<NoRequest>(decoded(text)));
    }
    const std::string longest = "{\"joinRoom\": \"" + std::string(5000, 'a') + "\"}";
    CPPUNIT_ASSERT(std::holds_alternative<NoRequest>(decoded(longest)));
    const auto binary = dialect_.decode("{\"joinRoom\": \"a\"}", PayloadKind::kBinary, "");
    CPPUNIT_ASSERT(std::holds_alternative<NoRequest>(binary));
  }

  void pingsAsTheOriginalDoes() {
    CPPUNIT_ASSERT(dialect_.pace().pingInterval == std::chrono::seconds(22));
    CPPUNIT_ASSERT(dialect_.pace().pingTimeout == std::chrono::seconds(22));
  }

 private:
  ClientRequest decoded(const std::string& text) const {
    return dialect_.decode(text, PayloadKind::kText, "");
  }
  std::string encoded(const std::string& payload) const {
    std::string scratch;
    return std::string(
        dialect_.encode(Channel::parse("room:a:f").value(), *makeMessage(payload), scratch));
  }

  const WebsocketPush dialect_{"f"};
};

CPPUNIT_TEST_SUITE_REGISTRATION(WebsocketPushTest);

}  // namespace
}  // namespace fanfare::dialects
