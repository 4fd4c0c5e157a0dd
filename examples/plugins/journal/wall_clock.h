#ifndef JOURNAL_WALL_CLOCK_H_
#define JOURNAL_WALL_CLOCK_H_

#include <chrono>

namespace journal {

// The time of day, in whole milliseconds.
using Time = std::chrono::time_point<std::chrono::system_clock, std::chrono::milliseconds>;

// Safe from any thread.
Time now();

}  // namespace journal

#endif  // JOURNAL_WALL_CLOCK_H_
