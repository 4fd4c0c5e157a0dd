#ifndef FANFARE_TESTS_CONTRACT_REPLAY_CONTRACT_H_
#define FANFARE_TESTS_CONTRACT_REPLAY_CONTRACT_H_

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

#include "support/broker_harness.h"
#include "support/routed_hubs.h"

namespace fanfare::testing {

// What subscribers of a router with two hubs get over a broker, whatever the broker. `Harness` and
// use are as for BrokerContract.
template <typename Harness>
class ReplayContract : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ReplayContract<Harness>);
  CPPUNIT_TEST(replaysWhatIsKept);
  CPPUNIT_TEST(losesDoublesAndTurnsNothingWhilePeopleJoin);
  CPPUNIT_TEST(carriesABurstToEverySubscriber);
  CPPUNIT_TEST(hearsNothingOnceAllHaveLeft);
  CPPUNIT_TEST(findsWhatAForeignPublisherKeptAfterCarrying);
  CPPUNIT_TEST(comesBackAfterAnInterruption);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override {
    harness_ = std::make_unique<Harness>();
    hubs_ = std::make_unique<RoutedHubs>(harness_->broker(), harness_->clock(), kHubs);
    harness_->broker().start(hubs_->router());
    await([this] { return hubs_->router().isBrokerReachable(); });
  }

  void tearDown() override {
    people_.clear();
    harness_.reset();
    hubs_.reset();
  }

  void replaysWhatIsKept() {
    publish("kept");

    auto& alice = join();
    await([&] { return alice.isLive(); });

    CPPUNIT_ASSERT(alice.payloads() == Payloads{"kept"});
  }

  void losesDoublesAndTurnsNothingWhilePeopleJoin() {
    constexpr std::size_t kMessages = 200;
    for (std::size_t i = 0; i < kMessages; ++i) {
      publishLater(std::to_string(i));
      if (i % 4 == 0) join();
      turns(i % 5);
    }

    const std::string last = std::to_string(kMessages - 1);
    for (auto& one : people_) {
      await([&] { return !one->payloads().empty() && one->payloads().back() == last; });
      const auto& got = one->payloads();
      const std::size_t first = kMessages - got.size();
      for (std::size_t i = 0; i < got.size(); ++i) {
        CPPUNIT_ASSERT_EQUAL(std::to_string(first + i), got[i]);
      }
    }
  }

  void carriesABurstToEverySubscriber() {
    for (int i = 0; i < 20; ++i) join();
    await([&] { return people_.back()->isLive(); });

    for (int i = 0; i < 2000; ++i) publishLater(std::to_string(i));

    for (auto& one : people_) await([&] { return one->payloads().size() == 2000; });
    CPPUNIT_ASSERT_EQUAL(std::string("1999"), people_.front()->payloads().back());
  }

  void hearsNothingOnceAllHaveLeft() {
    auto& alice = join();
    await([&] { return alice.isLive(); });

    alice.leave();
    await([&] { return hubs_->router().channelCount() == 0; });
    publish("unheard");
    auto& bob = join();
    await([&] { return bob.isLive(); });

    CPPUNIT_ASSERT(alice.payloads().empty());
    CPPUNIT_ASSERT(bob.payloads() == Payloads{"unheard"});
  }

  void findsWhatAForeignPublisherKeptAfterCarrying() {
    if (!harness_->carryForeign(chat(), "hi")) return;
    auto& alice = join();
    await([&] { return alice.isLive(); });
    CPPUNIT_ASSERT(alice.payloads().empty());

    CPPUNIT_ASSERT(harness_->keepForeign(chat(), "hi", std::chrono::seconds(60)));
    harness_->passTime(core::Router::kFirstLook);
    hubs_->router().onTick();

    await([&] { return alice.payloads() == Payloads{"hi"}; });
  }

  void comesBackAfterAnInterruption() {
    publish("before");
    auto& alice = join();
    await([&] { return alice.isLive(); });
    if (!harness_->interrupt()) return;
    await([&] { return !hubs_->router().isBrokerReachable(); });
    CPPUNIT_ASSERT(harness_->keepForeign(chat(), "meanwhile", std::chrono::seconds(60)));
    auto& bob = join();

    await([&] { return bob.isLive(); });
    publish("after");

    await([&] { return !alice.payloads().empty() && alice.payloads().back() == "after"; });
    CPPUNIT_ASSERT((alice.payloads() == Payloads{"before", "meanwhile", "after"}));
    await([&] { return bob.payloads() == Payloads{"meanwhile", "after"}; });
  }

 private:
  using Payloads = std::vector<std::string>;

  static constexpr std::size_t kHubs = 2;

  static Channel chat() { return Channel::parse("broadcast:chat").value(); }

  void await(const std::function<bool()>& condition) {
    CPPUNIT_ASSERT(harness_->runUntil([&] {
      hubs_->passAll();
      return condition();
    }));
  }

  // About so many, if there is something to do in them.
  void turns(std::size_t count) {
    std::size_t made = 0;
    (void)harness_->runUntil([&] {
      hubs_->passAll();
      return made++ >= count;
    });
  }

  Listening& join() {
    people_.push_back(std::make_unique<Listening>(hubs_->hub(people_.size() % kHubs), chat()));
    return *people_.back();
  }

  void publishLater(const std::string& payload) {
    harness_->broker().publish({{chat(), makeMessage(payload), std::chrono::seconds(60)}},
                               [](const Result<void>& result) { CPPUNIT_ASSERT(result); });
  }

  void publish(const std::string& payload) {
    bool isDone = false;
    harness_->broker().publish({{chat(), makeMessage(payload), std::chrono::seconds(60)}},
                               [&](const Result<void>& result) { isDone = result.has_value(); });
    await([&] { return isDone; });
  }

  std::unique_ptr<Harness> harness_;
  std::unique_ptr<RoutedHubs> hubs_;
  std::vector<std::unique_ptr<Listening>> people_;
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_CONTRACT_REPLAY_CONTRACT_H_
