#ifndef FANFARE_TESTS_SUPPORT_RECORDING_OPENINGS_H_
#define FANFARE_TESTS_SUPPORT_RECORDING_OPENINGS_H_

#include <condition_variable>
#include <deque>
#include <mutex>
#include <utility>

#include "ws/opening.h"

namespace fanfare::testing {

// Keeps what it is to open.
class RecordingOpenings final : public ws::OpeningSink {
 public:
  void open(ws::Opening opening) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    openings_.push_back(std::move(opening));
    arrived_.notify_all();
  }

  // Waits for the next one.
  ws::Opening take() {
    std::unique_lock<std::mutex> lock(mutex_);
    arrived_.wait(lock, [this] { return !openings_.empty(); });
    ws::Opening opening = std::move(openings_.front());
    openings_.pop_front();
    return opening;
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<ws::Opening> openings_;  // under mutex_
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_RECORDING_OPENINGS_H_
