#include "core/channel_index.h"

#include <functional>

namespace fanfare::core {

std::uint32_t ChannelIndex::hashOf(std::string_view key) {
  const std::uint64_t hash = std::hash<std::string_view>{}(key);
  return static_cast<std::uint32_t>(hash ^ (hash >> 32U));
}

}  // namespace fanfare::core
