// A hash table for what is kept by the ten thousand: a bare array of values, each of which lies at
// the place its hash says or, where that is taken, in the next free one behind it. It costs one and
// a half values a value where a table of nodes costs a value, a hash, two pointers and a block.

#ifndef FANFARE_CORE_FLAT_TABLE_H_
#define FANFARE_CORE_FLAT_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "model/slabs.h"

namespace fanfare::core {

// Values, any number of a hash; Value() stands for none of them. `HashOf` tells the hash of one, as
// it was when it was put in; it is asked again whenever the table grows or something is taken out,
// so a value holds its hash, or what it leads to does. What leads to much is small itself: a
// pointer, or the number of a NumberedPool.
//
// Threads: one at a time.
// Reentrancy: what is passed in does not call the table.
template <typename Value, typename HashOf>
class FlatTable {
 public:
  explicit FlatTable(HashOf hashOf = HashOf()) : hashOf_(std::move(hashOf)) {}

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  // One of `hash` that `isIt` says it is; null if there is none. Valid until the next insert() or
  // take(); it may be replaced by another of the same hash.
  template <typename IsIt>
  Value* find(std::uint64_t hash, const IsIt& isIt) {
    if (places_.empty()) return nullptr;
    for (std::size_t at = homeOf(hash); isTaken(at); at = next(at)) {
      if (hashOf_(places_[at]) == hash && isIt(places_[at])) return &places_[at];
    }
    return nullptr;
  }
  template <typename IsIt>
  const Value* find(std::uint64_t hash, const IsIt& isIt) const {
    return const_cast<FlatTable*>(this)->find(hash, isIt);
  }

  // REQUIRES: `value` is another than Value().
  void insert(Value value) {
    if ((size_ + 1) * 4 > places_.size() * 3) resize(places_.empty() ? kLeast : places_.size() * 2);
    put(std::move(value));
    ++size_;
  }

  // Takes out what find() found.
  Value take(Value* found) {
    Value taken = std::exchange(*found, Value());
    closeGap(static_cast<std::size_t>(found - places_.data()));
    --size_;
    if (places_.size() > kLeast && size_ * 8 < places_.size()) resize(places_.size() / 2);
    return taken;
  }

  // Each value belongs to one bucket, whatever comes and goes, until there is another number of
  // them.
  std::size_t bucketCount() const { return places_.size(); }
  // Calls `visit` with each value of the buckets from `first` to before `end`.
  template <typename Visit>
  void forEach(std::size_t first, std::size_t end, const Visit& visit) const {
    const std::size_t count = places_.size();
    bool isInside = true;
    for (std::size_t at = first; at < first + count && first < count; ++at) {
      const Value& value = places_[at % count];
      isInside = isInside && at < end;
      if (isNone(value) && !isInside) return;
      if (isNone(value)) continue;
      const std::size_t home = homeOf(hashOf_(value));
      if (home >= first && home < end) visit(value);
    }
  }
  template <typename Visit>
  void forEach(const Visit& visit) const {
    for (const Value& value : places_) {
      if (!isNone(value)) visit(value);
    }
  }

 private:
  using Places = std::vector<Value, SlabAllocator<Value>>;

  static constexpr std::size_t kLeast = 8;

  static bool isNone(const Value& value) { return value == Value(); }
  bool isTaken(std::size_t at) const { return !isNone(places_[at]); }
  std::size_t next(std::size_t at) const { return (at + 1) & (places_.size() - 1); }
  // The upper bits of a product tell hashes apart that differ in any bits, numbers in a row too.
  std::size_t homeOf(std::uint64_t hash) const {
    constexpr std::uint64_t kGoldenRatio = 0x9E3779B97F4A7C15;
    return static_cast<std::size_t>((hash * kGoldenRatio) >> 32) & (places_.size() - 1);
  }

  void put(Value value) {
    std::size_t at = homeOf(hashOf_(value));
    while (isTaken(at)) at = next(at);
    places_[at] = std::move(value);
  }

  // Moves up what lies behind `gap` and would not be found any more.
  void closeGap(std::size_t gap) {
    const std::size_t mask = places_.size() - 1;
    for (std::size_t at = next(gap); isTaken(at); at = next(at)) {
      const std::size_t home = homeOf(hashOf_(places_[at]));
      if (((at - home) & mask) < ((at - gap) & mask)) continue;
      places_[gap] = std::exchange(places_[at], Value());
      gap = at;
    }
  }

  void resize(std::size_t count) {
    Places before(count);
    before.swap(places_);
    for (Value& value : before) {
      if (!isNone(value)) put(std::move(value));
    }
  }

  HashOf hashOf_;
  std::size_t size_ = 0;
  Places places_;  // none, or a power of two, a quarter of them free
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_FLAT_TABLE_H_
