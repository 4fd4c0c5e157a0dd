#include "ws/session.h"

#include <cppunit/extensions/HelperMacros.h>

#include "support/web_socket_harness.h"

namespace fanfare::ws {
namespace {

using namespace std::chrono_literals;
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
const std::string kPing = frameOf(Opcode::kPing, {});

const std::string kLong(600, 'x');

constexpr ConnectionId kFirst = (ConnectionId{1} << 40) + 1;  // of the harness's

EndpointOptions withHeartbeat() {
  EndpointOptions options;
  options.heartbeatMessage = "--beat--";
  return options;
}

// How a session opens, delivers, keeps time and ends.
class SessionTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SessionTest);
  CPPUNIT_TEST(sendsThe101WhenEverySubscriptionWasReplayedTo);
  CPPUNIT_TEST(sendsThe101AtOnceWhereNothingIsSubscribed);
  CPPUNIT_TEST(doesNotWaitForABrokerThatIsAway);
  CPPUNIT_TEST(waitsForASecondAtMost);
  CPPUNIT_TEST(holdsLiveMessagesBehindTheReplayOfTheirChannel);
  CPPUNIT_TEST(subscribesOnceToAChannelGrantedTwice);
  CPPUNIT_TEST(greetsInItsDialect);
  CPPUNIT_TEST(deliversAMessageInAFrame);
  CPPUNIT_TEST(deliversWhatTheBrokerKeptLater);
  CPPUNIT_TEST(neverDeliversAnEmptyPayload);
  CPPUNIT_TEST(deliversToAddresseesOnly);
  CPPUNIT_TEST(replaysToAddresseesOnly);
  CPPUNIT_TEST(beatsAtOnceAndThenEveryFourSeconds);
  CPPUNIT_TEST(beatsAfterFourSecondsWhereNothingIsSubscribed);
  CPPUNIT_TEST(keepsTheHeartbeatTextFromOtherDialects);
  CPPUNIT_TEST(pingsAndTakesAnyBytesForAnAnswer);
  CPPUNIT_TEST(neverPingsWhereTheIntervalIsZero);
  CPPUNIT_TEST(closesForAPeerThatDoesNotAnswer);
  CPPUNIT_TEST(closesForASlowConsumer);
  CPPUNIT_TEST(opensBeforeItClosesForMoreThanItsOutboxHolds);
  CPPUNIT_TEST(answersACloseWithItsCodeAndReason);
  CPPUNIT_TEST(answersACloseWithoutACodeNormally);
  CPPUNIT_TEST(closesForEachViolationWithItsCode);
  CPPUNIT_TEST(unsubscribesWhenItEnds);
  CPPUNIT_TEST(isGoneWithItsPeer);
  CPPUNIT_TEST_SUITE_END();

 public:
  void sendsThe101WhenEverySubscriptionWasReplayedTo() {
    const auto client = server_.open(grantOf({"broadcast:chat", "user:ann:chat"}));

    server_.replay("user:ann:chat", {"kept for ann"});
    CPPUNIT_ASSERT_EQUAL(std::string(), received(client));
    server_.replay("broadcast:chat", {"kept for all"});

    CPPUNIT_ASSERT_EQUAL(kHead + text("kept for all") + text("kept for ann"), received(client));
  }

  void sendsThe101AtOnceWhereNothingIsSubscribed() {
    CPPUNIT_ASSERT_EQUAL(kHead, received(server_.open(grantOf({}, {"broadcast:chat"}))));
  }

  void doesNotWaitForABrokerThatIsAway() {
    const auto client = server_.open(grantOf({"broadcast:chat"}));

    server_.brokerAway("broadcast:chat");
    CPPUNIT_ASSERT_EQUAL(kHead, received(client));

    server_.replay("broadcast:chat", {"kept"});
    CPPUNIT_ASSERT_EQUAL(text("kept"), received(client));
  }

  void waitsForASecondAtMost() {
    const auto client = server_.open(grantOf({"broadcast:chat", "broadcast:news"}));
    server_.replay("broadcast:chat", {"kept"});

    server_.pass(900ms);
    CPPUNIT_ASSERT_EQUAL(std::string(), received(client));
    server_.pass(100ms);
    CPPUNIT_ASSERT_EQUAL(kHead + text("kept"), received(client));

    server_.replay("broadcast:news", {"news"});
    CPPUNIT_ASSERT_EQUAL(text("news"), received(client));
  }

