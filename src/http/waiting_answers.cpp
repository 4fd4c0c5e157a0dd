#include "http/waiting_answers.h"

#include <utility>

namespace fanfare::http {

class WaitingAnswers::Place final {
 public:
  // The answer is counted already.
  Place(std::shared_ptr<Taken> taken, std::size_t bytes)
      : taken_(std::move(taken)), bytes_(bytes) {}
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() {
    const MutexLock lock(taken_->mutex);
    taken_->bytes -= bytes_;
    if (--taken_->answers == 0) taken_->isNone.notifyAll();
  }

 private:
  const std::shared_ptr<Taken> taken_;
  const std::size_t bytes_;
};

std::shared_ptr<WaitingAnswers::Place> WaitingAnswers::take(std::size_t bytes) {
  {
    const MutexLock lock(taken_->mutex);
    const bool hasRoom = taken_->bytes == 0 || taken_->bytes + bytes <= bounds_.bytes;
    if (taken_->answers >= bounds_.answers || !hasRoom) return nullptr;
    ++taken_->answers;
    taken_->bytes += bytes;
  }
  return std::make_shared<Place>(taken_, bytes);
}

void WaitingAnswers::awaitNone(std::chrono::milliseconds patience) {
  const MutexLock lock(taken_->mutex);
  const auto until = std::chrono::steady_clock::now() + patience;
  while (taken_->answers > 0 && taken_->isNone.waitUntil(taken_->mutex, until)) {
  }
}

}  // namespace fanfare::http
