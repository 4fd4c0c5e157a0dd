// Memory for what stays as long as a connection does, and is there as often; and for the tables of
// it.
//
// Blocks of one size lie side by side in slabs of a few pages, apart from what the process soon
// frees: so nothing short-lived lies between them, and pages are given back to the system when the
// last of their slab is gone, but for one slab of each size. What malloc() keeps around a block,
// and what its threads' caches hold back, is saved with it. The idea is Bonwick's ("The Slab
// Allocator", USENIX Summer 1994). What takes pages by itself, a table of many, has pages of its
// own.
//
// In a build for the address or the thread sanitizer all of it is operator new's, so that these see
// each block.

#ifndef FANFARE_MODEL_SLABS_H_
#define FANFARE_MODEL_SLABS_H_

#include <cstddef>
#include <new>
#include <type_traits>

namespace fanfare {

// Threads: safe from any. A block may be released by another thread than allocated it; each
// thread allocates from slabs of its own, or that few others share.
class Slabs {
 public:
  // Larger ones are operator new's, up to those that have pages of their own.
  static constexpr std::size_t kLargest = 512;
  static constexpr std::size_t kOwnPages = 4096;
  static constexpr std::size_t kAlignment = 8;

  // Throws std::bad_alloc.
  static void* allocate(std::size_t bytes);
  // REQUIRES: `block` is of allocate(bytes).
  static void release(void* block, std::size_t bytes) noexcept;
};

// A base for what lies in slabs when it is made by `new`. REQUIRES: it is aligned to
// Slabs::kAlignment at most; where it would not even be by `new`, it does not compile.
class InSlabs {
 public:
  static void* operator new(std::size_t bytes) { return Slabs::allocate(bytes); }
  static void* operator new(std::size_t bytes, std::align_val_t alignment) = delete;
  static void* operator new(std::size_t /*bytes*/, void* place) noexcept { return place; }
  static void operator delete(void* block, std::size_t bytes) noexcept {
    Slabs::release(block, bytes);
  }
};

// For a container whose blocks lie in slabs.
template <typename Value>
class SlabAllocator {
  static_assert(alignof(Value) <= Slabs::kAlignment);

 public:
  using value_type = Value;
  using is_always_equal = std::true_type;

  SlabAllocator() = default;
  template <typename Other>  // NOLINTNEXTLINE(google-explicit-constructor): as all allocators
  SlabAllocator(const SlabAllocator<Other>& /*other*/) noexcept {}

  Value* allocate(std::size_t count) {
    return static_cast<Value*>(Slabs::allocate(count * kValueBytes));
  }
  void deallocate(Value* block, std::size_t count) noexcept {
    Slabs::release(block, count * kValueBytes);
  }

  friend bool operator==(const SlabAllocator&, const SlabAllocator&) { return true; }
  friend bool operator!=(const SlabAllocator&, const SlabAllocator&) { return false; }

 private:
  static constexpr std::size_t kValueBytes = sizeof(Value);  // NOLINT(bugprone-sizeof-expression)
};

}  // namespace fanfare

#endif  // FANFARE_MODEL_SLABS_H_
