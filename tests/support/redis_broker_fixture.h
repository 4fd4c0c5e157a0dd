#ifndef FANFARE_TESTS_SUPPORT_REDIS_BROKER_FIXTURE_H_
#define FANFARE_TESTS_SUPPORT_REDIS_BROKER_FIXTURE_H_

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

#include "brokers/redis_broker.h"
#include "support/recording_log.h"
#include "support/redis_server.h"
#include "support/skewed_clock.h"
#include "support/text_traits.h"
#include "support/turning_reactor.h"

namespace fanfare::testing {

// A RedisBroker with a Redis of its own, and what it tells its listener.
class RedisBrokerFixture : public CppUnit::TestFixture, private core::KeyListener {
 public:
  void setUp() override { server_ = std::make_unique<RedisServer>(); }

  void tearDown() override {
    broker_.reset();
    server_.reset();
  }

 protected:
  using Texts = std::vector<std::string>;

  static constexpr std::chrono::milliseconds kTimeout{60'000};

  core::KeyListener& listener() { return *this; }

  // From the next make() on, the broker knows that its listener takes keys.
  void listenByKeys() { keys_ = this; }

  void make() { makeAt(server_->socketUrl()); }

  void makeAt(const std::string& url) {
    options_.address = *RedisAddress::parse(url);
    options_.timeout = kTimeout;
    options_.retryMin = options_.retryMax = std::chrono::milliseconds(0);
    start(std::make_unique<brokers::RedisBroker>(turning_.reactor(), log_, options_, keys_));
  }

  void start(std::unique_ptr<Broker> broker) {
    broker_ = std::move(broker);
    broker_->start(*this);
  }

  void reach() {
    make();
    turnUntilState("reachable");
  }

  void turnUntilState(const std::string& state) {
    turning_.turnUntil([this, &state] { return !states_.empty() && states_.back() == state; });
  }

  void subscribe(const Channel& channel) {
    const auto before = subscribed_.size();
    broker_->subscribe(channel);
    turning_.turnUntil([this, before] { return subscribed_.size() > before; });
  }

  // "KEY=PAYLOAD" each; "key KEY=PAYLOAD" of what the broker told by the key alone, "topic
  // NAME=PAYLOAD" of topics.
  const Texts& messages(std::size_t count) {
    turning_.turnUntil([this, count] { return messages_.size() >= count; });
    return messages_;
  }

  std::unique_ptr<RedisServer> server_;  // of one case: fixtures are all made at the start
  SkewedClock clock_;
  RecordingLog log_;
  TurningReactor turning_{clock_};
  brokers::RedisBrokerOptions options_;
  std::unique_ptr<Broker> broker_;
  Texts messages_;
  Texts subscribed_;
  Texts states_;
  MessagePtr last_;

 private:
  void onMessage(const Channel& channel, MessagePtr message) override {
    hear(std::string(channel.key()) + "=" + message->payload);
    last_ = std::move(message);
  }
  void onKeyMessage(std::string_view key, MessagePtr message) override {
    hear("key " + std::string(key) + "=" + message->payload);
  }
  void onTopicMessage(const std::string& topic, const std::string& payload) override {
    hear("topic " + topic + "=" + payload);
  }
  void onSubscribed(const Channel& channel) override {
    subscribed_.emplace_back(channel.key());
    turning_.wake();
  }
  void onLost() override { noteState("lost"); }
  void onReachable() override { noteState("reachable"); }

  void hear(std::string what) {
    messages_.push_back(std::move(what));
    turning_.wake();
  }
  void noteState(std::string state) {
    states_.push_back(std::move(state));
    turning_.wake();
  }

  core::KeyListener* keys_ = nullptr;
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_REDIS_BROKER_FIXTURE_H_
