#include "app/local_node.h"

#include <functional>
#include <future>
#include <map>
#include <memory>

#include <cppunit/extensions/HelperMacros.h>

#include "brokers/memory_broker.h"
#include "dialects/fanfare_v1.h"
#include "dialects/raw.h"
#include "policies/allow_all.h"
#include "sessions/none.h"
#include "support/client_frames.h"
#include "support/node_answers.h"
#include "support/recording_log.h"
#include "support/silent_broker.h"
#include "support/socket_pair.h"
#include "support/waiting_peer.h"

namespace fanfare::app {
namespace {

using Peer = testing::WaitingPeer;

const Channel kChat = *Channel::parse("broadcast:chat");
const Channel kNews = *Channel::parse("broadcast:news");

class LocalNodeTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(LocalNodeTest);
  CPPUNIT_TEST(spreadsConnectionsOverItsReactors);
  CPPUNIT_TEST(deliversWhatAClientPublishesToASubscriberOnAnotherReactor);
  CPPUNIT_TEST(deliversABurstInOrder);
  CPPUNIT_TEST(tellsOfAKeptMessageThatNoOutboxHolds);
  CPPUNIT_TEST(tellsWhenTheBrokerHasTakenAPublication);
  CPPUNIT_TEST(fetchesWhatIsKept);
  CPPUNIT_TEST(boundsOnHowManyChannelsClientsKeepMessages);
  CPPUNIT_TEST(givesUpWaitingForABrokerThatDoesNotAnswer);
  CPPUNIT_TEST(listsTheConnectionsOfAllItsReactors);
  CPPUNIT_TEST(addsUpTheChannelsOfItsReactors);
  CPPUNIT_TEST(makesEachOfManyPagesThatAreAskedForAtOnce);
  CPPUNIT_TEST(countsWhatItDoes);
  CPPUNIT_TEST(forgetsAConnectionThatEnded);
  CPPUNIT_TEST(closesItsConnectionsWhenItDrains);
  CPPUNIT_TEST(tellsWhoIsLeftThatItGoesAwayWhenItStops);
  CPPUNIT_TEST(endsWithConnectionsOpenAndAPublicationUnderWay);
  CPPUNIT_TEST_SUITE_END();

