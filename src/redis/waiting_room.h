#ifndef FANFARE_REDIS_WAITING_ROOM_H_
#define FANFARE_REDIS_WAITING_ROOM_H_

#include <chrono>
#include <cstddef>

#include "model/mutex.h"

namespace fanfare::redis {

// Bounds how many threads wait for a Redis at once, so that one that hangs holds up no more. Who
// finds no place waits for one for a while; once somebody did in vain, who finds none fails at
// once, until a question is answered in time.
//
// Threads: safe from any.
class WaitingRoom final {
 public:
  explicit WaitingRoom(std::size_t places) : free_(places) {}

  // False if there is no place.
  // Blocking: for `patience` at most.
  [[nodiscard]] bool enter(std::chrono::milliseconds patience);

  // REQUIRES: as often as enter() was true.
  enum class Left { kAnswered, kInVain };
  void leave(Left how);

 private:
  Mutex mutex_;
  Condition hasRoom_;
  std::size_t free_ FANFARE_GUARDED_BY(mutex_);
  bool isStalled_ FANFARE_GUARDED_BY(mutex_) = false;
};

}  // namespace fanfare::redis

#endif  // FANFARE_REDIS_WAITING_ROOM_H_
