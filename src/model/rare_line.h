#ifndef FANFARE_MODEL_RARE_LINE_H_
#define FANFARE_MODEL_RARE_LINE_H_

#include <chrono>
#include <optional>

#include "fanfare/clock.h"

namespace fanfare {

// A line of the log that would come again and again: once a minute is enough.
//
// Threads: one at a time.
class RareLine {
 public:
  static constexpr std::chrono::minutes kInterval{1};

  // Whether the line is to be written, which counts as done.
  bool isTime(Clock::Time now) {
    if (told_ && now - *told_ < kInterval) return false;
    told_ = now;
    return true;
  }

 private:
  std::optional<Clock::Time> told_;
};

}  // namespace fanfare

#endif  // FANFARE_MODEL_RARE_LINE_H_
