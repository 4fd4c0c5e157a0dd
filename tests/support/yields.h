#ifndef FANFARE_TESTS_SUPPORT_YIELDS_H_
#define FANFARE_TESTS_SUPPORT_YIELDS_H_

#include <cstddef>

namespace fanfare::testing {

// How often the calling thread has let others go first: the sched_yield() of the tests counts.
std::size_t yields();

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_YIELDS_H_
