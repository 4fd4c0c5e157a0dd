#ifndef FANFARE_CORE_CHANNEL_INDEX_H_
#define FANFARE_CORE_CHANNEL_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

#include "core/flat_table.h"

namespace fanfare::core {

// Places by their keys, which lie elsewhere: eight bytes a slot, which hold enough of the hash that
// hardly another key than the one that is looked for is ever looked at.
//
// Threads: confined to one.
class ChannelIndex {
 public:
  using Place = std::uint32_t;
  static constexpr Place kNowhere = std::numeric_limits<Place>::max();

  std::size_t size() const { return slots_.size(); }

  // The place of which `isOfKey(place)` says that it has the key; kNowhere if there is none.
  template <typename IsOfKey>
  Place find(std::string_view key, const IsOfKey& isOfKey) const {
    const Slot* const found =
        slots_.find(hashOf(key), [&](const Slot& slot) { return isOfKey(slot.place); });
    return found ? found->place : kNowhere;
  }

  // REQUIRES: the key has no place.
  void insert(std::string_view key, Place place) { slots_.insert({hashOf(key), place}); }
  // REQUIRES: `place` is that of the key.
  void erase(std::string_view key, Place place) {
    slots_.take(slots_.find(hashOf(key), [&](const Slot& slot) { return slot.place == place; }));
  }

 private:
  struct Slot {
    std::uint32_t hash = 0;
    Place place = kNowhere;

    friend bool operator==(const Slot& a, const Slot& b) { return a.place == b.place; }
  };
  struct HashOf {
    std::uint64_t operator()(const Slot& slot) const { return slot.hash; }
  };

  static std::uint32_t hashOf(std::string_view key);

  FlatTable<Slot, HashOf> slots_;
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_CHANNEL_INDEX_H_
