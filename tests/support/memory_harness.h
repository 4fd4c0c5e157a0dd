#ifndef FANFARE_TESTS_SUPPORT_MEMORY_HARNESS_H_
#define FANFARE_TESTS_SUPPORT_MEMORY_HARNESS_H_

#include <deque>
#include <functional>
#include <string>
#include <utility>

#include "brokers/memory_broker.h"
#include "support/broker_harness.h"
#include "support/fake_clock.h"

namespace fanfare::testing {

// A MemoryBroker whose turns are the test's. It has no publishers besides its own process, and
// nothing that could cut it off.
class MemoryHarness final : public BrokerHarness {
 public:
  explicit MemoryHarness(const brokers::MemoryBrokerOptions& options = {})
      : broker_(
            clock_, [this](std::function<void()> task) { tasks_.push_back(std::move(task)); },
            options) {}

  brokers::MemoryBroker& broker() override { return broker_; }

  // Runs what was deferred, a task a turn.
  bool runUntil(const std::function<bool()>& condition) override {
    while (!condition()) {
      if (tasks_.empty()) return false;
      const auto task = std::move(tasks_.front());
      tasks_.pop_front();
      task();
    }
    return true;
  }

  void passTime(std::chrono::milliseconds time) override { clock_.advance(time); }
  const Clock& clock() const override { return clock_; }
  bool carryForeign(const Channel& /*channel*/, const std::string& /*payload*/) override {
    return false;
  }
  bool keepForeign(const Channel& /*channel*/, const std::string& /*payload*/,
                   std::chrono::seconds /*keepFor*/) override {
    return false;
  }
  bool interrupt() override { return false; }

 private:
  FakeClock clock_;
  std::deque<std::function<void()>> tasks_;
  brokers::MemoryBroker broker_;
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_MEMORY_HARNESS_H_
