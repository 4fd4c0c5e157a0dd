#include "ws/endpoint.h"

#include <algorithm>

#include <cppunit/extensions/HelperMacros.h>

#include "support/web_socket_harness.h"
#include "ws/session.h"

namespace fanfare::ws {
namespace {

using namespace std::chrono_literals;
using testing::clientFrame;
using testing::closed;
using testing::grantOf;
using testing::received;
using testing::text;
using testing::WebSocketHarness;

const std::string kHead = WebSocketHarness::kHead;
constexpr std::uint64_t kAtOnce = Endpoint::kEndedAtOnce;
const std::string kEnded = closed(4401, "identity ended");
const std::string kGoingAway = closed(1001, "server is going away");

class EndpointTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(EndpointTest);
  CPPUNIT_TEST(numbersConnectionsWithItsReactorsNumber);
  CPPUNIT_TEST(deliversToClientsOfEveryKind);
  CPPUNIT_TEST(inflatesOnlyWhereItWasNegotiated);
  CPPUNIT_TEST(spreadsTheClosingOfAllConnections);
  CPPUNIT_TEST(spreadsTheClosingOfTwoAsWell);
  CPPUNIT_TEST(opensAConnectionBeforeItClosesIt);
  CPPUNIT_TEST(closesWhatIsOpenedAfterwards);
  CPPUNIT_TEST(endsAFacilityWithoutDelayingOthers);
  CPPUNIT_TEST(endsWhatAFacilityHasAlsoWhileItEndsAnother);
  CPPUNIT_TEST(countsConnections);
  CPPUNIT_TEST(logsHowEachConnectionBeginsAndEnds);
  CPPUNIT_TEST(keepsSessionsSmall);
  CPPUNIT_TEST_SUITE_END();

 public:
  void numbersConnectionsWithItsReactorsNumber() {
    const std::uint64_t first = (1ull << 40) + 1;

    for (const auto id : {first, first + 1}) {
      const std::string greeting = received(server_.openV1(grantOf({})));
      CPPUNIT_ASSERT(greeting.find(std::to_string(id)) != std::string::npos);
    }
  }

  void deliversToClientsOfEveryKind() {
    const std::string large(1000, 'x');
    const auto raw = server_.open(grantOf({"broadcast:chat"}));
    const auto json = server_.openV1(grantOf({"broadcast:chat"}));
    const auto deflating = openDeflating();
    server_.replay("broadcast:chat");
    for (const auto* client : {&raw, &json, &deflating}) received(*client);

    server_.live("broadcast:chat", {large.c_str()});

    CPPUNIT_ASSERT_EQUAL(text(large), received(raw));
    CPPUNIT_ASSERT(received(json).find(large) != std::string::npos);
    const std::string deflated = received(deflating);
    CPPUNIT_ASSERT(deflated.size() < 100 && deflated.front() == '\xC1');
  }

  void inflatesOnlyWhereItWasNegotiated() {
    Deflater deflater;
    const std::string frame =
        clientFrame(Opcode::kText, deflater.deflate("hi"), testing::kFin | testing::kRsv1);
    const auto deflating = openDeflating();
    const auto raw = server_.open(grantOf({}, {"broadcast:chat"}));
    server_.replay("broadcast:chat");

    server_.send(deflating, frame);
    CPPUNIT_ASSERT_EQUAL(std::string("broadcast:chat hi"), server_.publishing().published().at(0));
    server_.send(raw, frame);
    CPPUNIT_ASSERT_EQUAL(kHead + closed(1002, "protocol error"), received(raw));
  }

  void spreadsTheClosingOfAllConnections() {
    std::vector<net::Descriptor> clients;
    for (int i = 0; i < 100; ++i) {
      clients.push_back(server_.open(grantOf({})));
      received(clients.back());
    }

    server_.endpoint().closeAll(core::close_reasons::kGoingAway, 1000ms);
    server_.turn();
    CPPUNIT_ASSERT_EQUAL(1, takeClosed(clients));
    for (int i = 0; i < 12; ++i) server_.pass(20ms);
    const int half = takeClosed(clients);
    CPPUNIT_ASSERT(half > 25 && half < 75);
    for (int i = 0; i < 40; ++i) server_.pass(20ms);
    CPPUNIT_ASSERT_EQUAL(99, half + takeClosed(clients));
  }

  void spreadsTheClosingOfTwoAsWell() {
    std::vector<net::Descriptor> clients;
    for (int i = 0; i < 2; ++i) clients.push_back(server_.open(grantOf({})));
    for (auto& client : clients) received(client);

    server_.endpoint().closeAll(core::close_reasons::kGoingAway, 1000ms);
    for (int i = 0; i < 10; ++i) server_.pass(20ms);
    CPPUNIT_ASSERT_EQUAL(1, takeClosed(clients));
    for (int i = 0; i < 10; ++i) server_.pass(20ms);
    CPPUNIT_ASSERT_EQUAL(1, takeClosed(clients));
  }

