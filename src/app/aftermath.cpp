#include "app/aftermath.h"

#include <utility>

namespace fanfare::app {

bool Aftermath::isOver(std::uint64_t moves) {
  const std::uint64_t moved = moves - std::exchange(last_, moves);
  moved_ += moved;
  quiet_ = moved <= kFew ? quiet_ + 1 : 0;
  if (moved_ < kCrowd || quiet_ < kQuietLooks) return false;
  moved_ = 0;
  return true;
}

}  // namespace fanfare::app
