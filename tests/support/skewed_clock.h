#ifndef FANFARE_TESTS_SUPPORT_SKEWED_CLOCK_H_
#define FANFARE_TESTS_SUPPORT_SKEWED_CLOCK_H_

#include <atomic>
#include <chrono>

#include "fanfare/clock.h"

namespace fanfare::testing {

// Goes with the system's clock, and can be put forward: for what waits for another process, whose
// time a test cannot turn. Threads: safe from any thread.
class SkewedClock final : public Clock {
 public:
  Time now() const override { return steady_.now() + skipped_.load(); }

  void skip(std::chrono::milliseconds time) { skipped_ = skipped_.load() + time; }

 private:
  const SteadyClock steady_{};
  std::atomic<std::chrono::milliseconds> skipped_{std::chrono::milliseconds(0)};
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_SKEWED_CLOCK_H_
