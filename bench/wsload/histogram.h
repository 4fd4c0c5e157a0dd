#ifndef FANFARE_BENCH_WSLOAD_HISTOGRAM_H_
#define FANFARE_BENCH_WSLOAD_HISTOGRAM_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace fanfare::bench {

// Counts values in 32 equal steps of each power of two: quantiles are at most 3 % off.
class Histogram {
 public:
  void add(std::uint64_t value) {
    ++steps_[stepOf(value)];
    ++count_;
    highest_ = std::max(highest_, value);
  }

  std::uint64_t highest() const { return highest_; }

  std::uint64_t quantile(double share) const {
    const auto wanted = std::max<std::uint64_t>(
        1, static_cast<std::uint64_t>(share * static_cast<double>(count_) + 0.5));
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      seen += steps_[i];
      if (seen >= wanted) return std::min(endOf(i), highest_);
    }
    return highest_;
  }

 private:
  static std::size_t stepOf(std::uint64_t value) {
    if (value < 32) return value;
    const int exponent = 63 - __builtin_clzll(value);
    return static_cast<std::size_t>(exponent - 4) * 32 + (value >> (exponent - 5) & 31);
  }

  // The highest value that falls into a step.
  static std::uint64_t endOf(std::size_t step) {
    if (step < 32) return step;
    const std::size_t exponent = step / 32 + 4;
    return (((32 | (step & 31)) + std::uint64_t{1}) << (exponent - 5)) - 1;
  }

  std::vector<std::uint64_t> steps_ = std::vector<std::uint64_t>(std::size_t{64} * 32, 0);
  std::uint64_t count_ = 0;
  std::uint64_t highest_ = 0;
};

}  // namespace fanfare::bench

#endif  // FANFARE_BENCH_WSLOAD_HISTOGRAM_H_
