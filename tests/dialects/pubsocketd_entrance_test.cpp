#include "dialects/pubsocketd_entrance.h"

#include <algorithm>

#include <cppunit/extensions/HelperMacros.h>

#include "dialects/pubsocketd.h"

namespace fanfare::dialects {
namespace {

using namespace std::literals;

// A handshake that is right, but for `changes`: an empty value leaves the header out.
Handshake at(const std::string& path, const Fields& changes = {}) {
  Handshake handshake;
  handshake.path = path;
  for (const Field& field : Fields{{"Upgrade", "websocket"},
                                   {"Connection", "Upgrade"},
                                   {"Sec-WebSocket-Version", "13"},
                                   {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="},
                                   {"Origin", "http://example.com"},
                                   {"Sec-WebSocket-Protocol", ""}}) {
    const auto change = std::find_if(changes.begin(), changes.end(),
                                     [&](const Field& one) { return one.name == field.name; });
    const Field& taken = change == changes.end() ? field : *change;
    if (!taken.value.empty()) handshake.headers.push_back(taken);
  }
  return handshake;
}

class PubsocketdEntranceTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PubsocketdEntranceTest);
  CPPUNIT_TEST(readsARoute);
  CPPUNIT_TEST(refusesARouteWithoutAPathOrAChannel);
  CPPUNIT_TEST(hasOnePathEveryPathOrAllThatBeginsSo);
  CPPUNIT_TEST(sendsWhoForgotTheSlashToItsRoute);
  CPPUNIT_TEST(asksForTheRoomsOfTheLongestRoute);
  CPPUNIT_TEST(refusesInTheWordsOfTheOriginal);
  CPPUNIT_TEST(takesAnyKey);
  CPPUNIT_TEST(comparesOriginsByteForByteButForTheScheme);
  CPPUNIT_TEST(letsAnyoneInWhereInsecure);
  CPPUNIT_TEST(refusesSeveralSubprotocolsWithoutAWord);
  CPPUNIT_TEST_SUITE_END();

 public:
  void readsARoute() {
    const auto route = PubsocketdRoute::parse("  /live/  news weather ").value();

    CPPUNIT_ASSERT_EQUAL("/live/"s, route.path);
    CPPUNIT_ASSERT((route.channels == std::vector<std::string>{"news", "weather"}));
  }

  void refusesARouteWithoutAPathOrAChannel() {
    for (const char* text : {"", "live news", "/live", " "}) {
      CPPUNIT_ASSERT_MESSAGE(text, !PubsocketdRoute::parse(text));
    }
  }

  void hasOnePathEveryPathOrAllThatBeginsSo() {
    const auto has = [](const char* route, const char* path) {
      const Pubsocketd dialect({});
      const PubsocketdEntrance entrance({{{route, {"a"}}}, {}, false, "f"}, dialect);
      return entrance.entryAt(path).has_value();
    };

    CPPUNIT_ASSERT(has("/", "/") && has("/", "/any/path"));
    CPPUNIT_ASSERT(has("/foo", "/foo") && !has("/foo", "/foo/") && !has("/foo", "/foobar"));
    CPPUNIT_ASSERT(has("/live/", "/live/") && has("/live/", "/live/x") && !has("/live/", "/livex"));
  }

  void sendsWhoForgotTheSlashToItsRoute() {
    const auto refusal = *entrance_.whyNoUpgrade({"GET", "HTTP/1.1", at("/live")});
    const auto form = entrance_.formOf(refusal);

    CPPUNIT_ASSERT_EQUAL(301, refusal.status);
    CPPUNIT_ASSERT_EQUAL("<a href=\"/live/\">Moved Permanently</a>.\n\n"s, form.body);
    CPPUNIT_ASSERT_EQUAL("/live/"s, form.headers.at(0).value);
  }

