#include <cppunit/extensions/HelperMacros.h>

#include "socketio/line.h"
#include "support/client_frames.h"
#include "support/line_fixture.h"

namespace fanfare::socketio {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using testing::clientText;
using testing::received;
using testing::sentRequest;

namespace reasons = core::close_reasons;

// A line whose client has a WebSocket, or goes on to one.
class SocketIoLineWireTest : public testing::LineFixture {
  CPPUNIT_TEST_SUITE(SocketIoLineWireTest);
  CPPUNIT_TEST(offersNoUpgradeToWhoHasOne);
  CPPUNIT_TEST(answersVersionThreesPings);
  CPPUNIT_TEST(endsWhereVersionThreeSendsNone);
  CPPUNIT_TEST(goesOnToAWebSocket);
  CPPUNIT_TEST(goesOnToAWebSocketWhereItsHandlerWasFull);
  CPPUNIT_TEST(losesNothingOnTheWayToAWebSocket);
  CPPUNIT_TEST(hasNothingForPollsWhileItIsTried);
  CPPUNIT_TEST(staysWithPollingWhereTheWebSocketFails);
  CPPUNIT_TEST(staysWithPollingWhereTheProbeIsNone);
  CPPUNIT_TEST(goesOnToOneWebSocketOnly);
  CPPUNIT_TEST(readsNoMoreThanItsHandlerTakes);
  CPPUNIT_TEST(endsWhereAFrameIsNoPacket);
  CPPUNIT_TEST(passesOverWhatHasNoKnownType);
  CPPUNIT_TEST(endsWhereAFrameIsTooLarge);
  CPPUNIT_TEST(tellsAWebSocketsClientThatItEnds);
  CPPUNIT_TEST(isGoneWithItsWebSocket);
  CPPUNIT_TEST_SUITE_END();

 public:
  void offersNoUpgradeToWhoHasOne() {
    const auto client = connect4();

    const std::string sent = received(client);
    CPPUNIT_ASSERT_EQUAL(std::string(kHead), sent.substr(0, sizeof kHead - 1));
    CPPUNIT_ASSERT(sent.find(R"("upgrades":[])") != std::string::npos);
  }

  void answersVersionThreesPings() {
    const auto client = connect(EngineVersion::k3);
    (void)received(client);

    pass(40s);
    CPPUNIT_ASSERT_EQUAL(""s, received(client));
    send(client, clientText("2probe"));

    CPPUNIT_ASSERT_EQUAL(text("3probe"), received(client));
    pass(40s);
    CPPUNIT_ASSERT(handler_.events.empty());
  }

  void endsWhereVersionThreeSendsNone() {
    const auto client = connect(EngineVersion::k3);

    pass(45s);

    CPPUNIT_ASSERT((Events{"failed 4409"} == handler_.events));
  }

  void goesOnToAWebSocket() {
    poll4();
    const auto waiting = poll();
    const auto client = upgrade();
    send(client, clientText("2probe"));

    CPPUNIT_ASSERT_EQUAL(kHead + text("3probe"), received(client));
    CPPUNIT_ASSERT_EQUAL("6"s, waiting->body());
    send(client, clientText("5"));
    say("4hello");
    CPPUNIT_ASSERT_EQUAL(text("4hello"), received(client));
    send(client, clientText("4back"));
    CPPUNIT_ASSERT((Events{"text back"} == handler_.events));
    CPPUNIT_ASSERT_EQUAL("6"s, poll()->body());
  }

  void goesOnToAWebSocketWhereItsHandlerWasFull() {
    poll4();
    handler_.isFullNow = true;
    const auto client = upgrade();
    send(client, clientText("2probe"));
    handler_.isFullNow = false;

    line_->resume();
    turn();

    CPPUNIT_ASSERT_EQUAL(kHead + text("3probe"), received(client));
  }

  void losesNothingOnTheWayToAWebSocket() {
    poll4();
    const auto client = upgrade();
    send(client, clientText("2probe"));
    say("4one");
    CPPUNIT_ASSERT_EQUAL("4one"s, poll()->body());
    say("4two");
    (void)received(client);

    send(client, clientText("5"));

    CPPUNIT_ASSERT_EQUAL(text("4two"), received(client));
  }

  void hasNothingForPollsWhileItIsTried() {
    poll4();
    const auto client = upgrade();
    send(client, clientText("2probe"));

    CPPUNIT_ASSERT_EQUAL("6"s, poll()->body());
  }

  void staysWithPollingWhereTheWebSocketFails() {
    poll4();
    {
      const auto client = upgrade();
      send(client, clientText("2probe"));
    }
    turn();

    const auto outcome = poll();
    say("4hello");

    CPPUNIT_ASSERT_EQUAL("4hello"s, outcome->body());
    CPPUNIT_ASSERT(handler_.events.empty());
  }

  void staysWithPollingWhereTheProbeIsNone() {
    for (const char* packet : {"4hello", "2", "2prob", "x", "5"}) {
      setUpAnew();
      poll4();
      const auto client = upgrade();

      send(client, clientText(packet));

      const auto outcome = poll();
      say("4hello");
      CPPUNIT_ASSERT_EQUAL("4hello"s, outcome->body());
      CPPUNIT_ASSERT(handler_.events.empty());
    }
  }

  void goesOnToOneWebSocketOnly() {
    poll4();
    const auto client = upgrade();
    send(client, clientText("2probe") + clientText("5"));

    auto again = sentRequest();
    line_->upgrade(kHead, std::move(again.exchange));

    CPPUNIT_ASSERT_EQUAL(R"("Invalid session")"s, again.outcome->body());
    say("4hello");
    CPPUNIT_ASSERT(received(client).find(text("4hello")) != std::string::npos);
  }

  void readsNoMoreThanItsHandlerTakes() {
    const auto client = connect4();
    handler_.isFullNow = true;
    send(client, clientText("4one") + clientText("4two"));
    CPPUNIT_ASSERT(handler_.events.size() <= 1);

    handler_.isFullNow = false;
    line_->resume();
    turn();

    CPPUNIT_ASSERT((Events{"text one", "text two"} == handler_.events));
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, handler_.heldBytes);
  }

  void endsWhereAFrameIsNoPacket() {
    for (const char* packet : {"", "x", "b%"}) {
      setUpAnew();
      const auto client = connect4();

      send(client, clientText(packet));

      CPPUNIT_ASSERT((Events{"failed 1002"} == handler_.events));
    }
  }

  void passesOverWhatHasNoKnownType() {
    const auto client = connect4();

    send(client, clientText("9") + clientText("7x") + clientText("4hello"));

    CPPUNIT_ASSERT((Events{"text hello"} == handler_.events));
  }

  void endsWhereAFrameIsTooLarge() {
    const auto client = connect4();

    send(client, clientText("4" + std::string(100'000, 'x')));

    CPPUNIT_ASSERT((Events{"failed 1009"} == handler_.events));
  }

  void tellsAWebSocketsClientThatItEnds() {
    const auto client = connect4();
    (void)received(client);

    line_->end(reasons::kGoingAway, net::Chunk(text("41")));
    turn();

    CPPUNIT_ASSERT_EQUAL(text("41") + text("1") + ws::closeFrame(1001, reasons::kGoingAway.text),
                         received(client));
  }

  void isGoneWithItsWebSocket() {
    { const auto client = connect4(); }
    turn();

    CPPUNIT_ASSERT((Events{"gone"} == handler_.events));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SocketIoLineWireTest);

}  // namespace
}  // namespace fanfare::socketio
