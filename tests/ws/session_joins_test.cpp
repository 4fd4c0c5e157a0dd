#include <cppunit/extensions/HelperMacros.h>

#include "dialects/websocket_push.h"
#include "support/web_socket_harness.h"
#include "ws/session.h"

namespace fanfare::ws {
namespace {

using namespace std::chrono_literals;
using testing::channelOf;
using testing::clientText;
using testing::grantOf;
using testing::received;
using testing::text;
using testing::WebSocketHarness;

using Lines = std::vector<std::string>;

const std::string kJoin = clientText(R"({"joinRoom":"lobby"})");
const std::string kLeave = clientText(R"({"leaveRoom":"lobby"})");
const std::string kSubscribe = clientText(R"({"subscribe":["room:lobby:chat"]})");
const std::string kUnsubscribe = clientText(R"({"unsubscribe":["room:lobby:chat"]})");

bool contains(const std::string& bytes, const std::string& wanted) {
  return bytes.find(wanted) != std::string::npos;
}

// What a session makes of channels that its client asks for and gives back in quick succession, and
// of those it does not get.
class SessionJoinsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SessionJoinsTest);
  CPPUNIT_TEST(leavesWhatItIsStillAskingFor);
  CPPUNIT_TEST(unsubscribesFromWhatItIsStillAskingFor);
  CPPUNIT_TEST(leavesNothingElseThatItAsksFor);
  CPPUNIT_TEST(joinsAgainWhatItHasLeftMeanwhile);
  CPPUNIT_TEST(joinsAgainWhateverOrderTheAnswersComeIn);
  CPPUNIT_TEST(staysWhereItLeavesAndJoinsInOneGo);
  CPPUNIT_TEST(staysWhereItJoinsAgainAMomentLater);
  CPPUNIT_TEST(leavesAMomentLaterWhereItJoinsAndLeavesInOneGo);
  CPPUNIT_TEST(joinsAgainWhatItHasLeft);
  CPPUNIT_TEST(asksNobodyAboutWhatItHas);
  CPPUNIT_TEST(subscribesAnewWhereItIsAnswered);
  CPPUNIT_TEST(waitsWithWhatIsTooMuchAtOnce);
  CPPUNIT_TEST(forgetsTheQuestionsOfWhoIsGone);
  CPPUNIT_TEST(countsAndTellsThatThePolicyRefused);
  CPPUNIT_TEST(countsAndTellsWhatThePolicyWithheld);
  CPPUNIT_TEST_SUITE_END();

