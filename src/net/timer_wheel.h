#ifndef FANFARE_NET_TIMER_WHEEL_H_
#define FANFARE_NET_TIMER_WHEEL_H_

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "fanfare/clock.h"

namespace fanfare::net {

// Something that is due at a time. Embedded in what it belongs to, so that waiting costs no
// allocation.
//
// Threads: confined to the reactor of its wheel.
// Ownership: leaves its wheel when it dies.
class Timer {
 public:
  Timer() = default;
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;
  virtual ~Timer() { cancel(); }

  // May set this timer or any other again, or destroy it.
  virtual void onTimer() = 0;

  bool isSet() const { return next_ != nullptr; }
  void cancel();

 private:
  friend class TimerWheel;

  Timer* next_ = nullptr;  // of a ring, with the slot's head in it; null while not set
  Timer* previous_ = nullptr;
  std::uint64_t dueTick_ = 0;
};

// All timers of a reactor: setting and cancelling cost the same however many there are. Timers are
// kept to within one tick, and never early.
//
// Threads: confined to one reactor.
class TimerWheel {
 public:
  static constexpr std::chrono::milliseconds kTick{10};

  explicit TimerWheel(const Clock& clock);

  // Sets `timer`, which may be set already, to be called `delay` from now.
  void set(Timer& timer, std::chrono::milliseconds delay);

  // Calls every timer that is due.
  void advance();

  // How long nothing is due; nullopt if no timer is set.
  std::optional<std::chrono::milliseconds> untilNext() const;
};

}  // namespace fanfare::net

#endif  // FANFARE_NET_TIMER_WHEEL_H_
