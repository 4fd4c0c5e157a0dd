#ifndef FANFARE_TESTS_CONTRACT_BROKER_FIXTURE_H_
#define FANFARE_TESTS_CONTRACT_BROKER_FIXTURE_H_

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include <cppunit/TestAssert.h>
#include <cppunit/TestFixture.h>

#include "fanfare/broker.h"

#include "support/broker_harness.h"
#include "support/recording_listener.h"

namespace fanfare::testing {

// For the contracts of a broker: each test has one of its own, which has become reachable.
class BrokerFixture : public CppUnit::TestFixture {
 public:
  using MakeHarness = std::function<std::unique_ptr<BrokerHarness>()>;

  explicit BrokerFixture(MakeHarness makeHarness) : makeHarness_(std::move(makeHarness)) {}

  void setUp() override {
    harness_ = makeHarness_();
    listener_ = std::make_unique<RecordingListener>();
    broker().start(*listener_);
    await("reachable");
  }

  void tearDown() override {
    harness_.reset();
    listener_.reset();
  }

 protected:
  static Channel chat() { return Channel::parse("broadcast:chat").value(); }
  static Channel news() { return Channel::parse("broadcast:news").value(); }
  static Publication of(const Channel& channel, std::string payload) {
    return {channel, makeMessage(std::move(payload)), std::chrono::seconds(0)};
  }
  Broker& broker() { return harness_->broker(); }

  void await(const std::string& what, std::size_t times = 1) {
    const bool came = harness_->runUntil([&] { return listener_->count(what) >= times; });
    CPPUNIT_ASSERT_MESSAGE("awaited in vain: " + what.substr(0, 80), came);
  }

  void subscribe(const Channel& channel) {
    const std::string acknowledged = "subscribed " + std::string(channel.key());
    const std::size_t before = listener_->count(acknowledged);
    broker().subscribe(channel);
    await(acknowledged, before + 1);
  }

  void publish(const Publication& publication) {
    bool isDone = false;
    broker().publish({publication}, [&](const Result<void>& result) {
      CPPUNIT_ASSERT(result);
      isDone = true;
    });
    CPPUNIT_ASSERT(harness_->runUntil([&] { return isDone; }));
  }

  std::unique_ptr<BrokerHarness> harness_;
  std::unique_ptr<RecordingListener> listener_;

 private:
  const MakeHarness makeHarness_;
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_CONTRACT_BROKER_FIXTURE_H_
