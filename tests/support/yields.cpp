#include "support/yields.h"

#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace {

thread_local std::size_t count = 0;

}  // namespace

// In place of the C library's.
extern "C" int sched_yield() noexcept {
  ++count;
  return static_cast<int>(::syscall(SYS_sched_yield));
}

namespace fanfare::testing {

std::size_t yields() { return count; }

}  // namespace fanfare::testing
