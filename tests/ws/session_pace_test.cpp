#include <cppunit/extensions/HelperMacros.h>

#include "support/scripted_dialect.h"
#include "support/web_socket_harness.h"
#include "ws/session.h"

namespace fanfare::ws {
namespace {

using namespace std::chrono_literals;
using testing::clientFrame;
using testing::clientText;
using testing::closed;
using testing::grantOf;
using testing::received;
using testing::text;
using testing::WebSocketHarness;

using Lines = std::vector<std::string>;

const std::string kHead = WebSocketHarness::kHead;
const std::string kPing = frameOf(Opcode::kPing, {});

EndpointOptions withHeartbeat() {
  EndpointOptions options;
  options.heartbeatMessage = "--beat--";
  return options;
}

// How a session keeps time where its dialect has a pace of its own.
class SessionPaceTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SessionPaceTest);
  CPPUNIT_TEST(beatsAsItsDialectDoes);
  CPPUNIT_TEST(takesNothingForTheHeartbeatOfItsDialect);
  CPPUNIT_TEST(pingsAtTheIntervalOfItsDialect);
  CPPUNIT_TEST(waitsForAnAnswerUntilTheNextPingAtMost);
  CPPUNIT_TEST(deliversBetweenAPingAndItsPong);
  CPPUNIT_TEST(pingsInTheWordsOfItsDialect);
  CPPUNIT_TEST_SUITE_END();

 public:
  void beatsAsItsDialectDoes() {
    dialect_.itsPace.heartbeat = {"beat", 30s};
    dialect_.itsPace.pingInterval = 0s;
    WebSocketHarness server(withHeartbeat());
    const auto client = server.openIn(dialect_, grantOf({"broadcast:chat"}));

    server.replay("broadcast:chat");
    CPPUNIT_ASSERT_EQUAL(kHead, received(client));
    server.pass(29s);
    CPPUNIT_ASSERT_EQUAL(std::string(), received(client));
    server.pass(1s);
    CPPUNIT_ASSERT_EQUAL(text("beat"), received(client));
    server.pass(30s);
    CPPUNIT_ASSERT_EQUAL(text("beat"), received(client));
  }

  void takesNothingForTheHeartbeatOfItsDialect() {
    dialect_.itsPace.heartbeat = {"beat", 30s};
    WebSocketHarness server(withHeartbeat());
    const auto client = server.openIn(dialect_, grantOf({}, {"broadcast:chat"}));

    server.send(client, clientText("beat"));
    server.send(client, clientText("--beat--"));

    CPPUNIT_ASSERT((Lines{"broadcast:chat beat", "broadcast:chat --beat--"} ==
                    server.publishing().published()));
  }

  void pingsAtTheIntervalOfItsDialect() {
    dialect_.itsPace.pingInterval = 22s;
    dialect_.itsPace.pingTimeout = 22s;
    const auto client = server_.openIn(dialect_, grantOf({}));
    CPPUNIT_ASSERT_EQUAL(kHead, received(client));

    server_.pass(22s);
    CPPUNIT_ASSERT_EQUAL(kPing, received(client));
    server_.pass(21s);
    server_.send(client, clientFrame(Opcode::kPong, ""));
    server_.pass(1s);
    CPPUNIT_ASSERT_EQUAL(kPing, received(client));
    server_.pass(22s);
    CPPUNIT_ASSERT_EQUAL(closed(4409, "no pong"), received(client));
  }

  void waitsForAnAnswerUntilTheNextPingAtMost() {
    dialect_.itsPace.pingInterval = 10s;  // less than the server's timeout
    const auto client = server_.openIn(dialect_, grantOf({}));

    server_.pass(10s);
    CPPUNIT_ASSERT_EQUAL(kHead + kPing, received(client));
    server_.pass(10s);

    CPPUNIT_ASSERT_EQUAL(closed(4409, "no pong"), received(client));
  }

  void deliversBetweenAPingAndItsPong() {
    dialect_.itsPace.pingInterval = 22s;
    const auto client = server_.openIn(dialect_, grantOf({"room:lobby:chat"}));
    server_.replay("room:lobby:chat");
    server_.pass(22s);
    CPPUNIT_ASSERT_EQUAL(kHead + kPing, received(client));

    server_.live("room:lobby:chat", {"heard"});

    CPPUNIT_ASSERT_EQUAL(text("heard"), received(client));
  }

  void pingsInTheWordsOfItsDialect() {
    dialect_.itsPace.ping = "2";
    const auto client = server_.openIn(dialect_, grantOf({}));
    CPPUNIT_ASSERT_EQUAL(kHead, received(client));

    server_.pass(25s);
    CPPUNIT_ASSERT_EQUAL(text("2"), received(client));
  }

 private:
  testing::ScriptedDialect dialect_;
  WebSocketHarness server_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(SessionPaceTest);

}  // namespace
}  // namespace fanfare::ws
