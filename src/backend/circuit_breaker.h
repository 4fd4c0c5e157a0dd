#ifndef FANFARE_BACKEND_CIRCUIT_BREAKER_H_
#define FANFARE_BACKEND_CIRCUIT_BREAKER_H_

#include <chrono>

#include "fanfare/clock.h"

#include "model/mutex.h"

namespace fanfare::backend {

// Keeps a backend that does not answer from being asked: after so many failures in a row the
// circuit is open, and one question at a time, once in a pause, tries whether it may close again.
//
// Threads: safe from any.
class CircuitBreaker final {
 public:
  enum class Change { kNone, kOpened, kClosed };

  // `clock` outlives it. REQUIRES: `failures` is not 0.
  CircuitBreaker(const Clock& clock, unsigned failures, std::chrono::milliseconds pause)
      : clock_(clock), failures_(failures), pause_(pause) {}

  // Whether to ask at all. If so, what became of it is told by the next two.
  bool mayAsk();
  Change onAnswer();
  Change onFailure();

  bool isOpen() const;

 private:
  const Clock& clock_;
  const unsigned failures_;
  const std::chrono::milliseconds pause_;
  mutable Mutex mutex_;
  unsigned inARow_ FANFARE_GUARDED_BY(mutex_) = 0;
  Clock::Time nextTry_ FANFARE_GUARDED_BY(mutex_);  // while it is open
};

}  // namespace fanfare::backend

#endif  // FANFARE_BACKEND_CIRCUIT_BREAKER_H_
