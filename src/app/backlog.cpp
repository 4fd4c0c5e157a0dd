#include "app/backlog.h"

namespace fanfare::app {

void Backlog::remove(std::size_t bytes) {
  bytes_ -= bytes;
  if (!isAwaited_ || !hasRoom()) return;
  const MutexLock lock(mutex_);
  roomMade_.notifyOne();
}

void Backlog::waitForRoom() {
  if (hasRoom()) return;
  const MutexLock lock(mutex_);
  isAwaited_ = true;
  while (!hasRoom()) roomMade_.wait(mutex_);
  isAwaited_ = false;
}

void Backlog::lift() {
  const MutexLock lock(mutex_);
  isLifted_ = true;
  roomMade_.notifyAll();
}

}  // namespace fanfare::app
