// The wall clock of examples/plugins/journal, as a test turns it: linked in place of the example's.

#include <atomic>
#include <cstdint>

#include "wall_clock.h"

extern "C" {
extern std::atomic<std::int64_t> journalTurnedBy;
std::atomic<std::int64_t> journalTurnedBy{0};  // milliseconds
}

namespace journal {

Time now() {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()) +
         std::chrono::milliseconds(journalTurnedBy.load());
}

}  // namespace journal
