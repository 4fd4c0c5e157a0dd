#ifndef FANFARE_HTTP_WAITING_ANSWERS_H_
#define FANFARE_HTTP_WAITING_ANSWERS_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/metric_source.h"
#include "http/later_answer.h"
#include "model/mutex.h"

namespace fanfare::http {

// The requests that wait for their answer while no worker does: bounded in number, and in the bytes
// that are kept for them. Tells how many there are, and for how many there was no room.
//
// Threads: safe from any thread.
// Ownership: its places may outlive it.
class WaitingAnswers final : public core::MetricSource {
 public:
  struct Bounds {
    std::size_t answers = 4096;
    std::size_t bytes = 64u << 20;
  };

  explicit WaitingAnswers(const Bounds& bounds) : bounds_(bounds) {}

  // Is taken for as long as it lives.
  class Place;

  // Null where no room is left for one of so many bytes. Who comes alone has room.
  std::shared_ptr<Place> take(std::size_t bytes);

  // `later`, in a place of so many bytes until it has answered; 503 where no room is left.
  AnswerOrLater withRoom(LaterAnswer later, std::size_t bytes);

  std::vector<core::Metric> metrics() const override;

  // Blocking: until no place is taken, for `patience` at most.
  void awaitNone(std::chrono::milliseconds patience);

 private:
  struct Taken {
    Mutex mutex;
    Condition isNone;  // under mutex
    std::size_t answers FANFARE_GUARDED_BY(mutex) = 0;
    std::size_t bytes FANFARE_GUARDED_BY(mutex) = 0;
    std::uint64_t refused FANFARE_GUARDED_BY(mutex) = 0;
  };

  const Bounds bounds_;
  const std::shared_ptr<Taken> taken_ = std::make_shared<Taken>();
};

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_WAITING_ANSWERS_H_
