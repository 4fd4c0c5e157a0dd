#ifndef FANFARE_TESTS_SUPPORT_UNRULY_PLUGIN_H_
#define FANFARE_TESTS_SUPPORT_UNRULY_PLUGIN_H_

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <cppunit/TestFixture.h>

#include "brokers/plugin_broker.h"
#include "support/fake_clock.h"
#include "support/recording_listener.h"
#include "support/recording_log.h"
#include "support/turns.h"
#include "support/unruly_broker.h"

namespace fanfare::testing {

// What a `done` was told: "done", or why not.
class Told {
 public:
  template <typename Value>
  std::function<void(Result<Value>)> ear() {
    return [this](const Result<Value>& result) {
      heard_.push_back(result ? "done" : result.error().message);
      isUnavailable_ = !result && result.error().code == ErrorCode::kUnavailable;
    };
  }

  const std::vector<std::string>& heard() const { return heard_; }
  bool isUnavailable() const { return isUnavailable_; }

 private:
  std::vector<std::string> heard_;
  bool isUnavailable_ = false;
};

// For suites of a PluginBroker whose plug-in makes UnrulyBrokers.
class UnrulyPlugin : public CppUnit::TestFixture {
 public:
  void setUp() override { makeBroker(); }

  void tearDown() override {
    broker_.reset();
    turn();
  }

 protected:
  using Heard = std::vector<std::string>;
  using Stamps = std::vector<std::optional<Broker::Stamp>>;

  static constexpr std::chrono::milliseconds kSoon{20};  // more than a tick of timers

  void makeBroker() {
    broker_.reset();
    listener_ = std::make_unique<RecordingListener>();
    made_ = 0;
    broker_ = std::make_unique<brokers::PluginBroker>(
        reactor_, log_, [this](BrokerHost& host) -> Result<std::unique_ptr<Broker>> {
          ++made_;
          if (makeFails_) return Error{ErrorCode::kInvalidArgument, "/x.so: as told"};
          return std::unique_ptr<Broker>(std::make_unique<UnrulyBroker>(script_, host));
        });
  }

  // A broker that has become reachable, and nothing else yet.
  void begin() {
    makeBroker();
    script_.throwsIn = "";
    broker_->start(*listener_);
    turn();
  }

  void turn() { testing::turn(reactor_); }
  void inTurn(std::function<void()> task) {
    reactor_.post(std::move(task));
    turn();
  }
  // With turns behind it, for what one turn asks of the next.
  void letPass(std::chrono::milliseconds time) {
    clock_.advance(time);
    for (int i = 0; i < 3; ++i) turn();
  }

  void askFor(const std::string& name, Told& told) {
    if (name == "publish") broker_->publish({}, told.ear<void>());
    if (name == "fetch") broker_->fetch(chat_, told.ear<MessagePtr>());
    if (name == "publishTopic") broker_->publishTopic("topic", "payload", told.ear<void>());
    if (name == "stamp") broker_->stamp({"name"}, std::chrono::seconds(1), told.ear<void>());
    if (name == "fetchStamps") broker_->fetchStamps({"name"}, told.ear<Stamps>());
  }

  void order(const std::string& name) {
    if (name == "subscribe") broker_->subscribe(chat_);
    if (name == "unsubscribe") broker_->unsubscribe(chat_);
    if (name == "subscribeTopic") broker_->subscribeTopic("topic");
    if (name == "unsubscribeTopic") broker_->unsubscribeTopic("topic");
  }

  const Channel chat_ = Channel::parse("broadcast:chat").value();
  FakeClock clock_;
  RecordingLog log_;
  net::Reactor reactor_{clock_};
  UnrulyBroker::Script script_;
  bool makeFails_ = false;
  int made_ = 0;
  std::unique_ptr<RecordingListener> listener_;
  std::unique_ptr<brokers::PluginBroker> broker_;
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_UNRULY_PLUGIN_H_
