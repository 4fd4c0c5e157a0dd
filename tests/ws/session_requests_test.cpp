#include <cppunit/extensions/HelperMacros.h>

#include "support/web_socket_harness.h"
#include "ws/session.h"

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
const Error kAway{ErrorCode::kUnavailable, "away"};

bool contains(const std::string& bytes, const std::string& wanted) {
  return bytes.find(wanted) != std::string::npos;
}

// What a session makes of what its client sends, but for the channels it asks for.
class SessionRequestsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SessionRequestsTest);
  CPPUNIT_TEST(publishesOnEveryGrantedChannel);
  CPPUNIT_TEST(readsWhatCameWithTheHandshakeOnceItIsOpen);
  CPPUNIT_TEST(readsWhatCameBeforeThe101OnceItIsOpen);
  CPPUNIT_TEST(readsFramesCutAnywhere);
  CPPUNIT_TEST(publishesAllOfOneReadAtOnceAndInOrder);
  CPPUNIT_TEST(dropsWhatARawClientMayNotPublish);
  CPPUNIT_TEST(tellsADialectWhatItMayNotPublish);
  CPPUNIT_TEST(publishesOnTheChannelThatIsNamed);
  CPPUNIT_TEST(neverPublishesAnEmptyPayload);
  CPPUNIT_TEST(closesARawClientWhosePublishFailed);
  CPPUNIT_TEST(tellsADialectThatAPublishFailed);
  CPPUNIT_TEST(answersACloseOnceItsPublishesWereTaken);
  CPPUNIT_TEST(answersACloseInTheEndIfTheBrokerDoesNot);
  CPPUNIT_TEST(leavesAClientUnreadThatPublishesTooFast);
  CPPUNIT_TEST(boundsWhatAllClientsBeginAndDoNotEnd);
  CPPUNIT_TEST(withholdsWhatTheClientSentLast);
  CPPUNIT_TEST(withholdsNothingFromAClientThatAskedForEcho);
  CPPUNIT_TEST(dropsTheHeartbeatOfAClientAndForgetsWhatItSentLast);
  CPPUNIT_TEST(answersAPing);
  CPPUNIT_TEST(tellsADialectWhatItDidNotUnderstand);
  CPPUNIT_TEST_SUITE_END();

 public:
  void publishesOnEveryGrantedChannel() {
    const auto client = server_.open(grantOf({}, {"broadcast:chat", "user:ann:chat"}));

    server_.send(client, clientText("hi"));

    CPPUNIT_ASSERT(
        (server_.publishing().published() == Lines{"broadcast:chat hi", "user:ann:chat hi"}));
    CPPUNIT_ASSERT(server_.publishing().publications().front().keepFor == 3600s);
    server_.publishing().finish();
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{2}, server_.endpoint().stats().messagesPublished);
  }

  void readsWhatCameWithTheHandshakeOnceItIsOpen() {
    auto [opening, client] = server_.opening(grantOf({"broadcast:chat"}, {"broadcast:chat"}));
    opening.earlyBytes = clientText("early");
    server_.open(std::move(opening));
    CPPUNIT_ASSERT(server_.publishing().published().empty());

    server_.replay("broadcast:chat");

    CPPUNIT_ASSERT((server_.publishing().published() == Lines{"broadcast:chat early"}));
  }

  void readsWhatCameBeforeThe101OnceItIsOpen() {
    auto [opening, client] = server_.opening(grantOf({"broadcast:chat"}, {"broadcast:chat"}));
    opening.earlyBytes = clientText("one").substr(0, 3);
    server_.open(std::move(opening));
    server_.send(client, clientText("one").substr(3) + clientText("two"));

    server_.replay("broadcast:chat");

    CPPUNIT_ASSERT(
        (server_.publishing().published() == Lines{"broadcast:chat one", "broadcast:chat two"}));
  }

  void readsFramesCutAnywhere() {
    const auto client = server_.open(grantOf({}, {"broadcast:chat"}));

    for (const char byte : clientText("one") + clientText("two")) server_.send(client, {&byte, 1});

    CPPUNIT_ASSERT(
        (server_.publishing().published() == Lines{"broadcast:chat one", "broadcast:chat two"}));
  }

  void publishesAllOfOneReadAtOnceAndInOrder() {
    const auto client = server_.open(grantOf({}, {"broadcast:chat"}));

    server_.send(client, clientText("one") + clientText("two") + clientText("three"));

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, server_.publishing().waitingCount());
    CPPUNIT_ASSERT((server_.publishing().published() ==
                    Lines{"broadcast:chat one", "broadcast:chat two", "broadcast:chat three"}));
  }

  void dropsWhatARawClientMayNotPublish() {
    const auto client = server_.open(grantOf({}));

    server_.send(client, clientText("hi"));

    CPPUNIT_ASSERT(server_.publishing().published().empty());
    CPPUNIT_ASSERT_EQUAL(kHead, received(client));
  }

  void tellsADialectWhatItMayNotPublish() {
    const auto client = openV1(grantOf({}, {"broadcast:chat"}));

    server_.send(client, clientText(R"({"publish":"broadcast:news","data":"hi"})"));

    CPPUNIT_ASSERT(server_.publishing().published().empty());
    CPPUNIT_ASSERT(contains(received(client), R"("code":"not_granted")"));
  }

  void publishesOnTheChannelThatIsNamed() {
    const auto client = openV1(grantOf({}, {"broadcast:chat", "broadcast:news"}));

    server_.send(client, clientText(R"({"publish":"broadcast:news","data":"hi"})"));

    CPPUNIT_ASSERT((server_.publishing().published() == Lines{"broadcast:news hi"}));
  }

  void neverPublishesAnEmptyPayload() {
    const auto raw = server_.open(grantOf({}, {"broadcast:chat"}));
    const auto json = openV1(grantOf({}, {"broadcast:chat"}));

    server_.send(raw, clientText(""));
    server_.send(raw, clientFrame(Opcode::kBinary, ""));
    server_.send(json, clientText(R"({"publish":"broadcast:chat","data":""})"));

    CPPUNIT_ASSERT(server_.publishing().published().empty());
  }

  void closesARawClientWhosePublishFailed() {
    const auto client = server_.open(grantOf({}, {"broadcast:chat"}));
    server_.send(client, clientText("hi"));

    server_.publishing().finish(kAway);
    server_.turn();

    CPPUNIT_ASSERT_EQUAL(kHead + closed(1013, "try again later"), received(client));
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, server_.endpoint().stats().messagesPublished);
  }

  void tellsADialectThatAPublishFailed() {
    const auto client = openV1(grantOf({}, {"broadcast:chat"}));
    server_.send(client, clientText(R"({"publish":"broadcast:chat","data":"hi"})"));

    server_.publishing().finish(kAway);
    server_.turn();

    CPPUNIT_ASSERT(contains(received(client), R"("code":"unavailable")"));
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, server_.endpoint().stats().connections);
  }

  void answersACloseOnceItsPublishesWereTaken() {
    const auto client = server_.open(grantOf({}, {"broadcast:chat"}));

    server_.send(client, clientText("hi") + clientClose(1000, "bye"));
    CPPUNIT_ASSERT_EQUAL(kHead, received(client));
    server_.publishing().finish();
    server_.turn();

    CPPUNIT_ASSERT_EQUAL(closed(1000, "bye"), received(client));
  }

  void answersACloseInTheEndIfTheBrokerDoesNot() {
    const auto client = server_.open(grantOf({}, {"broadcast:chat"}));
    server_.send(client, clientText("hi") + clientClose(1000, "bye"));

    server_.pass(5s);

    CPPUNIT_ASSERT_EQUAL(kHead + closed(1000, "bye"), received(client));
    server_.publishing().finish();
  }

  void leavesAClientUnreadThatPublishesTooFast() {
    EndpointOptions options;
    options.maxBytesUnderWay = 1;
    WebSocketHarness server(options);
    const auto client = server.open(grantOf({}, {"broadcast:chat"}));

    server.send(client, clientText("one") + clientText("two"));
    server.send(client, clientText("three"));
    CPPUNIT_ASSERT((server.publishing().published() == Lines{"broadcast:chat one"}));

    for (int i = 0; i < 3; ++i) {
      CPPUNIT_ASSERT_EQUAL(std::size_t{1}, server.publishing().waitingCount());
      server.publishing().finish();
      server.turn();
    }
    CPPUNIT_ASSERT((server.publishing().published() ==
                    Lines{"broadcast:chat one", "broadcast:chat two", "broadcast:chat three"}));
  }

  void boundsWhatAllClientsBeginAndDoNotEnd() {
    EndpointOptions options;
    options.maxReceivedBytes = 1000;
    WebSocketHarness server(options);
    const auto slow = server.open(grantOf({}, {"broadcast:chat"}));
    const auto slower = server.open(grantOf({}, {"broadcast:chat"}));
    const auto quick = server.open(grantOf({}, {"broadcast:chat"}));
    const std::string message = clientText(std::string(800, 'x'));

    server.send(slow, message.substr(0, 700));
    server.send(slower, message.substr(0, 700));
    CPPUNIT_ASSERT_EQUAL(kHead + closed(1013, "try again later"), received(slower));
    server.send(quick, message);
    server.send(slow, message.substr(700));
    server.send(quick, message.substr(0, 700));

    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, server.publishing().published().size());
    CPPUNIT_ASSERT_EQUAL(kHead, received(quick));
    CPPUNIT_ASSERT_EQUAL(kHead, received(slow));
  }

  void withholdsWhatTheClientSentLast() {
    const auto client = openOnChat(core::EchoMode::kOff);
    server_.send(client, clientText("mine"));

    server_.live("broadcast:chat", {"one", "mine", "two", "mine"});
    CPPUNIT_ASSERT_EQUAL(text("one") + text("two"), received(client));

    server_.send(client, clientText("other"));
    server_.live("broadcast:chat", {"mine", "other"});
    CPPUNIT_ASSERT_EQUAL(text("mine"), received(client));
  }

  void withholdsNothingFromAClientThatAskedForEcho() {
    const auto client = openOnChat(core::EchoMode::kOn);
    server_.send(client, clientText("mine"));

    server_.live("broadcast:chat", {"mine"});

    CPPUNIT_ASSERT_EQUAL(text("mine"), received(client));
  }

  void dropsTheHeartbeatOfAClientAndForgetsWhatItSentLast() {
    EndpointOptions options;
    options.heartbeatMessage = "--beat--";
    WebSocketHarness server(options);
    const auto client = server.open(grantOf({"broadcast:chat"}, {"broadcast:chat"}));
    server.replay("broadcast:chat");
    received(client);

    server.send(client, clientText("mine") + clientText("--beat--"));
    server.live("broadcast:chat", {"mine"});

    CPPUNIT_ASSERT((server.publishing().published() == Lines{"broadcast:chat mine"}));
    CPPUNIT_ASSERT_EQUAL(text("mine"), received(client));
  }

  void answersAPing() {
    const auto client = openOnChat(core::EchoMode::kOff);

    server_.send(client, clientFrame(Opcode::kPing, "ping me"));

    CPPUNIT_ASSERT_EQUAL(frameOf(Opcode::kPong, "ping me"), received(client));
  }

  void tellsADialectWhatItDidNotUnderstand() {
    const auto client = openV1(grantOf({}));

    server_.send(client, clientText("{"));

    CPPUNIT_ASSERT(contains(received(client), R"("code":"bad_json")"));
  }

 private:
  net::Descriptor openOnChat(core::EchoMode echo) {
    auto client = server_.open(grantOf({"broadcast:chat"}, {"broadcast:chat"}), echo);
    server_.replay("broadcast:chat");
    received(client);
    return client;
  }
  // The welcome has been read, if it has come.
  net::Descriptor openV1(Grant grant) {
    auto client = server_.openV1(std::move(grant));
    received(client);
    return client;
  }

  WebSocketHarness server_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(SessionRequestsTest);

}  // namespace
}  // namespace fanfare::ws
