#ifndef FANFARE_TESTS_SUPPORT_STANDING_CLOCK_H_
#define FANFARE_TESTS_SUPPORT_STANDING_CLOCK_H_

#include <atomic>
#include <chrono>

#include "fanfare/clock.h"

namespace fanfare::testing {

// As FakeClock, for what other threads look at. Threads: safe from any thread.
class StandingClock final : public Clock {
 public:
  Time now() const override { return Time(sinceBegin_.load()); }
  void advance(Time::duration time) { sinceBegin_ = sinceBegin_.load() + time; }

 private:
  std::atomic<Time::duration> sinceBegin_{std::chrono::hours(1)};
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_STANDING_CLOCK_H_
