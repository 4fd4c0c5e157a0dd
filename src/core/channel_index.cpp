#include "core/channel_index.h"

#include <functional>
#include <utility>

namespace fanfare::core {
namespace {

// Of the slots, this share is in use at most.
constexpr std::size_t kUsed = 7;
constexpr std::size_t kOf = 8;

}  // namespace

void ChannelIndex::insert(std::string_view key, Place place) {
  if ((size_ + 1) * kOf > slots_.size() * kUsed) grow();
  put({hashOf(key), place});
  ++size_;
}

// What lies behind the slot moves up, where it would not be found across a gap.
void ChannelIndex::erase(std::string_view key, Place place) {
  std::size_t gap = hashOf(key) & mask();
  while (slots_[gap].place != place) gap = (gap + 1) & mask();

  for (std::size_t at = (gap + 1) & mask(); slots_[at].place != kNowhere; at = (at + 1) & mask()) {
    const std::size_t fromHome = (at - slots_[at].hash) & mask();
    const std::size_t fromGap = (at - gap) & mask();
    if (fromHome < fromGap) continue;
    slots_[gap] = slots_[at];
    gap = at;
  }
  slots_[gap] = {};
  --size_;
}

std::uint32_t ChannelIndex::hashOf(std::string_view key) {
  const std::uint64_t hash = std::hash<std::string_view>{}(key);
  return static_cast<std::uint32_t>(hash ^ (hash >> 32U));
}

void ChannelIndex::put(Slot slot) {
  std::size_t at = slot.hash & mask();
  while (slots_[at].place != kNowhere) at = (at + 1) & mask();
  slots_[at] = slot;
}

void ChannelIndex::grow() {
  const auto before = std::exchange(slots_, std::vector<Slot>(2 * slots_.size()));
  for (const Slot& slot : before) {
    if (slot.place != kNowhere) put(slot);
  }
}

}  // namespace fanfare::core
