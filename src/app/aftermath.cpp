#include "app/aftermath.h"

#include <algorithm>
#include <utility>

namespace fanfare::app {

bool Aftermath::isOver(const Count& now) {
  const Count before = std::exchange(last_, now);
  const std::uint64_t come = now.come - before.come;
  const std::uint64_t gone = now.gone - before.gone;
  const std::uint64_t more = std::max(come, gone) - std::min(come, gone);

  if (come + gone > kUsual) {
    crowd_ += come + gone;
  } else if (more > kFew) {
    crowd_ += more;
  }
  const bool isQuiet = more <= kFew && come + gone <= kUsual;
  quiet_ = isQuiet ? quiet_ + 1 : 0;
  if (crowd_ < kCrowd || quiet_ < kQuietLooks) return false;
  crowd_ = 0;
  return true;
}

}  // namespace fanfare::app
