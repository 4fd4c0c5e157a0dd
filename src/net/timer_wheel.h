#ifndef FANFARE_NET_TIMER_WHEEL_H_
#define FANFARE_NET_TIMER_WHEEL_H_

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "fanfare/clock.h"

namespace fanfare::net {

// A place in a ring of timers; the ring's head is one without a timer around it.
struct TimerLink {
  TimerLink* next = nullptr;  // null while in no ring
  TimerLink* previous = nullptr;
};

// Something that is due at a time. Embedded in what it belongs to, so that waiting costs no
// allocation.
//
// Threads: confined to the reactor of its wheel.
// Ownership: leaves its wheel when it dies.
class Timer : private TimerLink {
 public:
  Timer() = default;
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;
  virtual ~Timer() { cancel(); }

  // Not set any more when called. May set this timer or any other again, or destroy it.
  virtual void onTimer() = 0;

  bool isSet() const { return next != nullptr; }
  void cancel();

 private:
  friend class TimerWheel;

  std::uint64_t dueTick_ = 0;
};

// All timers of a reactor: setting and cancelling cost the same however many there are. Timers are
// never early, and late by a tick at most where advance() is called in time. They are called in the
// order of their ticks.
//
// Threads: confined to one reactor.
// Ownership: cancels what is set when it dies.
class TimerWheel {
 public:
  static constexpr std::chrono::milliseconds kTick{10};

  explicit TimerWheel(const Clock& clock);
  TimerWheel(const TimerWheel&) = delete;
  TimerWheel& operator=(const TimerWheel&) = delete;
  ~TimerWheel();

  // Sets `timer`, which may be set already, to be called `delay` from now: a year at most; a
  // negative one counts as none. Never calls it at once, and never in the advance() under way for a
  // second time.
  void set(Timer& timer, std::chrono::milliseconds delay);

  // Calls every timer that is due. Costs by what is due, however long the last call was ago.
  // REQUIRES: not called from a timer.
  void advance();

  // For how long advance() has nothing to do, rounded up; nullopt if no timer is set. It may have
  // to do with timers that are not due yet, but only a few times in the life of each.
  std::optional<std::chrono::milliseconds> untilNext();

 private:
  // Level n has a slot for each 64^n ticks: 64^6 ticks are 21 years.
  static constexpr unsigned kSlotBits = 6;
  static constexpr unsigned kSlots = 1u << kSlotBits;
  static constexpr unsigned kLevels = 6;
  static constexpr std::uint64_t kTicks = std::uint64_t{1} << (kSlotBits * kLevels);
  static constexpr std::chrono::hours kMaxDelay{24 * 365};

  struct Level {
    std::array<TimerLink, kSlots> slots;
    std::uint64_t occupied = 0;  // a bit for each slot; it may outlast the slot's last timer
  };
  struct Place {
    unsigned level;
    unsigned slot;
    std::uint64_t tick;  // when the slot begins
  };

  std::uint64_t tickAt(Clock::Time time) const;  // rounded down
  void insert(Timer& timer);
  std::optional<Place> nextOccupied();
  void empty(const Place& place);

  const Clock& clock_;
  const Clock::Time start_;
  std::uint64_t tick_ = 0;    // every timer due until here was called; what is set is due later
  std::uint64_t target_ = 0;  // where advance() went last, or is going to; not before tick_
  std::array<Level, kLevels> levels_;
};

}  // namespace fanfare::net

#endif  // FANFARE_NET_TIMER_WHEEL_H_