 public:
  void spreadsConnectionsOverItsReactors() {
    start(4);

    std::vector<Peer> peers;
    for (int i = 0; i < 8; ++i) peers.push_back(connection(Access::kSubscribe, fanfareV1_));
    std::map<std::uint64_t, int> connectionsOf;
    for (auto& peer : peers) ++connectionsOf[reactorOf(peer)];

    CPPUNIT_ASSERT((std::map<std::uint64_t, int>{{0, 2}, {1, 2}, {2, 2}, {3, 2}}) == connectionsOf);
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{8}, node_->stats().subscriptions);
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, node_->stats().channels);
  }

  void deliversWhatAClientPublishesToASubscriberOnAnotherReactor() {
    start(2);
    auto hearing = subscriber();
    auto speaking = connection(Access::kPublish);
    (void)hearing.receive(kHead.size());

    speaking.send(testing::clientText("hello"));

    CPPUNIT_ASSERT_EQUAL(kHead + "\x81\x05hello", hearing.receive(kHead.size() + 7));
  }

  void deliversABurstInOrder() {
    constexpr int kCount = 1000;
    start(2);
    auto first = subscriber();
    auto second = subscriber();
    (void)first.receive(kHead.size());
    (void)second.receive(kHead.size());

    std::string expected = kHead;
    std::vector<Publication> burst;
    for (int i = 0; i < kCount; ++i) {
      const std::string text = std::to_string(10'000 + i);
      burst.push_back({kChat, makeMessage(text), std::chrono::seconds(0)});
      expected += "\x81\x05" + text;
    }
    CPPUNIT_ASSERT(publish(std::move(burst)));

    CPPUNIT_ASSERT(expected == first.receive(expected.size()));
    CPPUNIT_ASSERT(expected == second.receive(expected.size()));
  }

  void tellsOfAKeptMessageThatNoOutboxHolds() {
    start(1);
    const std::string tooLarge((4u << 20) + 1, 'x');
    CPPUNIT_ASSERT(publish({{kChat, makeMessage(tooLarge), std::chrono::seconds(60)}}));

    auto peer = subscriber();
    (void)peer.receive(kHead.size());
    CPPUNIT_ASSERT(publish({{kChat, makeMessage("x"), std::chrono::seconds(0)}}));

    CPPUNIT_ASSERT_EQUAL(kHead + "\x81\x01x", peer.receive(kHead.size() + 3));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, log_.count("a message on broadcast:chat makes a frame"));
  }

  void tellsWhenTheBrokerHasTakenAPublication() {
    start(1);

    CPPUNIT_ASSERT(publish({{kChat, makeMessage("x"), std::chrono::seconds(0)}}));

    CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, node_->stats().messagesPublished);
    CPPUNIT_ASSERT(node_->brokerState() == core::BrokerState::kReachable);
  }

  void fetchesWhatIsKept() {
    start(1);
    CPPUNIT_ASSERT(publish({{kChat, makeMessage("kept"), std::chrono::seconds(60)}}));

    const auto kept = fetch(kChat);
    const auto other = fetch(*Channel::parse("broadcast:other"));

    CPPUNIT_ASSERT_EQUAL(std::string("kept"), (*kept)->payload);
    CPPUNIT_ASSERT(*other == nullptr);
  }

  void boundsOnHowManyChannelsClientsKeepMessages() {
    options_.kept.all = 1;
    start(1);
    auto hearing = connection(Access::kSubscribe, raw_, kNews);
    auto first = connection(Access::kPublish);
    auto second = connection(Access::kPublish, raw_, kNews);
    for (auto* peer : {&hearing, &first, &second}) (void)peer->receive(kHead.size());

    first.send(testing::clientText("kept") + testing::clientFrame(ws::Opcode::kClose, ""));
    (void)first.receive(SIZE_MAX);  // answered once it is published
    second.send(testing::clientText("not kept"));

    CPPUNIT_ASSERT_EQUAL(kHead + "\x81\x08not kept", hearing.receive(kHead.size() + 10));
    CPPUNIT_ASSERT_EQUAL(std::string("kept"), (*fetch(kChat))->payload);
    CPPUNIT_ASSERT(*fetch(kNews) == nullptr);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, log_.count("message.max_kept_by_clients"));
  }

  void givesUpWaitingForABrokerThatDoesNotAnswer() {
    NodeOptions options;
    options.brokerPatience = std::chrono::milliseconds(1);
    node_ = std::make_unique<LocalNode>(
        NodeParts{clock_, log_, policy_, limits_, resolver_}, options,
        [](auto&, auto&) { return std::make_unique<testing::SilentBroker>(); });
    node_->start();

    const auto published = publish({{kChat, makeMessage("x"), std::chrono::seconds(0)}});
    const auto fetched = fetch(kChat);

    CPPUNIT_ASSERT(published.error().code == ErrorCode::kUnavailable);
    CPPUNIT_ASSERT(fetched.error().code == ErrorCode::kUnavailable);
    CPPUNIT_ASSERT(node_->brokerState() == core::BrokerState::kAway);
  }

  void listsTheConnectionsOfAllItsReactors() {
    start(3);
    std::vector<Peer> peers;
    for (int i = 0; i < 7; ++i) peers.push_back(awaited(subscriber()));

    const auto first = testing::connectionsOf(*node_, {0, 5, anyFacility});
    const auto rest = testing::connectionsOf(*node_, {first.back().id, 5, anyFacility});

    CPPUNIT_ASSERT_EQUAL(std::size_t{5}, first.size());
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, rest.size());
    CPPUNIT_ASSERT(first.back().id < rest.front().id);
    CPPUNIT_ASSERT(testing::connectionsOf(*node_, {0, 5, noFacility}).empty());
  }

  void addsUpTheChannelsOfItsReactors() {
    start(3);
    std::vector<Peer> peers;
    for (int i = 0; i < 7; ++i) peers.push_back(awaited(subscriber()));

    const auto found = testing::channelsOf(*node_, {"", 5, anyFacility, [](const Channel& channel) {
                                                      return std::string(channel.key());
                                                    }});

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, found.size());
    CPPUNIT_ASSERT(kChat == found.front().channel);
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{7}, found.front().subscriptions);
  }

  void makesEachOfManyPagesThatAreAskedForAtOnce() {
    constexpr std::size_t kPages = 100;
    start(2);
    const auto peer = awaited(subscriber());
    std::vector<std::promise<std::size_t>> sizes(kPages);

    for (auto& size : sizes) {
      node_->connections(
          {0, 5, anyFacility},
          [&size](const std::vector<core::ConnectionInfo>& all) { size.set_value(all.size()); });
    }

    for (auto& size : sizes) CPPUNIT_ASSERT_EQUAL(std::size_t{1}, size.get_future().get());
  }

  void countsWhatItDoes() {
    start(2);
    auto first = subscriber();
    auto second = subscriber();
    (void)first.receive(kHead.size());
    (void)second.receive(kHead.size());
    CPPUNIT_ASSERT(publish({{kChat, makeMessage("x"), std::chrono::seconds(0)}}));
    (void)first.receive(kHead.size() + 3);
    (void)second.receive(kHead.size() + 3);

    const auto stats = node_->stats();

    CPPUNIT_ASSERT_EQUAL(std::uint64_t{2}, stats.connections);
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{2}, stats.connectionsOpened);
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{2}, stats.messagesDelivered);
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, stats.messagesReceived);
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{2}, node_->connectionCount());
  }

  void forgetsAConnectionThatEnded() {
    start(1);
    auto leaving = subscriber();
    auto staying = subscriber();
    (void)leaving.receive(kHead.size());
    (void)staying.receive(kHead.size());

    leaving.hangUp();
    // Answered behind the end of the other, which its reactor has seen by then.
    staying.send(testing::clientFrame(ws::Opcode::kPing, "still there?"));
    (void)staying.receive(kHead.size() + 14);
    while (node_->connectionCount() > 1) (void)node_->stats();

    CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, node_->stats().connections);
  }

  void closesItsConnectionsWhenItDrains() {
    start(2);
    auto first = subscriber();
    auto second = subscriber();
    (void)first.receive(kHead.size());
    (void)second.receive(kHead.size());

    node_->drain(std::chrono::milliseconds(0));

    for (auto* peer : {&first, &second}) {
      const auto frames = peer->receive(kHead.size() + 4).substr(kHead.size());
      CPPUNIT_ASSERT_EQUAL(std::string("\x88"), frames.substr(0, 1));
      CPPUNIT_ASSERT_EQUAL(std::string("\x03\xE9"), frames.substr(2, 2));
    }
    CPPUNIT_ASSERT(node_->isDraining());
  }

  void tellsWhoIsLeftThatItGoesAwayWhenItStops() {
    start(1);
    auto open = subscriber();
    (void)open.receive(kHead.size());
    auto opening = subscriber();

    node_->stop();

    const std::string goingAway = std::string("\x88\x16\x03\xE9") + "server is going away";
    CPPUNIT_ASSERT_EQUAL(kHead + goingAway, open.receive(SIZE_MAX));
    CPPUNIT_ASSERT_EQUAL(kHead + goingAway, opening.receive(SIZE_MAX));
  }

  void endsWithConnectionsOpenAndAPublicationUnderWay() {
    start(2);
    auto hearing = subscriber();
    auto speaking = connection(Access::kPublish);
    (void)hearing.receive(kHead.size());
    speaking.send(testing::clientText("last words"));

    node_.reset();

    (void)hearing.receive(SIZE_MAX);  // returns, for the connection is closed
    (void)speaking.receive(SIZE_MAX);
  }

  void tearDown() override { node_.reset(); }

 private:
  Result<void> publish(std::vector<Publication> publications) {
    return testing::published(*node_, std::move(publications));
  }

  Result<MessagePtr> fetch(const Channel& channel) { return testing::fetched(*node_, channel); }

  void start(std::size_t reactors) {
    options_.reactors = reactors;
    options_.endpoint.pingInterval = std::chrono::hours(1);
    node_ = std::make_unique<LocalNode>(
        NodeParts{clock_, log_, policy_, limits_, resolver_}, options_,
        [this](net::Reactor& reactor, auto& /*listener*/) {
          return std::make_unique<brokers::MemoryBroker>(
              clock_,
              [&reactor](std::function<void()> task) { reactor.atEndOfTurn(std::move(task)); });
        });
    node_->start();
  }

  static bool anyFacility(std::string_view /*facility*/) { return true; }
  static bool noFacility(std::string_view /*facility*/) { return false; }

  Peer subscriber() { return connection(Access::kSubscribe); }
  // Which has been told that it is open.
  Peer awaited(Peer peer) const {
    (void)peer.receive(kHead.size());
    return peer;
  }

  // The number of the reactor is the upper part of the connection's, which the welcome tells.
  static std::uint64_t reactorOf(Peer& peer) {
    constexpr unsigned kShift = 40;
    const std::string before = R"("connection":")";
    const std::string behind = R"(","user")";
    std::string text = peer.receive(1);
    while (text.find(behind) == std::string::npos) text = peer.receive(text.size() + 1);
    return std::stoull(text.substr(text.find(before) + before.size())) >> kShift;
  }

  Peer connection(Access access) { return connection(access, raw_); }

  Peer connection(Access access, const Dialect& dialect, const Channel& channel = kChat) {
    auto pair = testing::localPair();
    ws::Opening opening;
    opening.transport = std::move(pair.ours);
    opening.responseHead = kHead;
    opening.grant.granted.push_back({access, channel});
    opening.dialect = &dialect;
    opening.visitor = std::make_shared<const core::Visitor>();
    node_->open(std::move(opening));
    return Peer(std::move(pair.peers));
  }

  const std::string kHead = "HTTP/1.1 101 Switching Protocols\r\n\r\n";
  const SteadyClock clock_{};
  testing::RecordingLog log_;
  core::LimitCounts limits_;
  const policies::AllowAll policy_{};
  const sessions::NoResolver resolver_{""};
  NodeOptions options_;
  const dialects::Raw raw_{};
  const dialects::FanfareV1 fanfareV1_{};
  std::unique_ptr<LocalNode> node_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(LocalNodeTest);

}  // namespace
}  // namespace fanfare::app
