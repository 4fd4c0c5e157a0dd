#include "dialects/websocket_push_entrance.h"

#include <cppunit/extensions/HelperMacros.h>

#include "dialects/websocket_push.h"

namespace fanfare::dialects {
namespace {

using namespace std::literals;

Handshake with(const std::string& key, const std::string& version) {
  Handshake handshake;
  handshake.headers = {{"Upgrade", "websocket"},
                       {"Connection", "Upgrade"},
                       {"Sec-WebSocket-Key", key},
                       {"Sec-WebSocket-Version", version}};
  return handshake;
}

class WebsocketPushEntranceTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(WebsocketPushEntranceTest);
  CPPUNIT_TEST(hasEveryPathUnderItsRoute);
  CPPUNIT_TEST(takesVersions8And13);
  CPPUNIT_TEST(refusesWhatIsNoHandshake);
  CPPUNIT_TEST(saysBadRequestAndNoMore);
  CPPUNIT_TEST(asksForTheUser);
  CPPUNIT_TEST(keepsOutWhoMayNotHearWhatIsForItsUser);
  CPPUNIT_TEST(asksTheServersRulesAboutAPage);
  CPPUNIT_TEST_SUITE_END();

 public:
  void hasEveryPathUnderItsRoute() {
    CPPUNIT_ASSERT_EQUAL("f"s, entrance_.entryAt("/push/")->facility);
    CPPUNIT_ASSERT(entrance_.entryAt("/push/connect/x") && entrance_.entryAt("/push"));
    CPPUNIT_ASSERT(!entrance_.entryAt("/pushy") && !entrance_.entryAt("/"));
  }

  void takesVersions8And13() {
    CPPUNIT_ASSERT(!whyNot("GET", with(kKey, "13")));
    CPPUNIT_ASSERT(!whyNot("GET", with(kKey, "8")));
  }

  void refusesWhatIsNoHandshake() {
    CPPUNIT_ASSERT(whyNot("POST", with(kKey, "13")));
    CPPUNIT_ASSERT(whyNot("GET", with(kKey, "6")));
    CPPUNIT_ASSERT(whyNot("GET", with(kKey, "")));
    for (const char* key : {"", "abc", "dGhlIHNhbXBsZSBub25jZQ=", "dGhlIHNhbXBsZSBub2!jZQ=="}) {
      CPPUNIT_ASSERT_MESSAGE(key, whyNot("GET", with(key, "13")));
    }
    CPPUNIT_ASSERT(whyNot("GET", Handshake{}));
  }

  void saysBadRequestAndNoMore() {
    const auto form = entrance_.formOf({400, "for the log"});

    CPPUNIT_ASSERT_EQUAL("Bad Request"s, form.body);
    CPPUNIT_ASSERT_EQUAL("text/html"s, form.contentType);
    CPPUNIT_ASSERT_EQUAL("banned"s, entrance_.formOf({403, "banned"}).body);
  }

  void asksForTheUser() {
    Identity ann;
    ann.user = "github:ann";

    const auto read = entrance_.read({}, ann, Colons::kInName);
    const auto anonymous = entrance_.read({}, {}, Colons::kInName);

    CPPUNIT_ASSERT_EQUAL("user:github:ann:f"sv,
                         std::get<core::ChannelRequest>(read).requested.at(0).channel.key());
    CPPUNIT_ASSERT(std::get<core::ChannelRequest>(anonymous).requested.empty());
  }

  void keepsOutWhoMayNotHearWhatIsForItsUser() {
    Grant grant;
    CPPUNIT_ASSERT(!entrance_.whyTooLittle(grant));

    grant.withheld = {
        {{Access::kSubscribe, Channel::parse("user:ann:f").value()}, "site.rules:1: deny"}};
    const auto refusal = entrance_.whyTooLittle(grant);

    CPPUNIT_ASSERT_EQUAL(403, static_cast<int>(refusal->status));
    CPPUNIT_ASSERT_EQUAL("subscribe user:ann:f is not granted, by site.rules:1: deny"s,
                         refusal->reason);
  }

  void asksTheServersRulesAboutAPage() {
    Handshake handshake;
    handshake.headers = {{"Origin", "http://evil.example"}};

    CPPUNIT_ASSERT_EQUAL("not you"s, entrance_.whyForeign(handshake)->reason);
    CPPUNIT_ASSERT(!entrance_.whyForeign({}));
  }

 private:
  static constexpr const char* kKey = "dGhlIHNhbXBsZSBub25jZQ==";

  std::optional<Refusal> whyNot(std::string_view method, const Handshake& handshake) const {
    return entrance_.whyNoUpgrade({method, "HTTP/1.1", handshake});
  }

  const WebsocketPush dialect_{"f"};
  const WebsocketPushEntrance entrance_{
      {"/push/", "f",
       [](const Handshake& handshake) {
         return handshake.header("Origin") ? std::optional(Refusal{403, "not you"}) : std::nullopt;
       }},
      dialect_};
};

CPPUNIT_TEST_SUITE_REGISTRATION(WebsocketPushEntranceTest);

}  // namespace
}  // namespace fanfare::dialects
