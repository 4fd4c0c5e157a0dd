#ifndef FANFARE_TESTS_SUPPORT_FAKE_CLOCK_H_
#define FANFARE_TESTS_SUPPORT_FAKE_CLOCK_H_

#include <chrono>

#include "fanfare/clock.h"

namespace fanfare::testing {

// A clock that stands still until it is advanced. Threads: confined to one.
class FakeClock final : public Clock {
 public:
  Time now() const override { return now_; }
  void advance(Time::duration time) { now_ += time; }

 private:
  Time now_{std::chrono::hours(1)};
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_FAKE_CLOCK_H_