  void asksForTheRoomsOfTheLongestRoute() {
    const auto read = entrance_.read(at("/live/now"), Identity{}, Colons::kInName);
    const auto& requested = std::get<core::ChannelRequest>(read).requested;

    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, requested.size());
    CPPUNIT_ASSERT_EQUAL("room:news:f"sv, requested[0].channel.key());
    CPPUNIT_ASSERT_EQUAL("room:a:b:f"sv, requested[1].channel.key());
    CPPUNIT_ASSERT(requested[0].access == Access::kSubscribe);
  }

  void refusesInTheWordsOfTheOriginal() {
    CPPUNIT_ASSERT_EQUAL("405 bad method"s, refused("POST", {}));
    CPPUNIT_ASSERT_EQUAL("400 not websocket protocol"s, refused("GET", {{"Upgrade", ""}}));
    CPPUNIT_ASSERT_EQUAL("400 not websocket protocol"s, refused("GET", {{"Connection", "x"}}));
    CPPUNIT_ASSERT_EQUAL("400 mismatch challenge/response"s,
                         refused("GET", {{"Sec-WebSocket-Key", ""}}));
    for (const char* version : {"", "8", "14"}) {
      CPPUNIT_ASSERT_EQUAL("400 missing or bad WebSocket Version"s,
                           refused("GET", {{"Sec-WebSocket-Version", version}}));
    }
    const auto form = entrance_.formOf({400, "missing or bad WebSocket Version"});
    CPPUNIT_ASSERT_EQUAL("Sec-WebSocket-Version"s, form.headers.at(0).name);
    CPPUNIT_ASSERT_EQUAL(""s, entrance_.formOf({403, "for the log"}).body);
  }

  void takesAnyKey() { CPPUNIT_ASSERT_EQUAL(""s, refused("GET", {{"Sec-WebSocket-Key", "abc"}})); }

  void comparesOriginsByteForByteButForTheScheme() {
    for (const char* origin : {"http://example.com", "HTTP://example.com", "https://b.example"}) {
      CPPUNIT_ASSERT_MESSAGE(origin, !entrance_.whyForeign(at("/", {{"Origin", origin}})));
    }
    for (const char* origin : {"", "http://Example.com", "http://example.com/", "null",
                               "http://example.com:80", "https://example.com", "example.com"}) {
      const auto refusal = entrance_.whyForeign(at("/", {{"Origin", origin}}));
      CPPUNIT_ASSERT_MESSAGE(origin, refusal && refusal->status == 403);
    }
  }

  void letsAnyoneInWhereInsecure() {
    const PubsocketdEntrance open({{{"/", {"a"}}}, {}, true, "f"}, dialect_);

    CPPUNIT_ASSERT(!open.whyForeign(at("/", {{"Origin", ""}})));
    CPPUNIT_ASSERT(!open.whyForeign(at("/", {{"Origin", "http://evil.example"}})));
  }

  void refusesSeveralSubprotocolsWithoutAWord() {
    const Handshake one = at("/", {{"Sec-WebSocket-Protocol", "a"}});
    const Handshake two = at("/", {{"Sec-WebSocket-Protocol", "a, b"}});

    CPPUNIT_ASSERT(!entrance_.whyNoWebSocket({"GET", "HTTP/1.1", one}));
    const auto refusal = *entrance_.whyNoWebSocket({"GET", "HTTP/1.1", two});
    CPPUNIT_ASSERT_EQUAL(400, refusal.status);
    CPPUNIT_ASSERT_EQUAL(""s, entrance_.formOf(refusal).body);
  }

 private:
  std::string refused(std::string_view method, const Fields& changes) const {
    const auto refusal = entrance_.whyNoUpgrade({method, "HTTP/1.1", at("/", changes)});
    if (!refusal) return "";
    return std::to_string(refusal->status) + " " + entrance_.formOf(*refusal).body;
  }

  const Pubsocketd dialect_{PubsocketdOptions{}};
  const PubsocketdEntrance entrance_{{{{"/", {"all"}}, {"/live/", {"news", "a:b"}}},
                                      {"http://example.com", "https://b.example"},
                                      false,
                                      "f"},
                                     dialect_};
};

CPPUNIT_TEST_SUITE_REGISTRATION(PubsocketdEntranceTest);

}  // namespace
}  // namespace fanfare::dialects
