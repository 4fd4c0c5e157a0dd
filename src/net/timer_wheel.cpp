// Hierarchical: a timer lies on the level of the highest digit (base 64) in which its tick differs
// from the wheel's, in the slot of that digit. So all timers of a level are due before any of the
// next, and a level's slots are in order. Where the wheel reaches the tick at which a slot begins,
// the slot's timers are due, or move to a lower level.

#include "net/timer_wheel.h"

#include <algorithm>

namespace fanfare::net {
namespace {

void linkBefore(TimerLink& head, TimerLink& link) {
  link.previous = head.previous;
  link.next = &head;
  head.previous->next = &link;
  head.previous = &link;
}

void unlink(TimerLink& link) {
  link.previous->next = link.next;
  link.next->previous = link.previous;
  link.next = link.previous = nullptr;
}

bool isEmpty(const TimerLink& head) { return head.next == &head; }

void makeEmpty(TimerLink& head) { head.next = head.previous = &head; }

unsigned highestBit(std::uint64_t value) {
  return 63u - static_cast<unsigned>(__builtin_clzll(value));
}

unsigned lowestBit(std::uint64_t value) { return static_cast<unsigned>(__builtin_ctzll(value)); }

}  // namespace

void Timer::cancel() {
  if (isSet()) unlink(*this);
}

TimerWheel::TimerWheel(const Clock& clock) : clock_(clock), start_(clock.now()) {
  for (Level& level : levels_) {
    for (TimerLink& head : level.slots) makeEmpty(head);
  }
}

TimerWheel::~TimerWheel() {
  for (Level& level : levels_) {
    for (TimerLink& head : level.slots) {
      for (TimerLink* link = head.next; link != &head;) {
        TimerLink* const next = link->next;
        *link = TimerLink();
        link = next;
      }
    }
  }
}

void TimerWheel::set(Timer& timer, std::chrono::milliseconds delay) {
  timer.cancel();
  const auto bounded = std::clamp<std::chrono::milliseconds>(delay, delay.zero(), kMaxDelay);
  const std::uint64_t due = tickAt(clock_.now() + bounded + kTick - Clock::Time::duration(1));
  timer.dueTick_ = std::clamp(due, target_ + 1, kTicks - 1);
  insert(timer);
}

void TimerWheel::advance() {
  target_ = tickAt(clock_.now());
  for (auto place = nextOccupied(); place && place->tick <= target_; place = nextOccupied()) {
    tick_ = place->tick;
    empty(*place);
  }
  tick_ = target_;
}

std::optional<std::chrono::milliseconds> TimerWheel::untilNext() {
  const auto place = nextOccupied();
  if (!place) return std::nullopt;
  const auto due = start_ + kTick * static_cast<std::int64_t>(place->tick);
  return std::max(std::chrono::ceil<std::chrono::milliseconds>(due - clock_.now()),
                  std::chrono::milliseconds::zero());
}

std::uint64_t TimerWheel::tickAt(Clock::Time time) const {
  return static_cast<std::uint64_t>((time - start_) / kTick);
}

// REQUIRES: timer.dueTick_ > tick_.
void TimerWheel::insert(Timer& timer) {
  const unsigned level = highestBit(timer.dueTick_ ^ tick_) / kSlotBits;
  const auto slot = static_cast<unsigned>(timer.dueTick_ >> (level * kSlotBits)) % kSlots;
  linkBefore(levels_[level].slots[slot], timer);
  levels_[level].occupied |= std::uint64_t{1} << slot;
}

std::optional<TimerWheel::Place> TimerWheel::nextOccupied() {
  for (unsigned level = 0; level < kLevels; ++level) {
    std::uint64_t& occupied = levels_[level].occupied;
    while (occupied != 0) {
      const unsigned slot = lowestBit(occupied);
      if (isEmpty(levels_[level].slots[slot])) {
        occupied &= occupied - 1;
        continue;
      }
      const unsigned shift = level * kSlotBits;
      const std::uint64_t higher = tick_ >> (shift + kSlotBits) << kSlotBits;
      return Place{level, slot, (higher | slot) << shift};
    }
  }
  return std::nullopt;
}

void TimerWheel::empty(const Place& place) {
  // Into a ring of its own, for a timer that is called may cancel any of the others.
  TimerLink& head = levels_[place.level].slots[place.slot];
  TimerLink taken = head;
  taken.next->previous = taken.previous->next = &taken;
  makeEmpty(head);

  while (!isEmpty(taken)) {
    Timer& timer = static_cast<Timer&>(*taken.next);
    timer.cancel();
    if (timer.dueTick_ <= tick_) {
      timer.onTimer();
    } else {
      insert(timer);
    }
  }
}

}  // namespace fanfare::net
