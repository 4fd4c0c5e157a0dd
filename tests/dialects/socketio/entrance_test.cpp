#include "dialects/socketio/entrance.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::dialects::socketio {
namespace {

using namespace std::literals;

SocketIoEntrance entranceWith(std::vector<std::string> cors) {
  return SocketIoEntrance({"/socket.io/", "chat", std::move(cors), [](const Handshake& handshake) {
                             return handshake.header("Origin")
                                        ? std::optional(Refusal{403, "by the server's rules"})
                                        : std::nullopt;
                           }});
}

Handshake from(const char* origin) {
  Handshake handshake;
  if (origin) handshake.headers.push_back({"Origin", origin});
  return handshake;
}

std::string valueIn(const Fields& fields, const std::string& name) {
  for (const auto& field : fields) {
    if (field.name == name) return field.value;
  }
  return "(none)";
}

class SocketIoEntranceTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SocketIoEntranceTest);
  CPPUNIT_TEST(hasEveryPathUnderItsRoute);
  CPPUNIT_TEST(acceptsTheOriginsThatAreListed);
  CPPUNIT_TEST(acceptsAnyOrigin);
  CPPUNIT_TEST(asksTheServersRulesWhereNoneAreListed);
  CPPUNIT_TEST(wantsAWebSocketOnlyFromWhoComesByOne);
  CPPUNIT_TEST(asksForEverybodysChannel);
  CPPUNIT_TEST(asksForWhatTheQuerySays);
  CPPUNIT_TEST(refusesInJson);
  CPPUNIT_TEST(letsAPageReadTheAnswer);
  CPPUNIT_TEST(answersAPreflight);
  CPPUNIT_TEST(echoesNoLineBreaks);
  CPPUNIT_TEST_SUITE_END();

 public:
  void hasEveryPathUnderItsRoute() {
    CPPUNIT_ASSERT_EQUAL("chat"s, entrance_.entryAt("/socket.io/")->facility);
    CPPUNIT_ASSERT_EQUAL(std::size_t{11}, entrance_.entryAt("/socket.io/x")->matched);
    for (const char* path : {"/", "/socket.io", "/socket.ios/", "/x/socket.io/"}) {
      CPPUNIT_ASSERT_MESSAGE(path, !entrance_.entryAt(path));
    }
  }

  void acceptsTheOriginsThatAreListed() {
    const auto entrance = entranceWith({"http://a.example", "http://b.example:81"});

    CPPUNIT_ASSERT(!entrance.whyForeign(from("http://b.example:81")));
    CPPUNIT_ASSERT(!entrance.whyForeign(from(nullptr)));
    for (const char* origin : {"http://a.example/", "http://a.example:80", "null", ""}) {
      const auto refusal = entrance.whyForeign(from(origin));
      CPPUNIT_ASSERT_MESSAGE(origin, refusal.has_value());
      CPPUNIT_ASSERT_EQUAL(400, refusal->status);
      CPPUNIT_ASSERT_EQUAL("Not an accepted origin."s, refusal->reason);
    }
  }

  void acceptsAnyOrigin() {
    CPPUNIT_ASSERT(!entranceWith({"*"}).whyForeign(from("http://anything.example")));
  }

  void asksTheServersRulesWhereNoneAreListed() {
    CPPUNIT_ASSERT_EQUAL("by the server's rules"s,
                         entrance_.whyForeign(from("http://a.example"))->reason);
    CPPUNIT_ASSERT(!entrance_.whyForeign(from(nullptr)));
  }

  void wantsAWebSocketOnlyFromWhoComesByOne() {
    Handshake handshake;
    const auto why = [&](std::string_view version = "HTTP/1.1") {
      return entrance_.whyNoUpgrade({"GET", version, handshake});
    };
    CPPUNIT_ASSERT(!why());
    handshake.query = {{"transport", "websocket"}};
    CPPUNIT_ASSERT_EQUAL(400, why()->status);
    handshake.headers = {
        {"Upgrade", "websocket"}, {"Connection", "Upgrade"}, {"Sec-WebSocket-Version", "13"}};
    CPPUNIT_ASSERT_EQUAL("Sec-WebSocket-Key is missing"s, why()->reason);
    handshake.headers.push_back({"Sec-WebSocket-Key", "x"});
    CPPUNIT_ASSERT(!why());
    CPPUNIT_ASSERT_EQUAL(400, why("HTTP/1.0")->status);
    handshake.headers[2].value = "8";
    CPPUNIT_ASSERT_EQUAL(426, why()->status);
  }

  void asksForEverybodysChannel() {
    const auto read = entrance_.read(handshakeWith({}), {}, Colons::kInName);
    const auto& requested = std::get<core::ChannelRequest>(read).requested;

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, requested.size());
    CPPUNIT_ASSERT_EQUAL("broadcast:chat"sv, requested[0].channel.key());
  }

  void asksForWhatTheQuerySays() {
    Identity ann;
    ann.user = "ann";
    const auto read = entrance_.read(
        handshakeWith({{"EIO", "4"}, {"subscribe-broadcast", ""}, {"subscribe-user", ""}}), ann,
        Colons::kInName);
    const auto& requested = std::get<core::ChannelRequest>(read).requested;

    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, requested.size());
    CPPUNIT_ASSERT_EQUAL("user:ann:chat"sv, requested[1].channel.key());
  }

  void refusesInJson() {
    const auto form = entrance_.formOf({403, "a \"reason\""});
    CPPUNIT_ASSERT_EQUAL("text/plain"s, form.contentType);
    CPPUNIT_ASSERT_EQUAL(R"("a \"reason\"")"s, form.body);
    CPPUNIT_ASSERT_EQUAL("13"s,
                         valueIn(entrance_.formOf({426, ""}).headers, "Sec-WebSocket-Version"));
  }

  void letsAPageReadTheAnswer() {
    const auto headers = entrance_.corsHeaders(from("http://a.example"), "GET");

    CPPUNIT_ASSERT_EQUAL("http://a.example"s, valueIn(headers, "Access-Control-Allow-Origin"));
    CPPUNIT_ASSERT_EQUAL("Origin"s, valueIn(headers, "Vary"));
    CPPUNIT_ASSERT_EQUAL("true"s, valueIn(headers, "Access-Control-Allow-Credentials"));
    CPPUNIT_ASSERT_EQUAL("(none)"s, valueIn(headers, "Access-Control-Allow-Methods"));
    CPPUNIT_ASSERT_EQUAL("(none)"s, valueIn(entrance_.corsHeaders(from(nullptr), "GET"),
                                            "Access-Control-Allow-Origin"));
  }

  void answersAPreflight() {
    Handshake handshake = from("http://a.example");
    handshake.headers.push_back({"Access-Control-Request-Headers", "X-One"});
    const auto headers = entrance_.corsHeaders(handshake, "OPTIONS");

    CPPUNIT_ASSERT_EQUAL("OPTIONS, GET, POST"s, valueIn(headers, "Access-Control-Allow-Methods"));
    CPPUNIT_ASSERT_EQUAL("X-One"s, valueIn(headers, "Access-Control-Allow-Headers"));
  }

  void echoesNoLineBreaks() {
    Handshake handshake = from("http://a.example\r\nX: 1");
    handshake.headers.push_back({"Access-Control-Request-Headers", "a\nb"});
    const auto headers = entrance_.corsHeaders(handshake, "OPTIONS");

    CPPUNIT_ASSERT_EQUAL("(none)"s, valueIn(headers, "Access-Control-Allow-Origin"));
    CPPUNIT_ASSERT_EQUAL("(none)"s, valueIn(headers, "Access-Control-Allow-Headers"));
  }

 private:
  static Handshake handshakeWith(Fields query) {
    Handshake handshake;
    handshake.facility = "chat";
    handshake.query = std::move(query);
    return handshake;
  }

  const SocketIoEntrance entrance_ = entranceWith({});
};

CPPUNIT_TEST_SUITE_REGISTRATION(SocketIoEntranceTest);

}  // namespace
}  // namespace fanfare::dialects::socketio
