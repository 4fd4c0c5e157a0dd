#include "dialects/websocket_push_topics.h"

#include <cppunit/extensions/HelperMacros.h>

#include "dialects/websocket_push.h"

namespace fanfare::dialects {
namespace {

using namespace std::string_literals;

class WebsocketPushTopicsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(WebsocketPushTopicsTest);
  CPPUNIT_TEST(listensToTwoChannels);
  CPPUNIT_TEST(pushesThePayloadToUserOrRoom);
  CPPUNIT_TEST(pushesToTheUserWhereBothAreNamed);
  CPPUNIT_TEST(narrowsToATab);
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

    CPPUNIT_ASSERT_EQUAL("user:github:ann:f"s, user.channel.key());
    CPPUNIT_ASSERT_EQUAL("{\"n\": 1.50}"s, user.message->payload);
    CPPUNIT_ASSERT_EQUAL("room:R:f"s, room.channel.key());
    CPPUNIT_ASSERT(!room.message->addressees);
  }

  void pushesToTheUserWhereBothAreNamed() {
    const auto both = pushed("{\"pushToRoom\": \"R\", \"pushToUser\": \"u\", \"payload\": 1}");
    const auto noUser = pushed("{\"pushToRoom\": \"R\", \"pushToUser\": \"\", \"payload\": 1}");

    CPPUNIT_ASSERT_EQUAL("user:u:f"s, both.channel.key());
    CPPUNIT_ASSERT_EQUAL("room:R:f"s, noUser.channel.key());
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

  void pushesNothingThatIsFalse() {
    for (const char* payload : {"0", "-0", "0.000", "0e7", "1e-999", "\"\"", "false", "null"}) {
      CPPUNIT_ASSERT_MESSAGE(payload, !topics_.read("BackgroundPush", toRoom(payload)));
    }
  }

  void pushesWhatOnlyLooksFalse() {
    for (const char* payload : {"[]", "{}", "\"0\"", "0.1", "-1", "1e999", "\" \"", "true"}) {
      CPPUNIT_ASSERT_EQUAL(std::string(payload), pushed(toRoom(payload)).message->payload);
    }
  }

  void refusesAPushThatIsNone() {
    for (const char* text :
         {"", "notjson", "[]", "null", "{}", "{\"payload\": 1}", "{\"pushToRoom\": \"R\"}",
          "{\"tabWindowId\": \"a\", \"payload\": 1}", "{\"pushToRoom\": 7, \"payload\": 1}",
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
    CPPUNIT_ASSERT_EQUAL("user:github:ann:f"s, adoption.to.key());
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
