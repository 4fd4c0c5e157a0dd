// A slab is kSlabBytes long and begins at a multiple of that, so that a block leads to its slab:
//
//    | Slab | cell | cell | ... | cell | what is left |
//
// Cells that were never taken lie behind the others, untouched, so that their pages need not be
// there.
//
// A plug-in has these functions again, and releases what the server allocated: kPluginVersion is
// raised with what is said here of a slab.

#include "model/slabs.h"

#include <sys/mman.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <vector>

#include "fanfare/sanitizer.h"

#include "model/mutex.h"

namespace fanfare {
namespace {

constexpr std::size_t kSlabBytes = 16 * 1024;
constexpr std::size_t kRegionBytes = 64 * kSlabBytes;  // that the system is asked for
constexpr std::size_t kSizes = Slabs::kLargest / Slabs::kAlignment;

class Home;

struct FreeCell {
  FreeCell* next;
};

struct Slab {
  Home& home;
  const std::uint32_t cellBytes;
  const std::uint32_t capacity;
  std::uint32_t taken = 0;
  std::uint32_t used = 0;    // taken, or free again: the cells before what was never taken
  FreeCell* free = nullptr;  // of the used
  Slab* before = nullptr;    // among those with room
  Slab* behind = nullptr;

  bool hasRoom() const { return taken < capacity; }

  void* take() {
    ++taken;
    if (FreeCell* const cell = free) {
      free = cell->next;
      return cell;
    }
    return reinterpret_cast<std::byte*>(this + 1) + std::size_t{used++} * cellBytes;
  }
  void giveBack(void* cell) {
    --taken;
    free = new (cell) FreeCell{free};
  }

  static Slab& of(void* cell) {
    const auto offset = reinterpret_cast<std::uintptr_t>(cell) % kSlabBytes;
    return *reinterpret_cast<Slab*>(static_cast<std::byte*>(cell) - offset);
  }
};
static_assert(sizeof(Slab) % Slabs::kAlignment == 0);

void* newPages(std::size_t bytes) {
  void* const memory =
      ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  return memory;
}

// It fails where the system would have to keep two mappings in place of one, and has too many.
void releasePages(void* block, std::size_t bytes) {
  if (::munmap(block, bytes) != 0) ::madvise(block, bytes, MADV_DONTNEED);
}

// With the size, so that a sanitizer sees a wrong one.
void releaseWhole(void* block, [[maybe_unused]] std::size_t bytes) {
#ifdef __cpp_sized_deallocation
  ::operator delete(block, bytes);
#else
  ::operator delete(block);
#endif
}

std::byte* newRegion() {
  void* const memory = newPages(kRegionBytes + kSlabBytes);  // longer, for it may begin anywhere
  const auto address = reinterpret_cast<std::uintptr_t>(memory);
  return static_cast<std::byte*>(memory) + (kSlabBytes - address % kSlabBytes) % kSlabBytes;
}

// The slabs of the threads that allocate here. Addresses that the system has once given stay, for
// the next slabs; their memory does not.
class Home {
 public:
  void* take(std::size_t size) {
    const MutexLock lock(mutex_);
    Slab*& first = withRoom_[size];
    if (!first) first = &addSlab((size + 1) * Slabs::kAlignment);
    Slab& slab = *first;
    void* const cell = slab.take();
    if (!slab.hasRoom()) unlink(slab, first);
    return cell;
  }

  void giveBack(Slab& slab, void* cell) {
    const MutexLock lock(mutex_);
    Slab*& first = withRoom_[slab.cellBytes / Slabs::kAlignment - 1];
    if (!slab.hasRoom()) link(slab, first);
    slab.giveBack(cell);
    // One stays, so that a single block that comes and goes does not cost a slab each time.
    const bool isOnlyOne = !slab.before && !slab.behind;
    if (slab.taken > 0 || isOnlyOne) return;
    unlink(slab, first);
    vacate(slab);
  }

 private:
  Slab& addSlab(std::size_t cellBytes) FANFARE_REQUIRES(mutex_) {
    if (vacant_.empty()) addRegion();
    std::byte* const place = vacant_.back();
    vacant_.pop_back();
    const std::size_t capacity = (kSlabBytes - sizeof(Slab)) / cellBytes;
    return *new (place)
        Slab{*this, static_cast<std::uint32_t>(cellBytes), static_cast<std::uint32_t>(capacity)};
  }

  void addRegion() FANFARE_REQUIRES(mutex_) {
    constexpr std::size_t kSlabs = kRegionBytes / kSlabBytes;
    vacant_.reserve(slabs_ + kSlabs);  // for all, for vacate() must not throw
    std::byte* const region = newRegion();
    slabs_ += kSlabs;
    for (std::size_t left = kSlabs; left > 0; --left) {
      vacant_.push_back(region + (left - 1) * kSlabBytes);
    }
  }

  void vacate(Slab& slab) FANFARE_REQUIRES(mutex_) {
    ::madvise(&slab, kSlabBytes, MADV_DONTNEED);
    vacant_.push_back(reinterpret_cast<std::byte*>(&slab));
  }

  // The next block is taken from the first, which is nearly full where it has just got room.
  static void link(Slab& slab, Slab*& first) {
    slab.before = nullptr;
    slab.behind = first;
    if (first) first->before = &slab;
    first = &slab;
  }
  static void unlink(Slab& slab, Slab*& first) {
    if (slab.before) slab.before->behind = slab.behind;
    if (slab.behind) slab.behind->before = slab.before;
    if (first == &slab) first = slab.behind;
    slab.before = slab.behind = nullptr;
  }

  Mutex mutex_;
  std::array<Slab*, kSizes> withRoom_ FANFARE_GUARDED_BY(mutex_){};  // the first of each size
  std::vector<std::byte*> vacant_ FANFARE_GUARDED_BY(mutex_);
  std::size_t slabs_ FANFARE_GUARDED_BY(mutex_) = 0;  // of all regions
};

// They are never destroyed, for what lies in them may be released by whatever is destroyed last.
Home& homeOfThisThread() {
  static constexpr std::size_t kHomes = 16;
  static auto& homes = *new std::array<Home, kHomes>;
  static std::atomic<std::size_t> threads{0};
  thread_local Home& home = homes.at(threads.fetch_add(1, std::memory_order_relaxed) % kHomes);
  return home;
}

constexpr bool isForSlabs(std::size_t bytes) { return !kIsSanitized && bytes <= Slabs::kLargest; }
constexpr bool hasOwnPages(std::size_t bytes) { return !kIsSanitized && bytes >= Slabs::kOwnPages; }

}  // namespace

void* Slabs::allocate(std::size_t bytes) {
  if (hasOwnPages(bytes)) return newPages(bytes);
  if (!isForSlabs(bytes)) return ::operator new(bytes);
  return homeOfThisThread().take(bytes == 0 ? 0 : (bytes - 1) / kAlignment);
}

void Slabs::release(void* block, std::size_t bytes) noexcept {
  if (!block) return;
  if (hasOwnPages(bytes)) return releasePages(block, bytes);
  if (!isForSlabs(bytes)) return releaseWhole(block, bytes);
  Slab& slab = Slab::of(block);
  slab.home.giveBack(slab, block);
}

}  // namespace fanfare
