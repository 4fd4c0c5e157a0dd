#ifndef FANFARE_HTTP_GATHERING_H_
#define FANFARE_HTTP_GATHERING_H_

#include <chrono>
#include <cstddef>
#include <optional>

#include "fanfare/clock.h"

namespace fanfare::http {

// When handshakes are handed on that come faster than one in kPause: together, that long after the
// last ones, so that each thread on their way is woken once for several; twice as long where they
// are a crowd. One that comes alone is not waited with, nor are so many that more would gain
// nothing.
//
// Threads: one at a time.
class Gathering {
 public:
  static constexpr std::chrono::microseconds kPause{2000};
  static constexpr std::chrono::microseconds kPauseOfCrowd{2 * kPause};
  static constexpr std::size_t kCrowd = 8;
  static constexpr std::size_t kEnough = 64;

  // So many handshakes were handed on at `now`; there may have been none.
  // REQUIRES: isOver(now).
  void onHandedOn(std::size_t handshakes, Clock::Time now) {
    until_.reset();
    if (handshakes == 0) return;
    const bool areFast = handshakes > 1 || (last_ && now - *last_ < kPause);
    last_ = now;
    if (!areFast || handshakes >= kEnough) return;
    until_ = now + (handshakes < kCrowd ? kPause : kPauseOfCrowd);
  }

  // Whether what came until `now` is to be handed on.
  bool isOver(Clock::Time now) const { return !until_ || *until_ <= now; }

  // When it is over; nullopt: nothing is waited for.
  std::optional<Clock::Time> until() const { return until_; }

 private:
  std::optional<Clock::Time> last_;
  std::optional<Clock::Time> until_;
};

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_GATHERING_H_
