#include "app/topic_feed.h"

#include <set>

#include <cppunit/extensions/HelperMacros.h>

#include "support/fake_clock.h"
#include "support/memory_harness.h"
#include "support/recording_listener.h"
#include "support/recording_log.h"
#include "support/scripted_topic_reader.h"
#include "support/without_topics.h"

namespace fanfare::app {
namespace {

using Lines = std::vector<std::string>;

// A line for each event.
class RecordedEvents {
 public:
  TopicFeed::Sink sink() {
    return [this](const core::TopicEvent& event) { lines_.push_back(textOf(event)); };
  }
  const Lines& lines() const { return lines_; }

 private:
  static std::string textOf(const core::TopicEvent& event) {
    if (const auto* local = std::get_if<core::LocalMessage>(&event)) {
      return std::string(local->channel.key()) + " " + local->message->payload;
    }
    const auto& [from, to] = std::get<core::Adoption>(event);
    return from + " is " + std::string(to.key());
  }

  Lines lines_;
};

// A broker whose reach the test decides about.
class SwitchedBroker final : public testing::WithoutTopics {
 public:
  const char* name() const override { return "switched"; }
  void start(BrokerListener& listener) override { listener_ = &listener; }
  void publish(std::vector<Publication> /*publications*/, PublishDone /*done*/) override {}
  void fetch(const Channel& /*channel*/, FetchDone /*done*/) override {}
  void subscribe(const Channel& /*channel*/) override {}
  void unsubscribe(const Channel& /*channel*/) override {}
  void subscribeTopic(const std::string& topic) override { topics_.insert(topic); }

  BrokerListener& listener() { return *listener_; }
  const std::multiset<std::string>& topics() const { return topics_; }  // subscribed, each time

 private:
  BrokerListener* listener_ = nullptr;
  std::multiset<std::string> topics_;
};

class TopicFeedTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(TopicFeedTest);
  CPPUNIT_TEST(handsOnWhatItsReadersMakeOfATopic);
  CPPUNIT_TEST(handsATopicOfSeveralReadersToEach);
  CPPUNIT_TEST(passesOverOtherTopics);
  CPPUNIT_TEST(tellsWhatIsPassedOverOnceAMinute);
  CPPUNIT_TEST(listensToTheTopicsOfAll);
  CPPUNIT_TEST(listensAtABrokerOfItsOwnWheneverThatIsReachable);
  CPPUNIT_TEST_SUITE_END();

 public:
  void handsOnWhatItsReadersMakeOfATopic() {
    feed_.onTopicMessage("news",
                         "tell broadcast:chat hi\nadopt guest user:ann:chat\ntell room:a:b x");

    CPPUNIT_ASSERT((Lines{"broadcast:chat hi", "guest is user:ann:chat", "room:a:b x"}) ==
                   events_.lines());
  }

  void handsATopicOfSeveralReadersToEach() {
    feed_.onTopicMessage("both", "tell broadcast:chat hi");

    CPPUNIT_ASSERT((Lines{"broadcast:chat hi", "broadcast:chat hi"}) == events_.lines());
  }

  void passesOverOtherTopics() {
    feed_.onTopicMessage("fanfare:control", "tell broadcast:chat hi");

    CPPUNIT_ASSERT(events_.lines().empty());
    CPPUNIT_ASSERT(log_.lines().empty());
  }

  void tellsWhatIsPassedOverOnceAMinute() {
    feed_.onTopicMessage("news", "shout");
    feed_.onTopicMessage("news", "whisper");
    feed_.onTopicMessage("news", "tell broadcast:chat hi");

    CPPUNIT_ASSERT((Lines{"news: a message is passed over: 'shout' is no verb (told once a "
                          "minute)"}) == log_.lines());
    CPPUNIT_ASSERT((Lines{"broadcast:chat hi"}) == events_.lines());
  }

  void listensToTheTopicsOfAll() {
    testing::MemoryHarness harness;
    testing::RecordingListener listener;
    harness.broker().start(listener);

    feed_.listen(harness.broker());

    for (const char* heard :
         {"topic subscribed news", "topic subscribed both", "topic subscribed weather"}) {
      CPPUNIT_ASSERT(harness.runUntil([&] { return listener.count(heard) == 1; }));
    }
    CPPUNIT_ASSERT_EQUAL(std::string("both, news, weather"), feed_.topics());
  }

  void listensAtABrokerOfItsOwnWheneverThatIsReachable() {
    net::Reactor reactor(clock_);
    SwitchedBroker* made = nullptr;
    TopicSource source{{&first_}, {}, "redis at elsewhere"};
    source.makeBroker = [&made](net::Reactor& /*reactor*/) {
      auto broker = std::make_unique<SwitchedBroker>();
      made = broker.get();
      return broker;
    };
    TopicBroker own({clock_, log_, reactor}, source, events_.sink());
    own.start();
    CPPUNIT_ASSERT(made->topics().empty());

    made->listener().onReachable();
    made->listener().onTopicMessage("news", "tell broadcast:chat hi");
    made->listener().onLost();
    made->listener().onReachable();

    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, made->topics().count("news"));
    CPPUNIT_ASSERT((Lines{"broadcast:chat hi"}) == events_.lines());
    const std::string reachable = "redis at elsewhere is reachable, its topics both, news";
    CPPUNIT_ASSERT(
        (Lines{reachable, "redis at elsewhere is away: nothing is heard of its topics both, news",
               reachable}) == log_.lines());
  }

  void setUp() override {
    feed_.add(first_);
    feed_.add(second_);
  }

 private:
  testing::FakeClock clock_;
  testing::RecordingLog log_;
  RecordedEvents events_;
  testing::ScriptedTopicReader first_{{"news", "both"}};
  testing::ScriptedTopicReader second_{{"both", "weather"}};
  TopicFeed feed_{log_, clock_, events_.sink()};
};

CPPUNIT_TEST_SUITE_REGISTRATION(TopicFeedTest);

}  // namespace
}  // namespace fanfare::app
