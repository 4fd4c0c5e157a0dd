#ifndef FANFARE_SESSIONS_NAME_CHECK_H_
#define FANFARE_SESSIONS_NAME_CHECK_H_

#include <string_view>

namespace fanfare::sessions {

// Whether `text` can be the name of a user, group or session: UTF-8 without control characters, of
// a size that leaves room for a facility in a channel's key. An empty one is none, and fits.
bool fitsAChannel(std::string_view text);

}  // namespace fanfare::sessions

#endif  // FANFARE_SESSIONS_NAME_CHECK_H_
