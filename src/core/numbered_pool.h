#ifndef FANFARE_CORE_NUMBERED_POOL_H_
#define FANFARE_CORE_NUMBERED_POOL_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "model/slabs.h"

namespace fanfare::core {

// Values that are known by numbers of half a pointer's size, without a block each. One stays where
// it is, and its number is its own, until it is given back; then the number is another's next.
//
// Threads: one at a time.
template <typename Value>
class NumberedPool {
 public:
  using Number = std::uint32_t;
  static constexpr Number kNone = 0;

  // The number of a Value().
  Number take() {
    if (free_.empty()) {
      values_.emplace_back();
      return static_cast<Number>(values_.size());
    }
    const Number number = free_.back();
    free_.pop_back();
    return number;
  }

  void giveBack(Number number) {
    (*this)[number] = Value();
    free_.push_back(number);
    if (size() > 0) return;
    free_.clear();
    values_.clear();
    values_.shrink_to_fit();
    free_.shrink_to_fit();
  }

  Value& operator[](Number number) { return values_[number - 1]; }
  const Value& operator[](Number number) const { return values_[number - 1]; }

  // Whether `number` has a place here, taken or not.
  bool reaches(Number number) const { return number != kNone && number <= values_.size(); }

  std::size_t size() const { return values_.size() - free_.size(); }

 private:
  std::deque<Value, SlabAllocator<Value>> values_;  // does not move what it holds
  std::vector<Number, SlabAllocator<Number>> free_;
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_NUMBERED_POOL_H_