  void holdsLiveMessagesBehindTheReplayOfTheirChannel() {
    const auto client = server_.open(grantOf({"broadcast:chat", "broadcast:news"}));

    server_.replay("broadcast:chat", {"kept"});
    server_.live("broadcast:chat", {"live"});
    server_.replay("broadcast:news", {"news"});

    CPPUNIT_ASSERT_EQUAL(kHead + text("kept") + text("live") + text("news"), received(client));
  }

  void subscribesOnceToAChannelGrantedTwice() {
    const auto client = server_.open(grantOf({"broadcast:chat", "broadcast:chat"}));

    CPPUNIT_ASSERT((server_.router().told() == Lines{"join broadcast:chat"}));
  }

  void greetsInItsDialect() {
    const auto client = server_.openV1(grantOf({"broadcast:chat"}));
    server_.replay("broadcast:chat");

    const std::string greeting = received(client);
    CPPUNIT_ASSERT_EQUAL(kHead, greeting.substr(0, kHead.size()));
    CPPUNIT_ASSERT(greeting.find(R"("type":"welcome")") != std::string::npos);
    CPPUNIT_ASSERT(greeting.find(R"("user":"ann")") != std::string::npos);
  }

  void deliversAMessageInAFrame() {
    const auto client = openOnChat();

    server_.live("broadcast:chat", {"one", "two", "\xFF"});

    CPPUNIT_ASSERT_EQUAL(text("one") + text("two") + frameOf(Opcode::kBinary, "\xFF"),
                         received(client));
  }

  void deliversWhatTheBrokerKeptLater() {
    const auto client = openOnChat();

    server_.tell(core::Late{testing::channelOf("broadcast:chat"), 1, 1, makeMessage("late")});

    CPPUNIT_ASSERT_EQUAL(text("late"), received(client));
  }

  void neverDeliversAnEmptyPayload() {
    const auto client = server_.open(grantOf({"broadcast:chat"}));

    server_.replay("broadcast:chat", {""});
    server_.live("broadcast:chat", {""});

    CPPUNIT_ASSERT_EQUAL(kHead, received(client));
  }

  void deliversToAddresseesOnly() {
    const auto first = openOnChat();
    const auto second = openOnChat();
    server_.tell(
        core::Live{testing::channelOf("broadcast:chat"),
                   {makeMessage("to the first", Addressees::only({kFirst})), makeMessage("to all"),
                    makeMessage("to others", Addressees::allBut({kFirst}))}});

    CPPUNIT_ASSERT_EQUAL(text("to the first") + text("to all"), received(first));
    CPPUNIT_ASSERT_EQUAL(text("to all") + text("to others"), received(second));
  }

  void replaysToAddresseesOnly() {
    const auto first = server_.open(grantOf({"broadcast:chat"}));
    const auto second = server_.open(grantOf({"broadcast:chat"}));

    server_.tell(core::Replayed{testing::channelOf("broadcast:chat"),
                                9,
                                {makeMessage("held", Addressees::only({kFirst}))}});

    CPPUNIT_ASSERT_EQUAL(kHead + text("held"), received(first));
    CPPUNIT_ASSERT_EQUAL(kHead, received(second));
  }

  void beatsAtOnceAndThenEveryFourSeconds() {
    WebSocketHarness server(withHeartbeat());
    const auto client = server.open(grantOf({"broadcast:chat"}));

    server.replay("broadcast:chat", {"kept"});
    CPPUNIT_ASSERT_EQUAL(kHead + text("kept") + text("--beat--"), received(client));
    server.pass(3900ms);
    CPPUNIT_ASSERT_EQUAL(std::string(), received(client));
    server.pass(100ms);
    CPPUNIT_ASSERT_EQUAL(text("--beat--"), received(client));
    server.pass(4000ms);
    CPPUNIT_ASSERT_EQUAL(text("--beat--"), received(client));
  }

  void beatsAfterFourSecondsWhereNothingIsSubscribed() {
    WebSocketHarness server(withHeartbeat());
    const auto client = server.open(grantOf({}));

    CPPUNIT_ASSERT_EQUAL(kHead, received(client));
    server.pass(4000ms);
    CPPUNIT_ASSERT_EQUAL(text("--beat--"), received(client));
  }

  void keepsTheHeartbeatTextFromOtherDialects() {
    WebSocketHarness server(withHeartbeat());
    const auto client = server.openV1(grantOf({}));
    received(client);

    server.pass(4000ms);

    CPPUNIT_ASSERT_EQUAL(std::string(), received(client));
  }

