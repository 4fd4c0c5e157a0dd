// Puts functions of its own before glibc's malloc(), for this program and the libraries it loads.
// What they give out is glibc's, so free() is left as it is. Sanitizers do the same, so a program
// with these runs without them. OpenSSL has functions that it asks set, and the linker puts one
// before that of the slabs (--wrap).

#include "allocations/allocation_count.h"

#include <openssl/crypto.h>

#include <cassert>
#include <cerrno>
#include <cstdlib>
#include <utility>

extern "C" {

void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t number, std::size_t size);
void* __libc_realloc(void* block, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);

// fanfare::Slabs::allocate() itself, and what its callers are given in its place.
void* __real__ZN7fanfare5Slabs8allocateEm(std::size_t size);
void* __wrap__ZN7fanfare5Slabs8allocateEm(std::size_t size);

}  // extern "C"

namespace fanfare::testing {
namespace {

thread_local bool isCounting = false;
thread_local std::size_t counted = 0;
thread_local std::size_t countedOfOpenSsl = 0;

void count() {
  if (isCounting) ++counted;
}

void countForOpenSsl() {
  count();
  if (isCounting) ++countedOfOpenSsl;
}

void* mallocForOpenSsl(std::size_t size, const char* /*file*/, int /*line*/) {
  countForOpenSsl();
  return __libc_malloc(size);
}

void* reallocForOpenSsl(void* block, std::size_t size, const char* /*file*/, int /*line*/) {
  countForOpenSsl();
  return __libc_realloc(block, size);
}

void freeForOpenSsl(void* block, const char* /*file*/, int /*line*/) { std::free(block); }

// OpenSSL lets them be set before it has allocated anything.
const int kIsSet = CRYPTO_set_mem_functions(mallocForOpenSsl, reallocForOpenSsl, freeForOpenSsl);

}  // namespace

AllocationCount::AllocationCount() {
  assert(!isCounting);
  if (kIsSet != 1) std::abort();
  counted = 0;
  countedOfOpenSsl = 0;
  isCounting = true;
}

AllocationCount::~AllocationCount() { isCounting = false; }

std::size_t AllocationCount::value() const { return counted; }

std::size_t AllocationCount::ofOpenSsl() const { return countedOfOpenSsl; }

}  // namespace fanfare::testing

extern "C" {

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

// One, whatever the slabs need for it.
void* __wrap__ZN7fanfare5Slabs8allocateEm(std::size_t size) {
  fanfare::testing::count();
  const bool wasCounting = std::exchange(fanfare::testing::isCounting, false);
  void* const block = __real__ZN7fanfare5Slabs8allocateEm(size);
  fanfare::testing::isCounting = wasCounting;
  return block;
}

}  // extern "C"
