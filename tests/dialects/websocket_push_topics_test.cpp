#include "dialects/websocket_push_topics.h"

#include <cppunit/extensions/HelperMacros.h>

#include "dialects/websocket_push.h"

namespace fanfare::dialects {
namespace {

using namespace std::literals;

class WebsocketPushTopicsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(WebsocketPushTopicsTest);
  CPPUNIT_TEST(listensToTwoChannels);
  CPPUNIT_TEST(pushesThePayloadToUserOrRoom);
  CPPUNIT_TEST(pushesToTheUserWhereBothAreNamed);
  CPPUNIT_TEST(readsAsJavaScriptDoes);
  CPPUNIT_TEST(narrowsToATab);
  CPPUNIT_TEST(reachesNobodyByAnIdThatIsNone);
  CPPUNIT_TEST(pushesNothingThatIsFalse);
  CPPUNIT_TEST(pushesWhatOnlyLooksFalse);
  CPPUNIT_TEST(refusesAPushThatIsNone);
  CPPUNIT_TEST(tellsWhichGuestBecameWhom);
  CPPUNIT_TEST(refusesAnAuthEventThatIsNone);
  CPPUNIT_TEST_SUITE_END();

 public:
  void listensToTwoChannels() {
    CPPUNIT_ASSERT((topics_.topics() == std::vector<std::string>{"BackgroundPush", "AuthEvent"}));
  }

  void pushesThePayloadToUserOrRoom() {
    const auto user = pushed("{\"pushToUser\": \"github:ann\", \"payload\": {\"n\": 1.50}}");
    const auto room = pushed("{\"payload\": [], \"pushToRoom\": \"R\", \"more\": null}");

    CPPUNIT_ASSERT_EQUAL("user:github:ann:f"sv, user.channel.key());
    CPPUNIT_ASSERT_EQUAL("{\"n\":1.5}"s, user.message->payload);
    CPPUNIT_ASSERT_EQUAL("room:R:f"sv, room.channel.key());
    CPPUNIT_ASSERT(!room.message->addressees);
  }

  void pushesToTheUserWhereBothAreNamed() {
    const auto both = pushed("{\"pushToRoom\": \"R\", \"pushToUser\": \"u\", \"payload\": 1}");
    const auto noUser = pushed("{\"pushToRoom\": \"R\", \"pushToUser\": \"\", \"payload\": 1}");

    CPPUNIT_ASSERT_EQUAL("user:u:f"sv, both.channel.key());
    CPPUNIT_ASSERT_EQUAL("room:R:f"sv, noUser.channel.key());
  }

  void readsAsJavaScriptDoes() {
    const std::string deep = std::string(500, '[') + std::string(500, ']');
    CPPUNIT_ASSERT_EQUAL(deep, pushed(toRoom(deep)).message->payload);
    CPPUNIT_ASSERT_EQUAL("{\"a\":3}"s, pushed(toRoom("{\"a\": 1, \"a\": 3}")).message->payload);
    CPPUNIT_ASSERT_EQUAL("\"\\ud800\""s, pushed(toRoom("\"\\uD800\"")).message->payload);

    const auto twice =
        pushed("{\"pushToRoom\": \"a\", \"payload\": 1, \"pushToRoom\": \"b\", \"payload\": 2}");
    CPPUNIT_ASSERT_EQUAL("room:b:f 2"s,
                         std::string(twice.channel.key()) + " " + twice.message->payload);
  }

  void narrowsToATab() {
    const auto known = pushed("{\"pushToRoom\": \"R\", \"payload\": 1, \"tabWindowId\": \"" +
                              tabWindowIdOf(7) + "\"}");
    const auto unknown =
        pushed("{\"pushToRoom\": \"R\", \"payload\": 1, \"tabWindowId\": \"no id\"}");

    CPPUNIT_ASSERT(known.message->isFor(7));
    CPPUNIT_ASSERT(!known.message->isFor(8));
    CPPUNIT_ASSERT(!unknown.message->isFor(7));
  }

  void reachesNobodyByAnIdThatIsNone() {
    for (const char* id : {"7", "{}", "true", "\"no id\""}) {
      const auto push =
          pushed("{\"pushToRoom\": \"R\", \"payload\": 1, \"tabWindowId\": "s + id + "}");
      CPPUNIT_ASSERT_MESSAGE(id, push.message->addressees && !push.message->isFor(7));
    }
    for (const char* none : {"null", "\"\"", "0"}) {
      const auto push =
          pushed("{\"pushToRoom\": \"R\", \"payload\": 1, \"tabWindowId\": "s + none + "}");
      CPPUNIT_ASSERT_MESSAGE(none, !push.message->addressees);
    }
  }

  void pushesNothingThatIsFalse() {
    for (const char* payload :
         {"0", "-0", "0.000", "0e7", "1e-999", "1e999", "\"\"", "false", "null"}) {
      CPPUNIT_ASSERT_MESSAGE(payload, !topics_.read("BackgroundPush", toRoom(payload)));
    }
  }

  void pushesWhatOnlyLooksFalse() {
    for (const char* payload : {"[]", "{}", "\"0\"", "0.1", "-1", "\" \"", "true"}) {
      CPPUNIT_ASSERT_EQUAL(std::string(payload), pushed(toRoom(payload)).message->payload);
    }
  }

  void refusesAPushThatIsNone() {
    for (const char* text :
         {"", "notjson", "[]", "null", "{}", "{\"payload\": 1}", "{\"pushToRoom\": \"R\"}",
          "{\"tabWindowId\": \"a\", \"payload\": 1}", "{\"pushToRoom\": 7, \"payload\": 1}",
          "{\"pushToUser\": 7, \"pushToRoom\": \"R\", \"payload\": 1}",
          "{\"pushToRoom\": \"R\", \"payload\": 1} x", "{\"pushToRoom\": \"R\", \"payload\": }",
          "{\"pushToRoom\": \"a\\nb\", \"payload\": 1}"}) {
      const auto read = topics_.read("BackgroundPush", text);
      CPPUNIT_ASSERT_MESSAGE(text, !read && !read.error().message.empty());
    }
  }

  void tellsWhichGuestBecameWhom() {
    const auto events =
        topics_.read("AuthEvent", "{\"guestId\": \"guest:1\", \"authUserId\": \"github:ann\"}")
            .value();

    const auto& adoption = std::get<core::Adoption>(events.at(0));
    CPPUNIT_ASSERT_EQUAL("guest:1"s, adoption.from);
    CPPUNIT_ASSERT_EQUAL("user:github:ann:f"sv, adoption.to.key());
  }

  void refusesAnAuthEventThatIsNone() {
    for (const char* text : {"", "{}", "{\"guestId\": \"g\"}", "{\"authUserId\": \"u\"}",
                             "{\"guestId\": \"\", \"authUserId\": \"u\"}",
                             "{\"guestId\": 1, \"authUserId\": \"u\"}", "[1]"}) {
      CPPUNIT_ASSERT_MESSAGE(text, !topics_.read("AuthEvent", text));
    }
  }

 private:
  static std::string toRoom(const std::string& payload) {
    return "{\"pushToRoom\": \"R\", \"payload\": " + payload + "}";
  }
  core::LocalMessage pushed(const std::string& text) {
    return std::get<core::LocalMessage>(topics_.read("BackgroundPush", text).value().at(0));
  }

  WebsocketPushTopics topics_{{}, "f"};
};

CPPUNIT_TEST_SUITE_REGISTRATION(WebsocketPushTopicsTest);

}  // namespace
}  // namespace fanfare::dialects
