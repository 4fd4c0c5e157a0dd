#include <functional>
#include <memory>

#include <cppunit/extensions/HelperMacros.h>

#include "app/broker_thread.h"
#include "app/local_node.h"
#include "app/topic_outlet.h"
#include "brokers/memory_broker.h"
#include "model/awaited.h"
#include "policies/allow_all.h"
#include "sessions/none.h"
#include "support/node_answers.h"
#include "support/recording_log.h"
#include "support/scripted_dialect.h"
#include "support/scripted_topic_reader.h"
#include "support/silent_broker.h"
#include "support/socket_pair.h"
#include "support/waiting_peer.h"
#include "ws/frame_writer.h"

namespace fanfare::app {
namespace {

using Peer = testing::WaitingPeer;

const Channel kChat = *Channel::parse("broadcast:chat");

std::string textFrame(std::string_view payload) { return ws::frameOf(ws::Opcode::kText, payload); }

// What becomes of topics in a node: from a broker's thread to the clients of each reactor.
class BrokerThreadTopicsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(BrokerThreadTopicsTest);
  CPPUNIT_TEST(tellsItsOwnClientsWhatATopicSaysAndPublishesNothing);
  CPPUNIT_TEST(tellsABurstOfATopicInOrder);
  CPPUNIT_TEST(tellsTheAdoptedWhatFollowsTheirAdoption);
  CPPUNIT_TEST(hearsTopicsOfABrokerOfTheirOwn);
  CPPUNIT_TEST(speaksOnTopicsOfItsBroker);
  CPPUNIT_TEST(speaksOnTopicsOfABrokerOfTheirOwn);
  CPPUNIT_TEST(givesUpSpeakingToABrokerThatDoesNotAnswer);
  CPPUNIT_TEST_SUITE_END();

