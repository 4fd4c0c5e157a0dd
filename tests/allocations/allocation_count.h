#ifndef FANFARE_TESTS_ALLOCATIONS_ALLOCATION_COUNT_H_
#define FANFARE_TESTS_ALLOCATIONS_ALLOCATION_COUNT_H_

#include <cstddef>

namespace fanfare::testing {

// Counts what this thread asks for while it lives: the heap, by `new` or malloc(), whichever
// library asks, or the slabs. A block that is made larger counts as another. One at a time on a
// thread.
class AllocationCount {
 public:
  AllocationCount();
  AllocationCount(const AllocationCount&) = delete;
  AllocationCount& operator=(const AllocationCount&) = delete;
  ~AllocationCount();

  std::size_t value() const;
  // What of it OpenSSL asked for.
  std::size_t ofOpenSsl() const;
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_ALLOCATIONS_ALLOCATION_COUNT_H_