  void pingsAndTakesAnyBytesForAnAnswer() {
    const auto client = openOnChat();

    server_.pass(25s);
    CPPUNIT_ASSERT_EQUAL(kPing, received(client));
    for (const auto& answer : {clientFrame(Opcode::kPong, ""), clientText("x")}) {
      server_.send(client, answer);
      server_.pass(20s);
      CPPUNIT_ASSERT_EQUAL(std::string(), received(client));
      server_.pass(5s);
      CPPUNIT_ASSERT_EQUAL(kPing, received(client));
    }
  }

  void neverPingsWhereTheIntervalIsZero() {
    EndpointOptions options;
    options.pingInterval = 0ms;
    WebSocketHarness server(options);
    const auto client = server.open(grantOf({}));
    received(client);

    server.pass(24h);

    CPPUNIT_ASSERT_EQUAL(std::string(), received(client));
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, server.endpoint().stats().connections);
  }

  void closesForAPeerThatDoesNotAnswer() {
    const auto client = openOnChat();
    server_.pass(25s);

    server_.pass(19s);
    CPPUNIT_ASSERT_EQUAL(kPing, received(client));
    server_.pass(1s);
    CPPUNIT_ASSERT_EQUAL(closed(4409, "no pong"), received(client));

    server_.pass(5s);
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, server_.endpoint().stats().connections);
  }

  void closesForASlowConsumer() {
    EndpointOptions options;
    options.connection.outboxMaxBytes = 1000;
    WebSocketHarness server(options);
    const auto client = server.open(grantOf({"broadcast:chat"}));
    server.replay("broadcast:chat", {"kept"});

    server.live("broadcast:chat", {kLong.c_str(), kLong.c_str()});
    server.live("broadcast:chat", {"too late"});

    CPPUNIT_ASSERT_EQUAL(kHead + text("kept") + closed(4408, "slow consumer"), received(client));
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, server.endpoint().stats().slowConsumers);
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, server.hub().subscriptionCount());
  }

  void opensBeforeItClosesForMoreThanItsOutboxHolds() {
    EndpointOptions options;
    options.connection.outboxMaxBytes = 1000;
    WebSocketHarness server(options);
    const auto client = server.open(grantOf({"broadcast:chat", "broadcast:news"}));

    server.replay("broadcast:chat");
    server.live("broadcast:chat", {kLong.c_str(), kLong.c_str()});

    CPPUNIT_ASSERT_EQUAL(kHead + closed(4408, "slow consumer"), received(client));
  }

  void answersACloseWithItsCodeAndReason() {
    const auto client = openOnChat();

    server_.send(client, clientClose(3001, "bye"));

    bool atEnd = false;
    CPPUNIT_ASSERT_EQUAL(closed(3001, "bye"), received(client, &atEnd));
    CPPUNIT_ASSERT(atEnd);
  }

  void answersACloseWithoutACodeNormally() {
    const auto client = openOnChat();

    server_.send(client, clientFrame(Opcode::kClose, ""));

    CPPUNIT_ASSERT_EQUAL(closed(1000), received(client));
  }

  void closesForEachViolationWithItsCode() {
    expectClosed(1002, "\x81\x01");
    expectClosed(1007, clientText("\xFF"));
    expectClosed(1009, clientText(std::string(65537, 'x')).substr(0, 20));

    CPPUNIT_ASSERT_EQUAL(std::uint64_t{3}, server_.endpoint().stats().protocolErrors);
  }

  void unsubscribesWhenItEnds() {
    const auto client = openOnChat();

    server_.send(client, clientClose(1000));

    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, server_.hub().subscriptionCount());
    CPPUNIT_ASSERT_EQUAL(std::string("leave broadcast:chat"), server_.router().told().back());
  }

  void isGoneWithItsPeer() {
    auto client = server_.open(grantOf({"broadcast:chat"}));
    client = net::Descriptor();
    server_.turn();

    server_.replay("broadcast:chat", {"kept"});

    CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, server_.endpoint().stats().connections);
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, server_.endpoint().endedCount());
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, server_.hub().subscriptionCount());
  }

 private:
  net::Descriptor openOnChat() {
    auto client = server_.open(grantOf({"broadcast:chat"}));
    server_.replay("broadcast:chat");
    received(client);
    return client;
  }

  void expectClosed(std::uint16_t code, const std::string& bytes) {
    const auto client = openOnChat();
    server_.send(client, bytes);
    const std::string frame = received(client);
    CPPUNIT_ASSERT_EQUAL(closed(code).substr(2), frame.substr(2, 2));
  }

  WebSocketHarness server_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(SessionTest);

}  // namespace
}  // namespace fanfare::ws