  void opensAConnectionBeforeItClosesIt() {
    const auto client = server_.open(grantOf({"broadcast:chat"}));

    server_.endpoint().closeAll(core::close_reasons::kGoingAway, 0ms);
    server_.turn();

    CPPUNIT_ASSERT_EQUAL(kHead + kGoingAway, received(client));
  }

  void closesWhatIsOpenedAfterwards() {
    server_.endpoint().closeAll(core::close_reasons::kGoingAway, 0ms);

    const auto client = server_.open(grantOf({}));

    CPPUNIT_ASSERT_EQUAL(kHead + kGoingAway, received(client));
  }

  void endsAFacilityWithoutDelayingOthers() {
    const auto ending = openIn("chat", 3 * kAtOnce + 1);
    const auto other = server_.open(grantOf({"broadcast:news"}));
    server_.replay("broadcast:news");
    received(other);

    server_.endpoint().obey(disconnectOf("chat"));
    CPPUNIT_ASSERT_EQUAL(kAtOnce, endedCount());
    server_.hub().onNotice(core::Live{testing::channelOf("broadcast:news"), {makeMessage("x")}});
    server_.turnOnce();

    CPPUNIT_ASSERT_EQUAL(text("x"), received(other));
    CPPUNIT_ASSERT(endedCount() < ending.size());
    server_.turn();
    for (const auto& client : ending) CPPUNIT_ASSERT_EQUAL(kEnded, received(client));
    CPPUNIT_ASSERT_EQUAL(std::string(), received(other));
  }

  void endsWhatAFacilityHasAlsoWhileItEndsAnother() {
    const auto chat = openIn("chat", kAtOnce + 1);
    const auto news = openIn("news", 1);

    server_.endpoint().obey(disconnectOf("chat"));
    server_.endpoint().obey(disconnectOf("news"));
    const auto later = openIn("chat", 1);
    server_.turn();

    CPPUNIT_ASSERT_EQUAL(kEnded, received(news.front()));
    for (const auto& client : chat) CPPUNIT_ASSERT_EQUAL(kEnded, received(client));
    CPPUNIT_ASSERT_EQUAL(std::string(), received(later.front()));
  }

  void logsHowEachConnectionBeginsAndEnds() {
    auto [opening, client] = server_.opening(grantOf({}));
    opening.visitor = std::make_shared<const core::Visitor>(
        core::Visitor{{"/ws/chat", "chat", {}, {}, {}, "127.0.0.1", "192.0.2.1"},
                      std::make_shared<const Identity>(identityOf("ann"))});
    server_.open(std::move(opening));

    server_.send(client, clientFrame(Opcode::kText, "\xff"));
    client = net::Descriptor();
    server_.turn();

    const std::string name = "connection 1099511627777 ";
    CPPUNIT_ASSERT(
        (std::vector<std::string>{name + "begins, from 192.0.2.1, facility 'chat', user 'ann'",
                                  name + "is closed: 1007 text is not UTF-8", name + "ended"}) ==
        server_.log().lines());
  }

  void countsConnections() {
    auto first = server_.open(grantOf({}));
    const auto second = server_.open(grantOf({}));
    first = net::Descriptor();
    server_.turn();

    const EndpointStats stats = server_.endpoint().stats();

    CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, stats.connections);
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{2}, stats.connectionsOpened);
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, server_.endpoint().endedCount());
  }

  void keepsSessionsSmall() { CPPUNIT_ASSERT(sizeof(Session) <= 208); }

 private:
  static Identity identityOf(const char* user) {
    Identity identity;
    identity.user = user;
    return identity;
  }

  static core::ControlMessage disconnectOf(const char* facility) {
    return core::Disconnect{core::Disconnect::By::kFacility, facility};
  }

  std::uint64_t endedCount() { return server_.endpoint().stats().endedByControl; }

  // Clients that have read the beginning.
  std::vector<net::Descriptor> openIn(const char* facility, std::uint64_t count) {
    std::vector<net::Descriptor> clients;
    for (std::uint64_t i = 0; i < count; ++i) {
      auto [opening, client] = server_.opening(grantOf({}));
      Handshake handshake;
      handshake.facility = facility;
      opening.visitor = std::make_shared<const core::Visitor>(
          core::Visitor{handshake, std::make_shared<const Identity>()});
      server_.open(std::move(opening));
      received(client);
      clients.push_back(std::move(client));
    }
    return clients;
  }

  net::Descriptor openDeflating() {
    auto [opening, client] = server_.opening(grantOf({"broadcast:chat"}, {"broadcast:chat"}));
    opening.compression = Compression::kOn;
    server_.open(std::move(opening));
    return std::move(client);
  }

  static int takeClosed(const std::vector<net::Descriptor>& clients) {
    return static_cast<int>(std::count_if(
        clients.begin(), clients.end(),
        [](const net::Descriptor& client) { return received(client) == kGoingAway; }));
  }

  WebSocketHarness server_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(EndpointTest);

}  // namespace
}  // namespace fanfare::ws
