#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

#include "brokers/redis_broker.h"
#include "support/recording_log.h"
#include "support/redis_server.h"
#include "support/skewed_clock.h"
#include "support/text_traits.h"
#include "support/turning_reactor.h"

namespace fanfare::brokers {
namespace {

using testing::RedisServer;
using Texts = std::vector<std::string>;

const Channel kChat = *Channel::parse("broadcast:chat");
const Channel kNews = *Channel::parse("broadcast:news");

// A RedisBroker whose listener knows channels by their keys.
class RedisBrokerKeysTest : public CppUnit::TestFixture, private core::KeyListener {
  CPPUNIT_TEST_SUITE(RedisBrokerKeysTest);
  CPPUNIT_TEST(tellsTheKeyWithoutThePrefix);
  CPPUNIT_TEST(looksItselfWhileASubscriptionIsNotEffective);
  CPPUNIT_TEST(tellsNothingOfASubscriptionThatIsNotEffective);
  CPPUNIT_TEST(tellsNoKeysOfTopicsOutsideThePrefix);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override { server_ = std::make_unique<RedisServer>(); }

  void tearDown() override {
    broker_.reset();
    server_.reset();
  }

  void tellsTheKeyWithoutThePrefix() {
    reach("site");
    subscribe(kChat);

    publish("site:broadcast:chat", "hi");

    CPPUNIT_ASSERT_EQUAL(Texts({"key broadcast:chat=hi"}), heard(1));
  }

  void looksItselfWhileASubscriptionIsNotEffective() {
    reach("");
    subscribe(kChat);

    broker_->subscribe(kNews);  // which Redis is told at the end of the turn
    publish("broadcast:chat", "1");
    subscribe(kNews);
    publish("broadcast:chat", "2");

    CPPUNIT_ASSERT_EQUAL(Texts({"broadcast:chat=1", "key broadcast:chat=2"}), heard(2));
  }

  void tellsNothingOfASubscriptionThatIsNotEffective() {
    reach("");
    subscribe(kChat);
    broker_->unsubscribe(kChat);  // which Redis is told at the end of the turn
    publish("broadcast:chat", "between");
    subscribe(kChat);

    publish("broadcast:chat", "behind");

    CPPUNIT_ASSERT_EQUAL(Texts({"key broadcast:chat=behind"}), heard(1));
  }

  void tellsNoKeysOfTopicsOutsideThePrefix() {
    reach("site");
    broker_->subscribeTopic("live");
    subscribe(kChat);

    publish("live", "goal");
    publish("site:broadcast:chat", "hi");

    CPPUNIT_ASSERT_EQUAL(Texts({"topic live=goal", "key broadcast:chat=hi"}), heard(2));
  }

 private:
  void onKeyMessage(std::string_view key, MessagePtr message) override {
    hear("key " + std::string(key) + "=" + message->payload);
  }
  void onMessage(const Channel& channel, MessagePtr message) override {
    hear(std::string(channel.key()) + "=" + message->payload);
  }
  void onTopicMessage(const std::string& topic, const std::string& payload) override {
    hear("topic " + topic + "=" + payload);
  }
  void onSubscribed(const Channel& channel) override {
    subscribed_ = channel.key();
    turning_.wake();
  }
  void onLost() override {}
  void onReachable() override {
    isReachable_ = true;
    turning_.wake();
  }
  void hear(std::string what) {
    heard_.push_back(std::move(what));
    turning_.wake();
  }

  void reach(const std::string& prefix) {
    RedisBrokerOptions options;
    options.address = *RedisAddress::parse(server_->socketUrl());
    options.timeout = std::chrono::minutes(1);
    options.prefix = prefix;
    broker_ = std::make_unique<RedisBroker>(turning_.reactor(), log_, options);
    broker_->start(*this);
    turning_.turnUntil([this] { return isReachable_; });
  }

  void subscribe(const Channel& channel) {
    subscribed_.clear();
    broker_->subscribe(channel);
    turning_.turnUntil([&] { return subscribed_ == channel.key(); });
  }

  void publish(const std::string& key, const std::string& payload) {
    server_->ask({"PUBLISH", key, payload});
  }

  const Texts& heard(std::size_t count) {
    turning_.turnUntil([this, count] { return heard_.size() >= count; });
    return heard_;
  }

  std::unique_ptr<RedisServer> server_;  // of one case: fixtures are all made at the start
  testing::SkewedClock clock_;
  testing::RecordingLog log_;
  testing::TurningReactor turning_{clock_};
  std::unique_ptr<RedisBroker> broker_;
  bool isReachable_ = false;
  std::string subscribed_;
  Texts heard_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(RedisBrokerKeysTest);

}  // namespace
}  // namespace fanfare::brokers
