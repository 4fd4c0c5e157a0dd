#ifndef FANFARE_REDIS_BACKOFF_H_
#define FANFARE_REDIS_BACKOFF_H_

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <random>

namespace fanfare::redis {

// How long to wait before the next attempt: anything up to a bound that doubles with each failure,
// so that the nodes that lost a Redis together do not all come back at the same time. Value type.
class Backoff {
 public:
  using Pause = std::chrono::milliseconds;

  // The bound is `first` at first, and never more than `most`.
  Backoff(Pause first, Pause most, std::uint32_t seed)
      : first_(first), most_(most), bound_(std::min(first, most)), random_(seed) {}

  Pause next() {
    std::uniform_int_distribution<Pause::rep> upTo(0, bound_.count());
    const Pause pause(upTo(random_));
    bound_ = std::min(bound_ * 2, most_);
    return pause;
  }

  void reset() { bound_ = std::min(first_, most_); }

 private:
  Pause first_;
  Pause most_;
  Pause bound_;
  std::minstd_rand random_;
};

}  // namespace fanfare::redis

#endif  // FANFARE_REDIS_BACKOFF_H_
