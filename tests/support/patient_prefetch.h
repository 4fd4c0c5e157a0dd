#ifndef FANFARE_TESTS_SUPPORT_PATIENT_PREFETCH_H_
#define FANFARE_TESTS_SUPPORT_PATIENT_PREFETCH_H_

#include <utility>
#include <vector>

#include "core/prefetch.h"
#include "model/mutex.h"

namespace fanfare::testing {

// Reads ahead nothing, and is done when the test says so. Threads: safe from any.
class PatientPrefetch final : public core::Prefetch {
 public:
  bool hasNothingToRead = false;
  bool finishesAtOnce = false;

  bool begin(const std::vector<const Handshake*>& handshakes, Done done) override {
    const MutexLock lock(mutex_);
    auto& asked = asked_.emplace_back();
    for (const Handshake* const handshake : handshakes) asked.push_back(*handshake);
    hasBeenAsked_.notifyAll();
    if (hasNothingToRead) return false;
    if (finishesAtOnce) {
      done();
    } else {
      waiting_.push_back(std::move(done));
    }
    return true;
  }

  // What it was asked for, each time.
  std::vector<std::vector<Handshake>> asked() {
    const MutexLock lock(mutex_);
    return asked_;
  }

  // Blocking: until it was asked for so many handshakes in all.
  void awaitAsked(std::size_t count) {
    const MutexLock lock(mutex_);
    while (handshakesAsked() < count) hasBeenAsked_.wait(mutex_);
  }

  // Ends all that was begun.
  void finish() {
    std::vector<Done> waiting;
    {
      const MutexLock lock(mutex_);
      waiting.swap(waiting_);
    }
    for (const Done& done : waiting) done();
  }

 private:
  std::size_t handshakesAsked() const FANFARE_REQUIRES(mutex_) {
    std::size_t count = 0;
    for (const auto& each : asked_) count += each.size();
    return count;
  }

  Mutex mutex_;
  Condition hasBeenAsked_;
  std::vector<std::vector<Handshake>> asked_ FANFARE_GUARDED_BY(mutex_);
  std::vector<Done> waiting_ FANFARE_GUARDED_BY(mutex_);
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_PATIENT_PREFETCH_H_
