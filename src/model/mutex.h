// std::mutex as Clang's thread-safety analysis (-Wthread-safety) sees it: what FANFARE_GUARDED_BY a
// mutex may be touched under it only. Other compilers see nothing of it.

#ifndef FANFARE_MODEL_MUTEX_H_
#define FANFARE_MODEL_MUTEX_H_

#include <chrono>
#include <condition_variable>
#include <mutex>

#if defined(__clang__)
#define FANFARE_THREAD_ANNOTATION(what) __attribute__((what))
#else
#define FANFARE_THREAD_ANNOTATION(what)
#endif

#define FANFARE_GUARDED_BY(mutex) FANFARE_THREAD_ANNOTATION(guarded_by(mutex))
#define FANFARE_REQUIRES(mutex) FANFARE_THREAD_ANNOTATION(requires_capability(mutex))

namespace fanfare {

class FANFARE_THREAD_ANNOTATION(capability("mutex")) Mutex {
 public:
  Mutex() = default;
  Mutex(const Mutex&) = delete;
  Mutex& operator=(const Mutex&) = delete;

  void lock() FANFARE_THREAD_ANNOTATION(acquire_capability()) { mutex_.lock(); }
  void unlock() FANFARE_THREAD_ANNOTATION(release_capability()) { mutex_.unlock(); }

 private:
  friend class Condition;

  std::mutex mutex_;
};

// Holds a mutex while it lives.
class FANFARE_THREAD_ANNOTATION(scoped_lockable) MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) FANFARE_THREAD_ANNOTATION(acquire_capability(mutex))
      : mutex_(mutex) {
    mutex_.lock();
  }
  ~MutexLock() FANFARE_THREAD_ANNOTATION(release_capability()) { mutex_.unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex& mutex_;
};

// A condition variable. Waiting has no predicate, for the analysis would not see that it is
// evaluated under the mutex: call it in a loop, `while (!isDone_) done_.wait(mutex_);`.
class Condition {
 public:
  // The mutex is let go of meanwhile.
  void wait(Mutex& mutex) FANFARE_REQUIRES(mutex) {
    std::unique_lock<std::mutex> held(mutex.mutex_, std::adopt_lock);
    condition_.wait(held);
    held.release();
  }

  // False once `until` has passed.
  bool waitUntil(Mutex& mutex, std::chrono::steady_clock::time_point until)
      FANFARE_REQUIRES(mutex) {
    std::unique_lock<std::mutex> held(mutex.mutex_, std::adopt_lock);
    const bool isInTime = condition_.wait_until(held, until) == std::cv_status::no_timeout;
    held.release();
    return isInTime;
  }

  void notifyOne() { condition_.notify_one(); }
  void notifyAll() { condition_.notify_all(); }

 private:
  std::condition_variable condition_;
};

}  // namespace fanfare

#endif  // FANFARE_MODEL_MUTEX_H_