 public:
  void tellsItsOwnClientsWhatATopicSaysAndPublishesNothing() {
    options_.topics = {{{&reader_}}};
    start(2);
    auto first = subscriber();
    auto second = subscriber();
    (void)first.receive(kHead.size());
    (void)second.receive(kHead.size());

    say("news", "tell broadcast:chat hi");

    CPPUNIT_ASSERT_EQUAL(kHead + "\x81\x02hi", first.receive(kHead.size() + 4));
    CPPUNIT_ASSERT_EQUAL(kHead + "\x81\x02hi", second.receive(kHead.size() + 4));
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, node_->stats().messagesPublished);
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, node_->stats().messagesReceived);
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{2}, node_->stats().messagesDelivered);
    CPPUNIT_ASSERT(*testing::fetched(*node_, kChat) == nullptr);
  }

  void tellsABurstOfATopicInOrder() {
    constexpr int kCount = 1000;
    options_.topics = {{{&reader_}}};
    start(2);
    auto hearing = subscriber();
    (void)hearing.receive(kHead.size());

    std::string expected = kHead;
    std::string burst;
    for (int i = 0; i < kCount; ++i) {
      const std::string text = std::to_string(10'000 + i);
      burst += "tell broadcast:chat " + text + "\n";
      expected += "\x81\x05" + text;
    }
    say("news", burst);

    CPPUNIT_ASSERT(expected == hearing.receive(expected.size()));
  }

  void tellsTheAdoptedWhatFollowsTheirAdoption() {
    options_.topics = {{{&reader_}}};
    scripted_.itFollowsAdoptions = true;
    start(2);
    std::vector<Peer> guests;
    for (int i = 0; i < 2; ++i) guests.push_back(guest());
    for (auto& guest : guests) (void)guest.receive(kHead.size());

    say("news",
        "tell user:guest:chat before\nadopt guest user:ann:chat\n"
        "tell user:guest:chat lost\ntell user:ann:chat behind");

    const std::string revoked = "revoked subscribe user:guest:chat";
    const std::string granted = "granted subscribe user:ann:chat";
    const std::string expected =
        kHead + textFrame("before") + textFrame(revoked) + textFrame(granted) + textFrame("behind");
    for (auto& guest : guests) CPPUNIT_ASSERT_EQUAL(expected, guest.receive(expected.size()));
  }

  void hearsTopicsOfABrokerOfTheirOwn() {
    options_.topics = {{{&reader_}, memoryBroker(own_), "memory of its own"}};
    start(1);
    auto hearing = subscriber();
    (void)hearing.receive(kHead.size());

    say("news", "tell broadcast:chat wrong");
    own_.say("news", "tell broadcast:chat right");

    CPPUNIT_ASSERT_EQUAL(kHead + "\x81\x05right", hearing.receive(kHead.size() + 7));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, log_.count("memory of its own is reachable"));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, log_.count("broker memory is reachable"));
  }

  void speaksOnTopicsOfItsBroker() {
    options_.topics = {{{&reader_}}};
    start(1);
    auto hearing = subscriber();
    (void)hearing.receive(kHead.size());

    CPPUNIT_ASSERT(published("news", "tell broadcast:chat hi"));

    CPPUNIT_ASSERT_EQUAL(kHead + "\x81\x02hi", hearing.receive(kHead.size() + 4));
  }

  void speaksOnTopicsOfABrokerOfTheirOwn() {
    options_.topics = {{{&reader_}, memoryBroker(own_), "memory of its own"}};
    start(1);
    auto hearing = subscriber();
    (void)hearing.receive(kHead.size());

    CPPUNIT_ASSERT(published("news", "tell broadcast:chat hi"));

    CPPUNIT_ASSERT_EQUAL(kHead + "\x81\x02hi", hearing.receive(kHead.size() + 4));
  }

  void givesUpSpeakingToABrokerThatDoesNotAnswer() {
    options_.brokerPatience = std::chrono::milliseconds(1);
    options_.topics = {
        {{&reader_}, [](auto&) { return std::make_unique<testing::SilentBroker>(); }, "silent"}};
    start(1);

    const auto said = published("news", "tell broadcast:chat hi");

    CPPUNIT_ASSERT(said.error().code == ErrorCode::kUnavailable);
    CPPUNIT_ASSERT_EQUAL(std::string("the broker did not answer in time"), said.error().message);
  }

  void tearDown() override { node_.reset(); }

 private:
  // A broker in memory, and how to say something there as another program does.
  struct Spoken {
    brokers::MemoryBroker* broker = nullptr;
    net::Reactor* reactor = nullptr;

    void say(const std::string& topic, const std::string& payload) const {
      reactor->post([broker = broker, topic, payload] {
        broker->publishTopic(topic, payload, [](const Result<void>& /*result*/) {});
      });
    }
  };

  TopicSource::MakeBroker memoryBroker(Spoken& spoken) {
    return [this, &spoken](net::Reactor& reactor) {
      auto broker = std::make_unique<brokers::MemoryBroker>(
          clock_, [&reactor](std::function<void()> task) { reactor.atEndOfTurn(std::move(task)); });
      spoken = {broker.get(), &reactor};
      return broker;
    };
  }

  void start(std::size_t reactors) {
    options_.reactors = reactors;
    options_.endpoint.pingInterval = std::chrono::hours(1);
    node_ = std::make_unique<LocalNode>(
        NodeParts{clock_, log_, policy_, limits_, resolver_}, options_,
        [this](net::Reactor& reactor, auto& /*listener*/) { return memoryBroker(main_)(reactor); });
    node_->start();
  }

  void say(const std::string& topic, const std::string& payload) const {
    main_.say(topic, payload);
  }

  Result<void> published(const std::string& topic, const std::string& payload) {
    TopicOutlet outlet(*node_, topic);
    Awaited<void> done;
    outlet.publish(payload, done.callback());
    return done.wait(std::chrono::seconds(5));
  }

  Peer subscriber() { return connection(kChat, {{}, std::make_shared<const Identity>()}); }
  Peer guest() {
    Identity identity;
    identity.user = "guest";
    Handshake handshake;
    handshake.facility = "chat";
    return connection(*Channel::parse("user:guest:chat"),
                      {handshake, std::make_shared<const Identity>(identity)});
  }
  Peer connection(const Channel& channel, const core::Visitor& visitor) {
    auto pair = testing::localPair();
    ws::Opening opening;
    opening.transport = std::move(pair.ours);
    opening.responseHead = kHead;
    opening.grant.granted.push_back({Access::kSubscribe, channel});
    opening.dialect = &scripted_;
    opening.visitor = std::make_shared<const core::Visitor>(visitor);
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
  testing::ScriptedDialect scripted_;
  testing::ScriptedTopicReader reader_{{"news"}};
  Spoken main_;
  Spoken own_;
  std::unique_ptr<LocalNode> node_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(BrokerThreadTopicsTest);

}  // namespace
}  // namespace fanfare::app
