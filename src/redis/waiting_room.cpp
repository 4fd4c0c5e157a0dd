#include "redis/waiting_room.h"

namespace fanfare::redis {

bool WaitingRoom::enter(std::chrono::milliseconds patience) {
  const MutexLock lock(mutex_);
  const auto until = std::chrono::steady_clock::now() + patience;
  while (free_ == 0 && !isStalled_) {
    const bool isInTime = hasRoom_.waitUntil(mutex_, until);
    if (!isInTime && free_ == 0) isStalled_ = true;
  }
  if (free_ == 0) return false;
  --free_;
  return true;
}

void WaitingRoom::leave(Left how) {
  const MutexLock lock(mutex_);
  ++free_;
  if (how == Left::kAnswered) isStalled_ = false;
  hasRoom_.notifyOne();
}

}  // namespace fanfare::redis
