#include <cppunit/extensions/HelperMacros.h>

#include "support/web_socket_harness.h"
#include "ws/session.h"

namespace fanfare::ws {
namespace {

using namespace std::chrono_literals;
using core::EchoMode;
using testing::clientClose;
using testing::clientFrame;
using testing::clientText;
using testing::closed;
using testing::grantOf;
using testing::received;
using testing::text;
using testing::WebSocketHarness;

using Lines = std::vector<std::string>;

const std::string kHead = WebSocketHarness::kHead;
const std::string kPong = clientFrame(Opcode::kPong, "");
const Lines kHi = {"broadcast:chat hi"};
const std::string kTooManyMessages =
    closed(1008, "too many messages; limit.messages_per_connection");

// Messages a second; nobody is pinged, so no timer comes but for what the client sends.
EndpointOptions unpinged(std::uint64_t messages = 0) {
  EndpointOptions options;
  options.messages = core::Rate::of(messages);
  options.pingInterval = 0s;
  return options;
}

// What a session keeps of what its client sends outlasts the seconds after which it lets go of all
// that needs not be kept.
class SessionIntakeTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SessionIntakeTest);
  CPPUNIT_TEST(holdsToItsLimitWhileItsClientPauses);
  CPPUNIT_TEST(readsAMessageThatIsCutInTheMiddle);
  CPPUNIT_TEST(readsWhatCameLongBeforeItOpened);
  CPPUNIT_TEST(withholdsWhatItsClientSentLongAgo);
  CPPUNIT_TEST(deliversWhatItsClientSentWhereEchoIsOn);
  CPPUNIT_TEST(remembersRequestsThatAreUnderWay);
  CPPUNIT_TEST(answersACloseWhenALongPublishHasEnded);
  CPPUNIT_TEST(goesOnAfterAnAnswerThatTookLong);
  CPPUNIT_TEST(standsInLineForLong);
  CPPUNIT_TEST(dropsWhatComesBehindTheEnd);
  CPPUNIT_TEST(dropsWhatComesBehindAClose);
  CPPUNIT_TEST(hearsOfAPublishThatEndsBehindTheEnd);
  CPPUNIT_TEST(pingsAsBeforeWhileItsClientSends);
  CPPUNIT_TEST_SUITE_END();

 public:
  void holdsToItsLimitWhileItsClientPauses() {
    WebSocketHarness server(unpinged(1));
    const auto client = server.open(grantOf({}));
    for (int i = 0; i < 10; ++i) server.send(client, clientText("m"));

    for (int i = 0; i < 30; ++i) server.pass(40ms);  // and 10 ms more each
    server.send(client, clientText("m"));
    CPPUNIT_ASSERT_EQUAL(kHead, received(client));
    server.send(client, clientText("m"));

    CPPUNIT_ASSERT_EQUAL(kTooManyMessages, received(client));
  }

  void readsAMessageThatIsCutInTheMiddle() {
    WebSocketHarness server(unpinged());
    const auto client = server.open(grantOf({}, {"broadcast:chat"}));
    const std::string frame = clientText("hi");

    for (const char byte : frame) {
      server.send(client, {&byte, 1});
      passSeconds(server);
    }

    CPPUNIT_ASSERT(kHi == server.publishing().published());
  }

  void readsWhatCameLongBeforeItOpened() {
    EndpointOptions options = unpinged();
    options.openPatience = 1h;
    WebSocketHarness server(options);
    const auto client = server.open(grantOf({"broadcast:chat"}, {"broadcast:chat"}));
    server.send(client, clientText("hi"));
    passSeconds(server);
    CPPUNIT_ASSERT(server.publishing().published().empty());

    server.replay("broadcast:chat");

    CPPUNIT_ASSERT(kHi == server.publishing().published());
  }

  void withholdsWhatItsClientSentLongAgo() {
    WebSocketHarness server(unpinged(1));
    const auto client = openOnChat(server);
    publish(server, client, "mine");
    passSeconds(server);
    server.send(client, kPong);
    passSeconds(server);

    server.live("broadcast:chat", {"mine", "other"});

    CPPUNIT_ASSERT_EQUAL(text("other"), received(client));
  }

  void deliversWhatItsClientSentWhereEchoIsOn() {
    WebSocketHarness server(unpinged());
    const auto client = openOnChat(server, EchoMode::kOn);
    publish(server, client, "mine");
    server.live("broadcast:chat", {"mine"});
    passSeconds(server);

    server.live("broadcast:chat", {"mine"});
    publish(server, client, "mine");
    server.live("broadcast:chat", {"mine"});

    CPPUNIT_ASSERT_EQUAL(text("mine") + text("mine") + text("mine"), received(client));
  }

