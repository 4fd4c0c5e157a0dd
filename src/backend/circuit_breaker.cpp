#include "backend/circuit_breaker.h"

#include <utility>

namespace fanfare::backend {

bool CircuitBreaker::mayAsk() {
  const MutexLock lock(mutex_);
  if (inARow_ < failures_) return true;
  const Clock::Time now = clock_.now();
  if (now < nextTry_) return false;
  nextTry_ = now + pause_;
  return true;
}

CircuitBreaker::Change CircuitBreaker::onAnswer() {
  const MutexLock lock(mutex_);
  return std::exchange(inARow_, 0) < failures_ ? Change::kNone : Change::kClosed;
}

CircuitBreaker::Change CircuitBreaker::onFailure() {
  const MutexLock lock(mutex_);
  if (inARow_ >= failures_) return Change::kNone;
  if (++inARow_ < failures_) return Change::kNone;
  nextTry_ = clock_.now() + pause_;
  return Change::kOpened;
}

bool CircuitBreaker::isOpen() const {
  const MutexLock lock(mutex_);
  return inARow_ >= failures_;
}

}  // namespace fanfare::backend
