#ifndef FANFARE_TESTS_SUPPORT_RECORDING_OPENINGS_H_
#define FANFARE_TESTS_SUPPORT_RECORDING_OPENINGS_H_

#include <condition_variable>
#include <deque>
#include <mutex>
#include <utility>

#include "socketio/request.h"
#include "ws/opening.h"

namespace fanfare::testing {

// What arrives from other threads, for a test that waits for it.
template <typename Item>
class Inbox {
 public:
  void put(Item item) {
    const std::lock_guard<std::mutex> lock(mutex_);
    items_.push_back(std::move(item));
    arrived_.notify_all();
  }

  // Waits for the next one.
  Item take() {
    std::unique_lock<std::mutex> lock(mutex_);
    arrived_.wait(lock, [this] { return !items_.empty(); });
    Item item = std::move(items_.front());
    items_.pop_front();
    return item;
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<Item> items_;  // under mutex_
};

// Keeps what it is to open.
class RecordingOpenings final : public ws::OpeningSink, public Inbox<ws::Opening> {
 public:
  void open(ws::Opening opening) override { put(std::move(opening)); }
};

// Keeps what it is to serve.
class RecordingRequests final : public socketio::RequestSink, public Inbox<socketio::Request> {
 public:
  void serve(socketio::Request request) override { put(std::move(request)); }
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_RECORDING_OPENINGS_H_
