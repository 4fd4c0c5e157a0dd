#ifndef FANFARE_APP_WORK_IN_TURN_H_
#define FANFARE_APP_WORK_IN_TURN_H_

#include <deque>
#include <functional>
#include <utility>

#include "model/mutex.h"

namespace fanfare::app {

// Lets one piece of work be under way at a time, whichever threads it goes over; the others wait in
// line, and no thread does.
//
// Threads: safe from any thread.
// Ownership: outlives the work. What is dropped before it is over leaves the line as it is.
class WorkInTurn final {
 public:
  using Over = std::function<void()>;  // to be called once, from any thread
  using Work = std::function<void(Over)>;

  // Calls `work`, here and at once where nothing is under way, otherwise on the thread on which the
  // work before it is over.
  void begin(Work work) {
    {
      const MutexLock lock(mutex_);
      if (isUnderWay_) return waiting_.push_back(std::move(work));
      isUnderWay_ = true;
    }
    work([this] { goOn(); });
  }

 private:
  void goOn() {
    Work work;
    {
      const MutexLock lock(mutex_);
      isUnderWay_ = !waiting_.empty();
      if (!isUnderWay_) return;
      work = std::move(waiting_.front());
      waiting_.pop_front();
    }
    work([this] { goOn(); });
  }

  Mutex mutex_;
  bool isUnderWay_ FANFARE_GUARDED_BY(mutex_) = false;
  std::deque<Work> waiting_ FANFARE_GUARDED_BY(mutex_);
};

}  // namespace fanfare::app

#endif  // FANFARE_APP_WORK_IN_TURN_H_
