#include <utility>

#include "app/broker_maker.h"
#include "app/config/load.h"
#include "support/redis_broker_fixture.h"

namespace fanfare::app {
namespace {

const Channel kChat = *Channel::parse("broadcast:chat");

// The broker of Redis, as the settings make it.
class BrokerMakerRedisTest : public testing::RedisBrokerFixture {
  CPPUNIT_TEST_SUITE(BrokerMakerRedisTest);
  CPPUNIT_TEST(letsItsListenerLookForTheChannel);
  CPPUNIT_TEST_SUITE_END();

 public:
  void letsItsListenerLookForTheChannel() {
    const auto config =
        loadConfig({"", {}, {"broker.type=redis", "broker.redis.url=" + server_->socketUrl()}})
            .config;
    const auto make = brokerMakerOf(config, clock_, log_);
    start((*make)(turning_.reactor(), listener()));
    turnUntilState("reachable");
    subscribe(kChat);

    server_->ask({"PUBLISH", "broadcast:chat", "hi"});

    CPPUNIT_ASSERT_EQUAL(Texts({"key broadcast:chat=hi"}), messages(1));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(BrokerMakerRedisTest);

}  // namespace
}  // namespace fanfare::app