  void remembersRequestsThatAreUnderWay() {
    EndpointOptions options = unpinged();
    options.maxRequestsUnderWay = 1;
    WebSocketHarness server(options);
    const auto client = server.openV1(grantOf({}));
    server.send(client, clientText(R"({"subscribe":["room:a:chat"]})"));
    passSeconds(server);

    server.send(client, clientText(R"({"subscribe":["room:b:chat"]})"));
    CPPUNIT_ASSERT(received(client).find("too_many_requests") != std::string::npos);
    server.desk().grantAll();
    server.turn();
    server.send(client, clientText(R"({"subscribe":["room:b:chat"]})"));

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, server.desk().questions().size());
  }

  void answersACloseWhenALongPublishHasEnded() {
    WebSocketHarness server(unpinged());
    const auto client = openOnChat(server, EchoMode::kOn);
    server.send(client, clientText("hi"));
    passSeconds(server);

    server.send(client, clientClose(4000, "bye"));
    CPPUNIT_ASSERT_EQUAL(std::string(), received(client));
    server.publishing().finish();
    server.turn();

    CPPUNIT_ASSERT_EQUAL(closed(4000, "bye"), received(client));
  }

  void goesOnAfterAnAnswerThatTookLong() {
    EndpointOptions options = unpinged();
    options.maxBytesUnderWay = 0;
    WebSocketHarness server(options);
    const auto client = openOnChat(server, EchoMode::kOn);
    server.send(client, clientText("hi") + clientText("more"));
    passSeconds(server);
    CPPUNIT_ASSERT(kHi == server.publishing().published());

    server.publishing().finish();
    server.turn();

    CPPUNIT_ASSERT(
        (Lines{"broadcast:chat hi", "broadcast:chat more"} == server.publishing().published()));
  }

  void standsInLineForLong() {
    EndpointOptions options = unpinged();
    options.underWay.messages = 1;
    WebSocketHarness server(options);
    const auto first = openOnChat(server, EchoMode::kOn);
    const auto second = openOnChat(server, EchoMode::kOn);
    server.send(first, clientText("hi"));
    server.send(second, kPong);  // stands in line from here on, with nothing that is kept of it
    server.send(second, clientText("more"));
    passSeconds(server);
    CPPUNIT_ASSERT(kHi == server.publishing().published());

    server.publishing().finish();
    server.turn();

    CPPUNIT_ASSERT(
        (Lines{"broadcast:chat hi", "broadcast:chat more"} == server.publishing().published()));
  }

  void dropsWhatComesBehindTheEnd() {
    WebSocketHarness server(unpinged());
    const auto client = openOnChat(server);
    const auto other = server.open(grantOf({}, {"broadcast:chat"}));

    server.send(client, clientFrame(Opcode::kText, "\xff") + clientText("one"));
    server.send(client, clientText("two"));
    passSeconds(server);
    server.send(client, clientText("three"));
    server.send(other, clientText("hi"));

    CPPUNIT_ASSERT(kHi == server.publishing().published());
    CPPUNIT_ASSERT_EQUAL(closed(1007, "text is not UTF-8"), received(client));
  }

  void dropsWhatComesBehindAClose() {
    WebSocketHarness server(unpinged());
    const auto client = openOnChat(server);
    server.send(client, clientText("hi"));  // and its answer is waited for

    server.send(client, clientClose(1000) + clientText("one"));
    server.send(client, clientText("two"));
    server.publishing().finish();
    server.turn();

    CPPUNIT_ASSERT(kHi == server.publishing().published());
    CPPUNIT_ASSERT_EQUAL(closed(1000), received(client));
  }

  void hearsOfAPublishThatEndsBehindTheEnd() {
    WebSocketHarness server(unpinged());
    const auto client = openOnChat(server);
    server.send(client, clientText("hi"));
    server.send(client, clientFrame(Opcode::kText, "\xff"));

    server.publishing().finish();
    server.turn();

    CPPUNIT_ASSERT_EQUAL(closed(1007, "text is not UTF-8"), received(client));
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, server.endpoint().stats().messagesPublished);
  }

  void pingsAsBeforeWhileItsClientSends() {
    WebSocketHarness server;  // every 25 seconds
    const auto client = server.open(grantOf({}));
    for (int i = 0; i < 24; ++i) {
      server.send(client, kPong);
      server.pass(990ms);  // and 10 ms more
    }
    CPPUNIT_ASSERT_EQUAL(kHead, received(client));

    server.pass(990ms);

    CPPUNIT_ASSERT_EQUAL(frameOf(Opcode::kPing, {}), received(client));
  }

 private:
  // Its beginning has been read.
  static net::Descriptor openOnChat(WebSocketHarness& server, EchoMode echo = EchoMode::kOff) {
    auto client = server.open(grantOf({"broadcast:chat"}, {"broadcast:chat"}), echo);
    server.replay("broadcast:chat");
    received(client);
    return client;
  }

  static void publish(WebSocketHarness& server, const net::Descriptor& client, const char* what) {
    server.send(client, clientText(what));
    server.publishing().finish();
    server.turn();
  }

  static void passSeconds(WebSocketHarness& server) {
    for (int i = 0; i < 3; ++i) server.pass(1s);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SessionIntakeTest);

}  // namespace
}  // namespace fanfare::ws
