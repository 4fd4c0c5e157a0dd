#include <algorithm>

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

EndpointOptions optionsOf(std::size_t messages) {
  EndpointOptions options;
  options.underWay.messages = messages;
  return options;
}

// What sessions do together while the broker owes them many answers.
class SessionBackpressureTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SessionBackpressureTest);
  CPPUNIT_TEST(leavesAllUnreadThatPublishWhileTooMuchIsUnderWay);
  CPPUNIT_TEST(stopsAtTheBoundOfBytesToo);
  CPPUNIT_TEST(goesOnInTurns);
  CPPUNIT_TEST(goesOnAfterAFailureToo);
  CPPUNIT_TEST(goesOnAfterTheAnswerToOneWhoIsGone);
  CPPUNIT_TEST(passesOverOneWhoIsGone);
  CPPUNIT_TEST(readsOthersWhoDoNotPublish);
  CPPUNIT_TEST(readsTheLastMessagesBeforeAClose);
  CPPUNIT_TEST(deliversToOneItDoesNotRead);
  CPPUNIT_TEST(readsWhatCameWithTheHandshakeInItsTurn);
  CPPUNIT_TEST(waitsForNoPongOfOneItDoesNotRead);
  CPPUNIT_TEST(waitsForAPongAgainOnceItReads);
  CPPUNIT_TEST_SUITE_END();

 public:
  void leavesAllUnreadThatPublishWhileTooMuchIsUnderWay() {
    const auto ann = server_.open(grantOf({}, {"broadcast:chat"}));
    const auto bob = server_.open(grantOf({}, {"broadcast:chat"}));

    server_.send(ann, clientText("a1") + clientText("a2") + clientText("a3"));
    server_.send(bob, clientText("b1"));
    CPPUNIT_ASSERT((published() == Lines{"a1", "a2"}));

    server_.publishing().finish();
    server_.turn();
    CPPUNIT_ASSERT((published() == Lines{"a1", "a2", "a3", "b1"}));
  }

  void stopsAtTheBoundOfBytesToo() {
    EndpointOptions options;
    options.underWay.bytes = 2000;
    WebSocketHarness server(options);
    const auto ann = server.open(grantOf({}, {"broadcast:chat"}));
    const auto bob = server.open(grantOf({}, {"broadcast:chat"}));

    server.send(ann, clientText(std::string(2000, 'x')));
    server.send(bob, clientText("b1"));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, server.publishing().published().size());

    server.publishing().finish();
    CPPUNIT_ASSERT_EQUAL(std::string("broadcast:chat b1"), server.publishing().published().back());
  }

  void goesOnInTurns() {
    const auto ann = server_.open(grantOf({}, {"broadcast:chat"}));
    const auto bob = server_.open(grantOf({}, {"broadcast:chat"}));
    server_.send(ann, clientText("a1") + clientText("a2") + clientText("a3") + clientText("a4") +
                          clientText("a5"));
    server_.send(bob, clientText("b1") + clientText("b2") + clientText("b3"));

    while (server_.publishing().waitingCount() > 0) {
      server_.publishing().finish();
      server_.turn();
    }

    CPPUNIT_ASSERT((published() == Lines{"a1", "a2", "a3", "a4", "b1", "b2", "a5", "b3"}));
  }

  void goesOnAfterAFailureToo() {
    const auto ann = server_.open(grantOf({}, {"broadcast:chat"}));
    const auto bob = server_.open(grantOf({}, {"broadcast:chat"}));
    server_.send(ann, clientText("a1") + clientText("a2") + clientText("a3"));
    server_.send(bob, clientText("b1"));

    server_.publishing().finish(kAway);
    server_.turn();

    CPPUNIT_ASSERT((published() == Lines{"a1", "a2", "b1"}));
    CPPUNIT_ASSERT_EQUAL(kHead + closed(1013, "try again later"), received(ann));
    CPPUNIT_ASSERT_EQUAL(kHead, received(bob));
  }

  void goesOnAfterTheAnswerToOneWhoIsGone() {
    auto ann = server_.open(grantOf({}, {"broadcast:chat"}));
    const auto bob = server_.open(grantOf({}, {"broadcast:chat"}));
    server_.send(ann, clientText("a1"));
    server_.send(bob, clientText("b1") + clientText("b2"));
    ann = net::Descriptor();
    server_.turn();
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, server_.endpoint().stats().connections);

    server_.publishing().finish();

    CPPUNIT_ASSERT((published() == Lines{"a1", "b1", "b2"}));
  }

  void passesOverOneWhoIsGone() {
    const auto ann = server_.open(grantOf({}, {"broadcast:chat"}));
    const auto bob = server_.open(grantOf({}, {"broadcast:chat"}));
    const auto cid = server_.open(grantOf({}, {"broadcast:chat"}));
    server_.send(ann, clientText("a1") + clientText("a2"));
    server_.send(bob, clientText("b1"));
    server_.send(cid, clientText("c1"));
    server_.endpoint().obey(core::Disconnect{core::Disconnect::By::kConnection, idOfSecond()});
    server_.turn();

    server_.publishing().finish();

    CPPUNIT_ASSERT((published() == Lines{"a1", "a2", "c1"}));
  }

  void readsOthersWhoDoNotPublish() {
    const auto ann = server_.open(grantOf({}, {"broadcast:chat"}));
    const auto bob = server_.open(grantOf({}));
    server_.send(ann, clientText("a1") + clientText("a2"));

    server_.send(bob, clientFrame(Opcode::kPing, "here"));

    CPPUNIT_ASSERT_EQUAL(kHead + frameOf(Opcode::kPong, "here"), received(bob));
  }

  void readsTheLastMessagesBeforeAClose() {
    const auto ann = server_.open(grantOf({}, {"broadcast:chat"}));
    server_.send(ann, clientText("a1") + clientText("a2") + clientText("a3") +
                          clientFrame(Opcode::kPing, "here") + clientClose(1000, "bye"));
    CPPUNIT_ASSERT_EQUAL(kHead, received(ann));

    server_.publishing().finish();
    server_.publishing().finish();
    server_.turn();

    CPPUNIT_ASSERT((published() == Lines{"a1", "a2", "a3"}));
    CPPUNIT_ASSERT_EQUAL(frameOf(Opcode::kPong, "here") + closed(1000, "bye"), received(ann));
  }

  void deliversToOneItDoesNotRead() {
    const auto ann = server_.open(grantOf({"broadcast:chat"}, {"broadcast:chat"}));
    server_.replay("broadcast:chat");
    server_.send(ann, clientText("a1") + clientText("a2") + clientText("a3"));

    server_.live("broadcast:chat", {"news"});

    CPPUNIT_ASSERT_EQUAL(kHead + text("news"), received(ann));
  }

  void readsWhatCameWithTheHandshakeInItsTurn() {
    const auto ann = server_.open(grantOf({}, {"broadcast:chat"}));
    server_.send(ann, clientText("a1") + clientText("a2") + clientText("a3"));
    auto [opening, bob] = server_.opening(grantOf({}, {"broadcast:chat"}));
    opening.earlyBytes = clientText("b1");
    server_.open(std::move(opening));
    CPPUNIT_ASSERT((published() == Lines{"a1", "a2"}));

    server_.publishing().finish();

    CPPUNIT_ASSERT((published() == Lines{"a1", "a2", "a3", "b1"}));
  }

  void waitsForNoPongOfOneItDoesNotRead() {
    const auto ann = server_.open(grantOf({}, {"broadcast:chat"}));
    server_.send(ann, clientText("a1") + clientText("a2") + clientText("a3"));

    server_.pass(25s);
    server_.pass(20s);

    CPPUNIT_ASSERT_EQUAL(kHead + frameOf(Opcode::kPing, {}), received(ann));
  }

  void waitsForAPongAgainOnceItReads() {
    const auto ann = server_.open(grantOf({}, {"broadcast:chat"}));
    server_.send(ann, clientText("a1") + clientText("a2") + clientText("a3"));
    server_.pass(25s);
    server_.publishing().finish();
    server_.turn();
    server_.pass(20s);
    CPPUNIT_ASSERT_EQUAL(kHead + frameOf(Opcode::kPing, {}), received(ann));

    server_.pass(5s);
    server_.pass(20s);

    CPPUNIT_ASSERT_EQUAL(frameOf(Opcode::kPing, {}) + closed(4409, "no pong"), received(ann));
  }

 private:
  // What was published on the one channel.
  Lines published() {
    Lines payloads;
    for (const auto& one : server_.publishing().publications()) {
      payloads.push_back(one.message->payload);
    }
    return payloads;
  }
  std::string idOfSecond() {
    std::vector<ConnectionId> ids;
    const auto all = server_.endpoint().connections(
        0, server_.endpoint().bucketCount(), [](std::string_view /*facility*/) { return true; });
    for (const auto& one : all) ids.push_back(one.id);
    std::sort(ids.begin(), ids.end());
    return std::to_string(ids.at(1));
  }

  WebSocketHarness server_{optionsOf(2)};
};

CPPUNIT_TEST_SUITE_REGISTRATION(SessionBackpressureTest);

}  // namespace
}  // namespace fanfare::ws
