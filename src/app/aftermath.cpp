#include "app/aftermath.h"

#include <utility>

namespace fanfare::app {

bool Aftermath::isOver(std::uint64_t connections) {
  const std::uint64_t before = std::exchange(last_, connections);
  const std::uint64_t moved = connections > before ? connections - before : before - connections;
  moved_ += moved;
  quiet_ = moved <= kFew ? quiet_ + 1 : 0;
  if (moved_ < kCrowd || quiet_ < kQuietLooks) return false;
  moved_ = 0;
  return true;
}

}  // namespace fanfare::app
