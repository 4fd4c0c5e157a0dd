#ifndef FANFARE_TESTS_SUPPORT_REDIS_HARNESS_H_
#define FANFARE_TESTS_SUPPORT_REDIS_HARNESS_H_

#include <chrono>
#include <functional>
#include <sstream>
#include <string>

#include "brokers/redis_broker.h"
#include "support/broker_harness.h"
#include "support/recording_log.h"
#include "support/redis_server.h"
#include "support/skewed_clock.h"
#include "support/turning_reactor.h"

namespace fanfare::testing {

// A RedisBroker with a Redis of its own.
class RedisHarness final : public BrokerHarness {
 public:
  RedisHarness() : broker_(turning_.reactor(), log_, options(server_)) {}

  Broker& broker() override { return broker_; }

  bool runUntil(const std::function<bool()>& condition) override {
    const auto patience = steady_.now() + std::chrono::seconds(20);
    while (!condition()) {
      if (steady_.now() > patience) return false;
      turning_.turnOnce();
    }
    return true;
  }

  // Redis' own clock cannot be turned, so the time its keys have left is shortened.
  void passTime(std::chrono::milliseconds time) override {
    clock_.skip(time);
    std::istringstream keys(server_.ask({"KEYS", "*"}));
    for (std::string key; keys >> key;) {
      const auto left = std::stoll(server_.ask({"PTTL", key})) - time.count();
      server_.ask({"PEXPIRE", key, std::to_string(left)});
    }
  }

  const Clock& clock() const override { return clock_; }

  bool carryForeign(const Channel& channel, const std::string& payload) override {
    server_.ask({"PUBLISH", std::string(channel.key()), payload});
    return true;
  }
  bool keepForeign(const Channel& channel, const std::string& payload,
                   std::chrono::seconds keepFor) override {
    server_.ask({"SETEX", std::string(channel.key()), std::to_string(keepFor.count()), payload});
    return true;
  }
  bool interrupt() override {
    server_.ask({"CLIENT", "KILL", "TYPE", "pubsub"});
    return true;
  }

 private:
  static brokers::RedisBrokerOptions options(const RedisServer& server) {
    brokers::RedisBrokerOptions options;
    options.address = *RedisAddress::parse(server.socketUrl());
    options.timeout = std::chrono::hours(1);  // beyond what passTime() lets pass
    return options;
  }

  RedisServer server_;
  SteadyClock steady_;
  SkewedClock clock_;
  RecordingLog log_;
  TurningReactor turning_{clock_};
  brokers::RedisBroker broker_;
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_REDIS_HARNESS_H_
