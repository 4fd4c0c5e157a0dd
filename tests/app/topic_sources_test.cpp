#include "app/topic_sources.h"

#include <cppunit/extensions/HelperMacros.h>

#include "net/reactor.h"
#include "support/fake_clock.h"
#include "support/recording_log.h"
#include "support/scripted_topic_reader.h"

namespace fanfare::app {
namespace {

RedisAddress addressOf(const char* url) { return RedisAddress::parse(url).value(); }

class TopicSourcesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(TopicSourcesTest);
  CPPUNIT_TEST(isNoneWithoutReaders);
  CPPUNIT_TEST(isTheNodesBrokerForReadersWithoutARedis);
  CPPUNIT_TEST(isOneForEachRedis);
  CPPUNIT_TEST(isTheNodesBrokerWhereItIsTheSameRedis);
  CPPUNIT_TEST(isAnotherRedisThanAMemoryBroker);
  CPPUNIT_TEST(showsNoPassword);
  CPPUNIT_TEST_SUITE_END();

 public:
  void isNoneWithoutReaders() { CPPUNIT_ASSERT(topicSourcesOf({}, config_, log_).empty()); }

  void isTheNodesBrokerForReadersWithoutARedis() {
    const auto sources = topicSourcesOf({{&first_}, {&second_}}, config_, log_);

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, sources.size());
    CPPUNIT_ASSERT(!sources[0].makeBroker);
    CPPUNIT_ASSERT((Readers{&first_, &second_}) == sources[0].readers);
  }

  void isOneForEachRedis() {
    const auto sources = topicSourcesOf({{&first_, addressOf("redis://one:7000")},
                                         {&second_, addressOf("redis://two:7000")},
                                         {&third_, addressOf("redis://one:7000/5")}},
                                        config_, log_);

    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, sources.size());
    CPPUNIT_ASSERT((Readers{&first_, &third_}) == sources[0].readers);
    CPPUNIT_ASSERT((Readers{&second_}) == sources[1].readers);
    const testing::FakeClock clock;
    net::Reactor reactor(clock);
    for (const auto& source : sources) {
      CPPUNIT_ASSERT_EQUAL(std::string("redis"), std::string(source.makeBroker(reactor)->name()));
    }
  }

  void isTheNodesBrokerWhereItIsTheSameRedis() {
    config_.broker.type = BrokerType::kRedis;
    config_.broker.redis = addressOf("redis://ann:secret@one:7000/1");

    const auto sources = topicSourcesOf({{&first_, addressOf("redis://ann:secret@one:7000/2")},
                                         {&second_, addressOf("redis://bob:secret@one:7000/1")}},
                                        config_, log_);

    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, sources.size());
    CPPUNIT_ASSERT((Readers{&second_}) == sources[0].readers && sources[0].makeBroker);
    CPPUNIT_ASSERT((Readers{&first_}) == sources[1].readers && !sources[1].makeBroker);
  }

  void isAnotherRedisThanAMemoryBroker() {
    config_.broker.type = BrokerType::kMemory;

    const auto sources = topicSourcesOf({{&first_, config_.broker.redis}}, config_, log_);

    CPPUNIT_ASSERT(sources.at(0).makeBroker);
  }

  void showsNoPassword() {
    const auto sources =
        topicSourcesOf({{&first_, addressOf("redis://ann:secret@one:7000/1")}}, config_, log_);

    CPPUNIT_ASSERT(sources.at(0).name.find("one:7000") != std::string::npos);
    CPPUNIT_ASSERT(sources.at(0).name.find("secret") == std::string::npos);
  }

 private:
  using Readers = std::vector<core::TopicReader*>;

  testing::ScriptedTopicReader first_{{"a"}};
  testing::ScriptedTopicReader second_{{"b"}};
  testing::ScriptedTopicReader third_{{"c"}};
  Config config_;
  testing::RecordingLog log_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(TopicSourcesTest);

}  // namespace
}  // namespace fanfare::app
