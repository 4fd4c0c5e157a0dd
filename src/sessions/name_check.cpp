#include "sessions/name_check.h"

#include <algorithm>

#include "fanfare/channel.h"
#include "fanfare/utf8.h"

#include "model/ascii.h"

namespace fanfare::sessions {

bool fitsAChannel(std::string_view text) {
  constexpr std::size_t kMaxBytes = Channel::kMaxKeyBytes - Channel::kMaxFacilityBytes - 32;
  return text.size() <= kMaxBytes && isUtf8(text) &&
         std::none_of(text.begin(), text.end(), isControl);
}

}  // namespace fanfare::sessions