 public:
  void leavesWhatItIsStillAskingFor() {
    const auto tab = openTab(server_);

    server_.send(tab, kJoin);
    server_.send(tab, kLeave);
    grant(server_);

    CPPUNIT_ASSERT(server_.router().told().empty());
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, server_.hub().subscriptionCount());
  }

  void unsubscribesFromWhatItIsStillAskingFor() {
    const auto client = server_.openV1({});
    (void)received(client);

    server_.send(client, kSubscribe);
    server_.send(client, kUnsubscribe);
    grant(server_);

    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, server_.hub().subscriptionCount());
    CPPUNIT_ASSERT(contains(received(client), R"("type":"granted","channels":[])"));
  }

  void leavesNothingElseThatItAsksFor() {
    const auto leaver = openTab(server_);
    const auto other = openTab(server_);

    server_.send(leaver, clientText(R"({"joinRoom":"bar"})") + kJoin + kLeave);
    server_.send(other, kJoin);
    for (int i = 0; i < 3; ++i) grant(server_);

    CPPUNIT_ASSERT(
        (server_.router().told() == Lines{"join room:bar:chat", "join room:lobby:chat"}));
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, server_.hub().subscriptionCount());
  }

  void joinsAgainWhatItHasLeftMeanwhile() {
    const auto tab = openTab(server_);

    server_.send(tab, kJoin);
    server_.send(tab, kLeave + kJoin);
    grant(server_);
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, server_.hub().subscriptionCount());
    grant(server_);

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, server_.hub().subscriptionCount());
  }

  void joinsAgainWhateverOrderTheAnswersComeIn() {
    const auto tab = openTab(server_);

    server_.send(tab, kJoin);
    server_.send(tab, kLeave);
    server_.send(tab, kJoin);
    const auto questions = server_.desk().questions();
    for (const std::size_t at : {1U, 0U}) questions[at].done(Grant{questions[at].requested, {}});
    server_.turn();

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, server_.hub().subscriptionCount());
  }

  void staysWhereItLeavesAndJoinsInOneGo() {
    const auto tab = openInLobby();

    for (int i = 0; i < 100; ++i) server_.send(tab, kLeave + kJoin);
    server_.live("room:lobby:chat", {"1"});

    CPPUNIT_ASSERT(server_.desk().questions().empty());
    CPPUNIT_ASSERT((server_.router().told() == Lines{"join room:lobby:chat"}));
    CPPUNIT_ASSERT_EQUAL(text("1"), received(tab));
  }

  void staysWhereItJoinsAgainAMomentLater() {
    const auto tab = openInLobby();

    server_.send(tab, kLeave);
    server_.live("room:lobby:chat", {"2"});
    server_.pass(30ms);
    server_.send(tab, kJoin);
    letPart();

    CPPUNIT_ASSERT(server_.desk().questions().empty());
    CPPUNIT_ASSERT_EQUAL(text("2"), received(tab));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, server_.hub().subscriptionCount());
  }

  void joinsAgainWhatItHasLeft() {
    const auto tab = openInLobby();
    server_.send(tab, kLeave);
    letPart();
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, server_.hub().subscriptionCount());

    server_.send(tab, kJoin);
    grant(server_);
    letPart();

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, server_.hub().subscriptionCount());
  }

  void leavesAMomentLaterWhereItJoinsAndLeavesInOneGo() {
    const auto tab = openInLobby();

    server_.send(tab, kLeave + kJoin + kLeave);
    letPart();

    CPPUNIT_ASSERT(
        (server_.router().told() == Lines{"join room:lobby:chat", "leave room:lobby:chat"}));
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, server_.hub().subscriptionCount());
  }

  void asksNobodyAboutWhatItHas() {
    const auto tab = openInLobby();

    server_.send(tab, kJoin + kJoin);

    CPPUNIT_ASSERT(server_.desk().questions().empty());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, server_.hub().subscriptionCount());
  }

  void subscribesAnewWhereItIsAnswered() {
    const auto client = server_.openV1(grantOf({"room:lobby:chat"}));
    server_.replay("room:lobby:chat");
    (void)received(client);

    server_.send(client, kUnsubscribe + kSubscribe);
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, server_.hub().subscriptionCount());
    grant(server_);
    server_.replay("room:lobby:chat", {"kept"});

    CPPUNIT_ASSERT(contains(received(client), "kept"));
  }

  void waitsWithWhatIsTooMuchAtOnce() {
    EndpointOptions options;
    options.maxRequestsUnderWay = 2;
    WebSocketHarness server(options);
    const auto tab = openTab(server);

    std::string joins;
    for (int i = 0; i < 7; ++i) joins += clientText(R"({"joinRoom":")" + std::to_string(i) + "\"}");
    server.send(tab, joins);
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, server.desk().questions().size());
    for (int i = 0; i < 7; ++i) grant(server);

    CPPUNIT_ASSERT_EQUAL(std::size_t{7}, server.hub().subscriptionCount());
    server.send(tab, clientText(R"({"joinRoom":"more"})"));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, server.desk().questions().size());
  }

  void forgetsTheQuestionsOfWhoIsGone() {
    auto tab = openTab(server_);
    server_.send(tab, kJoin);
    tab = net::Descriptor();
    server_.turn();

    grant(server_);

    CPPUNIT_ASSERT(server_.router().told().empty());
  }

  void countsAndTellsThatThePolicyRefused() {
    const auto tab = openTab(server_);

    for (int i = 0; i < 3; ++i) {
      server_.send(tab, kJoin);
      server_.desk().answer(Refusal{403, "members only"});
      server_.turn();
    }

    CPPUNIT_ASSERT(received(tab).empty());
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{3}, server_.endpoint().stats().joinsRefused);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, server_.log().count("members only"));
  }

  void countsAndTellsWhatThePolicyWithheld() {
    const auto client = server_.openV1({});

    server_.send(client, clientText(R"({"subscribe":["room:lobby:chat","room:bar:chat"]})"));
    const RequestedChannel lobby{Access::kSubscribe, channelOf("room:lobby:chat")};
    server_.desk().answer(Grant{grantOf({"room:bar:chat"}).granted, {{lobby, "site.rules:2"}}});
    server_.turn();

    CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, server_.endpoint().stats().joinsRefused);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1},
                         server_.log().count("subscribe room:lobby:chat, by site.rules:2"));
  }

 private:
  // A client that hears nothing of its requests; the first frame has been read.
  net::Descriptor openTab(WebSocketHarness& server) const {
    auto [opening, tab] = server.opening({});
    opening.dialect = &websocketPush_;
    opening.visitor = std::make_shared<const core::Visitor>();
    server.open(std::move(opening));
    (void)received(tab);
    return std::move(tab);
  }
  net::Descriptor openInLobby() {
    auto tab = openTab(server_);
    server_.send(tab, kJoin);
    grant(server_);
    server_.replay("room:lobby:chat");
    return tab;
  }
  void letPart() {
    for (int i = 0; i < 2; ++i) server_.pass(Partings::kGrace);
  }
  static void grant(WebSocketHarness& server) {
    server.desk().grantAll();
    server.turn();
  }

  const dialects::WebsocketPush websocketPush_{"chat"};
  WebSocketHarness server_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(SessionJoinsTest);

}  // namespace
}  // namespace fanfare::ws
