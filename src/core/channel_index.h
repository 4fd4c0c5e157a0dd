#ifndef FANFARE_CORE_CHANNEL_INDEX_H_
#define FANFARE_CORE_CHANNEL_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

namespace fanfare::core {

// Places by their keys, which lie elsewhere: a hash table with open addressing, of eight bytes a
// slot, which hold enough of the hash that hardly another key than the one that is looked for is
// ever looked at.
//
// Threads: confined to one.
class ChannelIndex {
 public:
  using Place = std::uint32_t;
  static constexpr Place kNowhere = std::numeric_limits<Place>::max();

  static constexpr std::size_t kFewest = 64;  // slots

  std::size_t size() const { return size_; }

  // How many slots there are: a power of two, kFewest at least. More than the places there ever
  // were at once.
  std::size_t capacity() const { return slots_.size(); }

  // The place of which `isOfKey(place)` says that it has the key; kNowhere if there is none.
  template <typename IsOfKey>
  Place find(std::string_view key, const IsOfKey& isOfKey) const {
    const std::uint32_t hash = hashOf(key);
    for (std::size_t at = hash & mask(); slots_[at].place != kNowhere; at = (at + 1) & mask()) {
      if (slots_[at].hash == hash && isOfKey(slots_[at].place)) return slots_[at].place;
    }
    return kNowhere;
  }

  // REQUIRES: the key has no place.
  void insert(std::string_view key, Place place);
  // REQUIRES: `place` is that of the key.
  void erase(std::string_view key, Place place);

 private:
  struct Slot {
    std::uint32_t hash = 0;
    Place place = kNowhere;
  };

  static std::uint32_t hashOf(std::string_view key);
  std::size_t mask() const { return slots_.size() - 1; }
  void put(Slot slot);
  void grow();

  std::vector<Slot> slots_ = std::vector<Slot>(kFewest);
  std::size_t size_ = 0;
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_CHANNEL_INDEX_H_
