#ifndef FANFARE_CORE_TOKEN_BUCKET_H_
#define FANFARE_CORE_TOKEN_BUCKET_H_

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "fanfare/clock.h"

namespace fanfare::core {

// How much of something there may be: so much a second, and `burst` at once after a quiet time.
// Value type.
struct Rate {
  static constexpr double kBurstSeconds = 10;

  double perSecond = 0;  // 0: no bound
  double burst = 0;

  // With a burst of ten seconds' worth, and of `least` at the least.
  static Rate of(std::uint64_t perSecond, std::uint64_t least = 1) {
    const auto rate = static_cast<double>(perSecond);
    return {rate, std::max(rate * kBurstSeconds, static_cast<double>(least))};
  }
  // All of them at once, or spread over the minute.
  static Rate perMinute(std::uint64_t number) {
    return {static_cast<double>(number) / 60, static_cast<double>(number)};
  }

  bool isBounded() const { return perSecond > 0; }
};

// Holds to a rate one who does something again and again. Small, for there may be many. Value type.
class TokenBucket {
 public:
  // Takes `amount` if there is so much; otherwise it takes nothing.
  bool take(const Rate& rate, double amount, Clock::Time now) {
    if (!rate.isBounded()) return true;
    const Clock::Time fullAt = std::max(fullAt_, now) + timeOf(rate, amount);
    if (fullAt - now > timeOf(rate, rate.burst)) return false;
    fullAt_ = fullAt;
    return true;
  }

  bool has(const Rate& rate, double amount, Clock::Time now) const {
    return TokenBucket(*this).take(rate, amount, now);
  }

  // As one that nothing was ever taken from.
  bool isFull(Clock::Time now) const { return fullAt_ <= now; }

 private:
  static Clock::Time::duration timeOf(const Rate& rate, double amount) {
    const std::chrono::duration<double> time(amount / rate.perSecond);
    return std::chrono::duration_cast<Clock::Time::duration>(time);
  }

  Clock::Time fullAt_{};  // when it is full again, if nothing more is taken
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_TOKEN_BUCKET_H_
