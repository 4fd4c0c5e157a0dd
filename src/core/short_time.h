#ifndef FANFARE_CORE_SHORT_TIME_H_
#define FANFARE_CORE_SHORT_TIME_H_

#include <chrono>
#include <cstdint>

#include "fanfare/clock.h"

namespace fanfare::core {

// A time in four bytes, of which there are many: by the millisecond, rounded up. It is told again
// only to who knows the time roughly, so it serves for what is due soon, and however long the
// process runs. Value type.
class ShortTime {
 public:
  // How far from the present it may be.
  static constexpr std::chrono::hours kReach{24 * 24};

  ShortTime() = default;  // of no meaning
  explicit ShortTime(Clock::Time time)
      : low_(lowOf(std::chrono::ceil<Unit>(time.time_since_epoch()))) {}

  // REQUIRES: it is kReach from `now` at most, ahead or behind.
  Clock::Time near(Clock::Time now) const {
    const auto rounded = std::chrono::floor<Unit>(now.time_since_epoch());
    const auto ahead = static_cast<std::int32_t>(low_ - lowOf(rounded));
    return Clock::Time(rounded + Unit(ahead));
  }

 private:
  using Unit = std::chrono::milliseconds;

  static std::uint32_t lowOf(Unit sinceEpoch) {
    return static_cast<std::uint32_t>(sinceEpoch.count());
  }

  std::uint32_t low_ = 0;  // bits of the milliseconds since the clock's epoch
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_SHORT_TIME_H_
