#ifndef FANFARE_CLOCK_H_
#define FANFARE_CLOCK_H_

#include <chrono>
#include <functional>

namespace fanfare {

// Where time comes from, so that a test can turn it.
//
// Threads: safe from any thread.
class Clock {
 public:
  using Time = std::chrono::steady_clock::time_point;

  virtual ~Clock() = default;

  // Never goes back; has no relation to the calendar.
  virtual Time now() const = 0;
};

// The system's own.
class SteadyClock final : public Clock {
 public:
  Time now() const override { return std::chrono::steady_clock::now(); }
};

// The calendar's time. Safe from any thread.
using WallClock = std::function<std::chrono::system_clock::time_point()>;

}  // namespace fanfare

#endif  // FANFARE_CLOCK_H_
