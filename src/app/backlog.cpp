#include "app/backlog.h"

namespace fanfare::app {

void Backlog::remove(std::size_t bytes) {
  bytes_ -= bytes;
  if (!isAwaited_ || !hasRoom()) return;
  const std::lock_guard lock(mutex_);
  roomMade_.notify_one();
}

void Backlog::waitForRoom() {
  if (hasRoom()) return;
  std::unique_lock lock(mutex_);
  isAwaited_ = true;
  roomMade_.wait(lock, [this] { return hasRoom(); });
  isAwaited_ = false;
}

void Backlog::lift() {
  const std::lock_guard lock(mutex_);
  isLifted_ = true;
  roomMade_.notify_all();
}

}  // namespace fanfare::app
