#ifndef FANFARE_BENCH_WSLOAD_SEQUENCE_H_
#define FANFARE_BENCH_WSLOAD_SEQUENCE_H_

#include <cstdint>

namespace fanfare::bench {

// What went wrong with the numbers of all clients together.
struct Disorder {
  std::uint64_t lost = 0;
  std::uint64_t doubled = 0;
  std::uint64_t reordered = 0;
};

// The numbers one client has seen: the highest, and which of the 63 below it.
class Sequence {
 public:
  void see(std::uint64_t number, Disorder& disorder) {
    if (seen_ == 0) {
      first_ = highest_ = number;
      seen_ = 1;
    } else if (number > highest_) {
      advance(number, disorder);
    } else {
      lookBack(number, disorder);
    }
  }

 private:
  void advance(std::uint64_t number, Disorder& disorder) {
    const std::uint64_t step = number - highest_;
    disorder.lost += step - 1;
    seen_ = step >= 64 ? 1 : seen_ << step | 1;
    highest_ = number;
  }

  void lookBack(std::uint64_t number, Disorder& disorder) {
    const std::uint64_t back = highest_ - number;
    if (back < 64 && (seen_ >> back & 1)) {
      ++disorder.doubled;
      return;
    }
    ++disorder.reordered;  // or doubled, if it is too old to tell
    if (back >= 64) return;
    seen_ |= std::uint64_t{1} << back;
    // It counted as lost when it was jumped over.
    if (number > first_ && disorder.lost > 0) --disorder.lost;
  }

  std::uint64_t first_ = 0;
  std::uint64_t highest_ = 0;
  std::uint64_t seen_ = 0;  // bit n: highest_ - n has come
};

}  // namespace fanfare::bench

#endif  // FANFARE_BENCH_WSLOAD_SEQUENCE_H_
