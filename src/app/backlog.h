#ifndef FANFARE_APP_BACKLOG_H_
#define FANFARE_APP_BACKLOG_H_

#include <atomic>
#include <cstddef>

#include "model/mutex.h"

namespace fanfare::app {

// How many bytes one thread has posted that another has not worked off yet. The bound makes a
// broker that is faster than a reactor wait, so that what waits stays within it.
//
// Threads: add() and waitForRoom() from the one, remove() from the other, the rest from any.
class Backlog {
 public:
  explicit Backlog(std::size_t maxBytes) : maxBytes_(maxBytes) {}

  void add(std::size_t bytes) { bytes_ += bytes; }
  void remove(std::size_t bytes);
  std::size_t bytes() const { return bytes_; }

  // Blocking: until the backlog is within its bound, or was lifted.
  void waitForRoom();

  // Nobody waits from here on.
  void lift();

 private:
  bool hasRoom() const { return isLifted_ || bytes_ <= maxBytes_; }

  const std::size_t maxBytes_;
  std::atomic<std::size_t> bytes_{0};
  std::atomic<bool> isLifted_{false};
  std::atomic<bool> isAwaited_{false};
  Mutex mutex_;
  Condition roomMade_;  // under mutex_
};

}  // namespace fanfare::app

#endif  // FANFARE_APP_BACKLOG_H_
