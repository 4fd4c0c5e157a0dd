#ifndef FANFARE_HTTP_WAITING_PLACES_H_
#define FANFARE_HTTP_WAITING_PLACES_H_

#include <chrono>
#include <cstddef>

#include "model/mutex.h"

namespace fanfare::http {

// How many workers may wait for others of this process at once, so that some are left. Who finds
// all places taken waits for one as long as they are given back, which those see to who answer;
// where nothing is, only the first wait a moment, and nobody else until a place has been given
// back.
//
// Threads: safe from any thread.
class WaitingPlaces final {
 public:
  static constexpr std::chrono::milliseconds kPatience{100};

  explicit WaitingPlaces(std::size_t most) : most_(most) {}

  // One of them, for as long as it lives; or none, where all stayed taken.
  // Blocking: for kPatience where none is given back.
  class Place final {
   public:
    explicit Place(WaitingPlaces& places) : places_(places), isFree_(places.take()) {}
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place() {
      if (isFree_) places_.giveBack();
    }

    bool isFree() const { return isFree_; }

   private:
    WaitingPlaces& places_;
    const bool isFree_;
  };

 private:
  bool take() {
    const MutexLock lock(mutex_);
    while (taken_ >= most_) {
      if (isStuck_) return false;
      const std::size_t returns = returns_;
      const auto until = std::chrono::steady_clock::now() + kPatience;
      if (!givenBack_.waitUntil(mutex_, until)) isStuck_ = returns_ == returns;
    }
    ++taken_;
    return true;
  }

  void giveBack() {
    const MutexLock lock(mutex_);
    --taken_;
    ++returns_;
    isStuck_ = false;
    givenBack_.notifyOne();
  }

  const std::size_t most_;
  Mutex mutex_;
  Condition givenBack_;
  std::size_t taken_ FANFARE_GUARDED_BY(mutex_) = 0;
  std::size_t returns_ FANFARE_GUARDED_BY(mutex_) = 0;
  bool isStuck_ FANFARE_GUARDED_BY(mutex_) = false;  // none came back in time
};

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_WAITING_PLACES_H_
