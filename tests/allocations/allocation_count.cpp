// Puts functions of its own before glibc's malloc(), for this program and the libraries it loads.
// What they give out is glibc's, so free() is left as it is. Sanitizers do the same, so a program
// with these runs without them.

#include "allocations/allocation_count.h"

#include <cassert>
#include <cerrno>

namespace fanfare::testing {
namespace {

thread_local bool isCounting = false;
thread_local std::size_t counted = 0;

void count() {
  if (isCounting) ++counted;
}

}  // namespace

AllocationCount::AllocationCount() {
  assert(!isCounting);
  counted = 0;
  isCounting = true;
}

AllocationCount::~AllocationCount() { isCounting = false; }

std::size_t AllocationCount::value() const { return counted; }

}  // namespace fanfare::testing

extern "C" {

void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t number, std::size_t size);
void* __libc_realloc(void* block, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);

void* malloc(std::size_t size) {
  fanfare::testing::count();
  return __libc_malloc(size);
}

void* calloc(std::size_t number, std::size_t size) {
  fanfare::testing::count();
  return __libc_calloc(number, size);
}

void* realloc(void* block, std::size_t size) {
  fanfare::testing::count();
  return __libc_realloc(block, size);
}

void* aligned_alloc(std::size_t alignment, std::size_t size) {
  fanfare::testing::count();
  return __libc_memalign(alignment, size);
}

int posix_memalign(void** block, std::size_t alignment, std::size_t size) {
  fanfare::testing::count();
  *block = __libc_memalign(alignment, size);
  return *block ? 0 : ENOMEM;
}

}  // extern "C"
