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
    if (taken_->answers >= bounds_.answers || !hasRoom) {
      ++taken_->refused;
      return nullptr;
    }
    ++taken_->answers;
    taken_->bytes += bytes;
  }
  return std::make_shared<Place>(taken_, bytes);
}

AnswerOrLater WaitingAnswers::withRoom(LaterAnswer later, std::size_t bytes) {
  auto place = take(bytes);
  if (!place) return unavailableAnswer("too many calls wait for their answers");
  return LaterAnswer([later = std::move(later), place = std::move(place)](const Answered& done) {
    later([place, done](Answer answered) { done(std::move(answered)); });
  });
}

std::vector<core::Metric> WaitingAnswers::metrics() const {
  const MutexLock lock(taken_->mutex);
  return {{core::Metric::Kind::kGauge,
           "fanfare_api_calls_waiting",
           "Calls of the API that wait for the broker or the reactors now.",
           {},
           static_cast<double>(taken_->answers)},
          {core::Metric::Kind::kCounter,
           "fanfare_api_calls_turned_away_total",
           "Calls of the API answered 503, because too many waited.",
           {},
           static_cast<double>(taken_->refused)}};
}

void WaitingAnswers::awaitNone(std::chrono::milliseconds patience) {
  const MutexLock lock(taken_->mutex);
  const auto until = std::chrono::steady_clock::now() + patience;
  while (taken_->answers > 0 && taken_->isNone.waitUntil(taken_->mutex, until)) {
  }
}

}  // namespace fanfare::http
