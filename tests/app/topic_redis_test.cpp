#include <cppunit/extensions/HelperMacros.h>

#include "app/topic_feed.h"
#include "app/topic_sources.h"
#include "support/recording_log.h"
#include "support/redis_server.h"
#include "support/scripted_topic_reader.h"
#include "support/turns.h"

namespace fanfare::app {
namespace {

// Topics of a Redis that is there for them alone.
class TopicRedisTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(TopicRedisTest);
  CPPUNIT_TEST(hearsItsTopicsAgainOnceItsRedisIsBack);
  CPPUNIT_TEST_SUITE_END();

 public:
  // Not a member by itself: fixtures are made for each test of all suites, whichever are run.
  void setUp() override { server_ = std::make_unique<testing::RedisServer>(); }
  void tearDown() override { server_.reset(); }

  void hearsItsTopicsAgainOnceItsRedisIsBack() {
    const auto address = RedisAddress::parse(server_->url()).value();
    const auto sources = topicSourcesOf({{&reader_, address}}, {}, log_);
    TopicBroker broker({clock_, log_, reactor_}, sources.at(0),
                       [this](const core::TopicEvent& event) {
                         heard_.push_back(std::get<core::LocalMessage>(event).message->payload);
                       });
    broker.start();

    say("1");
    server_->stop();
    testing::turnUntil(reactor_, [this] { return log_.count("nothing is heard") == 1; });
    server_->start();
    say("2");

    CPPUNIT_ASSERT((std::vector<std::string>{"1", "2"}) == heard_);
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, log_.count("is reachable, its topics news"));
  }

 private:
  // As soon as somebody listens, and until it was heard.
  void say(const std::string& payload) {
    testing::turnUntil(reactor_, [this] {
      return server_->ask({"PUBSUB", "NUMSUB", "news"}) == "news 1";
    });
    server_->ask({"PUBLISH", "news", "tell broadcast:chat " + payload});
    testing::turnUntil(reactor_, [&] { return !heard_.empty() && heard_.back() == payload; });
  }

  std::unique_ptr<testing::RedisServer> server_;
  testing::RecordingLog log_;
  const SteadyClock clock_{};
  net::Reactor reactor_{clock_};
  testing::ScriptedTopicReader reader_{{"news"}};
  std::vector<std::string> heard_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(TopicRedisTest);

}  // namespace
}  // namespace fanfare::app
