#ifndef FANFARE_CORE_FEW_H_
#define FANFARE_CORE_FEW_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>

#include "model/slabs.h"

namespace fanfare::core {

// A vector for what is one thing mostly: that one lies in it, without a block on the heap.
template <typename Value>
class Few {
  static_assert(std::is_trivial_v<Value>);

 public:
  Few() = default;
  Few(const Few&) = delete;
  Few& operator=(const Few&) = delete;
  ~Few() { release(); }

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  Value* begin() { return data(); }
  Value* end() { return data() + size_; }
  const Value* begin() const { return data(); }
  const Value* end() const { return data() + size_; }
  Value& operator[](std::size_t at) { return data()[at]; }
  const Value& operator[](std::size_t at) const { return data()[at]; }
  Value& back() { return data()[size_ - 1]; }

  void add(const Value& value) {
    const Value copy = value;  // it may lie in here
    if (size_ == capacity_) grow();
    data()[size_++] = copy;
  }
  void dropLast() { erase(end() - 1, end()); }

  // Those behind move up. What is left alone, or nothing, needs no block.
  void erase(Value* first, Value* last) {
    std::copy(last, end(), first);
    size_ -= static_cast<std::uint32_t>(last - first);
    if (size_ <= 1) comeHome();
  }

 private:
  bool isAtHome() const { return capacity_ == 1; }
  Value* data() { return isAtHome() ? &one_ : many_; }
  const Value* data() const { return isAtHome() ? &one_ : many_; }

  void grow() {
    const std::uint32_t capacity = capacity_ + capacity_ / 2 + 1;
    Value* const more = SlabAllocator<Value>().allocate(capacity);
    std::uninitialized_copy(begin(), end(), more);
    release();
    many_ = more;
    capacity_ = capacity;
  }

  void comeHome() {
    if (isAtHome()) return;
    const Value left = many_[0];
    release();
    one_ = left;
    capacity_ = 1;
  }

  void release() {
    if (!isAtHome()) SlabAllocator<Value>().deallocate(many_, capacity_);
  }

  std::uint32_t size_ = 0;
  std::uint32_t capacity_ = 1;  // 1: isAtHome()
  union {
    Value one_;
    Value* many_;
  };
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_FEW_H_
