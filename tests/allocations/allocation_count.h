#ifndef FANFARE_TESTS_ALLOCATIONS_ALLOCATION_COUNT_H_
#define FANFARE_TESTS_ALLOCATIONS_ALLOCATION_COUNT_H_

#include <cstddef>

namespace fanfare::testing {

// Counts what this thread asks the heap for while it lives: by `new` or malloc(), whichever library
// asks. A block that is made larger counts as another. One at a time on a thread.
class AllocationCount {
 public:
  AllocationCount();
  AllocationCount(const AllocationCount&) = delete;
  AllocationCount& operator=(const AllocationCount&) = delete;
  ~AllocationCount();

  std::size_t value() const;
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_ALLOCATIONS_ALLOCATION_COUNT_H_
