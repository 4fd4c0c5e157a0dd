#ifndef FANFARE_SESSIONS_ISO_TIME_H_
#define FANFARE_SESSIONS_ISO_TIME_H_

#include <chrono>
#include <optional>
#include <string_view>

namespace fanfare::sessions {

// The time that `text` is in the form of RFC 3339, down to its second:
// "2026-11-21T08:20:00.5+01:00". Those after the year 2200 are as in that. Nullopt if it is none;
// without an offset from UTC, too, for then it may be any.
std::optional<std::chrono::system_clock::time_point> isoTimeIn(std::string_view text);

}  // namespace fanfare::sessions

#endif  // FANFARE_SESSIONS_ISO_TIME_H_
