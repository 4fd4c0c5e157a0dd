#ifndef FANFARE_CORE_CHANNEL_TABLE_H_
#define FANFARE_CORE_CHANNEL_TABLE_H_

#include <algorithm>
#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <string_view>
#include <utility>
#include <vector>

#include "fanfare/channel.h"

#include "core/channel_index.h"
#include "model/slabs.h"

namespace fanfare::core {

// Values by their channels: made for very many, with few cache misses to each and without a heap
// block of its own. A value never moves, and has a place, by which it is found at once; the place
// is another's when the value is gone.
//
// `Value` has a `const Channel& channel() const` that always tells the same.
//
// Threads: confined to one.
template <typename Value>
class ChannelTable {
 public:
  using Place = ChannelIndex::Place;
  static constexpr Place kNowhere = ChannelIndex::kNowhere;

  ChannelTable() = default;
  ChannelTable(const ChannelTable&) = delete;
  ChannelTable& operator=(const ChannelTable&) = delete;
  ~ChannelTable() { clear(); }

  std::size_t size() const { return index_.size(); }
  bool empty() const { return size() == 0; }

  // All places are below it. It grows seldom, and never shrinks.
  std::size_t capacity() const { return capacity_; }

  // kNowhere if there is none.
  Place find(std::string_view key) const {
    return index_.find(key, [&](Place place) { return at(place).channel().key() == key; });
  }
  Place find(const Channel& channel) const {
    return index_.find(channel.key(), [&](Place place) { return at(place).channel() == channel; });
  }
  // The same, where `guess` is likely to be it.
  Place find(const Channel& channel, Place guess) const {
    return isTaken(guess) && at(guess).channel() == channel ? guess : find(channel);
  }

  bool isTaken(std::size_t place) const {
    return place / kChunk < chunks_.size() && chunks_[place / kChunk].taken.test(place % kChunk);
  }

  // REQUIRES: isTaken(place).
  Value& at(Place place) { return *chunks_[place / kChunk].values->at(place % kChunk); }
  const Value& at(Place place) const { return *chunks_[place / kChunk].values->at(place % kChunk); }

  // Makes a value of `arguments`. REQUIRES: there is none of its channel.
  template <typename... Arguments>
  Place emplace(Arguments&&... arguments) {
    const Place place = freePlace();
    Chunk& chunk = chunks_[place / kChunk];
    const Value* const made =
        new (chunk.values->at(place % kChunk)) Value(std::forward<Arguments>(arguments)...);
    chunk.taken.set(place % kChunk);
    if (chunk.taken.all()) chunksWithRoom_.pop_back();
    index_.insert(made->channel().key(), place);
    return place;
  }

  // REQUIRES: isTaken(place).
  void erase(Place place) {
    index_.erase(at(place).channel().key(), place);
    Chunk& chunk = chunks_[place / kChunk];
    chunk.values->at(place % kChunk)->~Value();
    if (chunk.taken.all()) chunksWithRoom_.push_back(static_cast<Place>(place / kChunk));
    chunk.taken.reset(place % kChunk);
    chunk.firstFree = std::min(chunk.firstFree, place % kChunk);
    if (chunk.taken.none()) chunk.values.reset();
  }

  void clear() {
    for (Place place = 0; place < chunks_.size() * kChunk; ++place) {
      if (isTaken(place)) erase(place);
    }
  }

 private:
  // Values; of eight bytes or more, these are whole pages.
  static constexpr std::size_t kChunk = 512;

  class Values : public InSlabs {
   public:
    Value* at(std::size_t number) {
      return std::launder(reinterpret_cast<Value*>(&bytes_[number * sizeof(Value)]));
    }

   private:
    alignas(Value) std::array<std::byte, kChunk * sizeof(Value)> bytes_;
  };

  struct Chunk {
    std::unique_ptr<Values> values;  // null: none
    std::bitset<kChunk> taken;
    std::size_t firstFree = 0;  // or one below it
  };

  // In the chunk that is the last of chunksWithRoom_.
  Place freePlace() {
    if (chunksWithRoom_.empty()) {
      chunksWithRoom_.push_back(static_cast<Place>(chunks_.size()));
      chunks_.emplace_back();
      if (chunks_.size() * kChunk > capacity_) capacity_ *= 2;
    }
    const Place number = chunksWithRoom_.back();
    Chunk& chunk = chunks_[number];
    if (!chunk.values) chunk.values = std::make_unique<Values>();
    while (chunk.taken.test(chunk.firstFree)) ++chunk.firstFree;
    return static_cast<Place>(number * kChunk + chunk.firstFree);
  }

  ChannelIndex index_;
  std::size_t capacity_ = kChunk;
  std::vector<Chunk> chunks_;
  std::vector<Place> chunksWithRoom_;  // their numbers
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_CHANNEL_TABLE_H_
