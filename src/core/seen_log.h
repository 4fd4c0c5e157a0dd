#ifndef FANFARE_CORE_SEEN_LOG_H_
#define FANFARE_CORE_SEEN_LOG_H_

#include <cstddef>
#include <cstdint>
#include <memory>

#include "fanfare/message.h"

#include "model/slabs.h"

namespace fanfare::core {

// A payload's hash: what is remembered of a message. 0 stands for none.
using Fingerprint = std::uint64_t;
Fingerprint fingerprintOf(const Message& message);
Fingerprint fingerprintOf(const MessagePtr& message);

// Which messages came live on a channel lately, and which was kept last. Those that came have a
// place each, counted from 1 for the life of the log.
//
// As large as a pointer while there was none; then it has one block, which is made anew only for
// more than it ever remembered at once.
class SeenLog {
 public:
  using Place = std::uint64_t;

  static constexpr std::size_t kAtRest = 16;     // remembered at least while nobody looks again
  static constexpr std::size_t kWatched = 4096;  // and while somebody does

  void add(Fingerprint seen, std::size_t remembered);

  // The place that the next message will have.
  Place next() const { return block_ ? block_->first + block_->size : kFirst; }

  Place oldest() const {
    const Block* const block = block_.get();  // Clang's analyzer loses it in a unique_ptr
    return block != nullptr ? block->first : kFirst;
  }

  // Whether all from `place` on are remembered.
  bool reachesBackTo(Place place) const { return place >= oldest(); }

  // Whether an equal message came at `from` or behind it, as far as is remembered.
  bool has(Fingerprint wanted, Place from) const;

  void setLastKept(Fingerprint kept);
  Fingerprint lastKept() const { return block_ ? block_->lastKept : 0; }

 private:
  static constexpr Place kFirst = 1;
  static constexpr std::uint32_t kLeast = 2;  // as much room there is for what came

  // What came lies behind it, in the same block of memory.
  struct Block {
    Place first = kFirst;
    Fingerprint lastKept = 0;
    std::uint32_t size = 0;
    std::uint32_t capacity = 0;

    Fingerprint* begin() { return reinterpret_cast<Fingerprint*>(this + 1); }
    Fingerprint* end() { return begin() + size; }
  };
  struct Free {
    void operator()(Block* block) const { Slabs::release(block, bytesFor(block->capacity)); }
  };

  static constexpr std::size_t bytesFor(std::uint32_t capacity) {
    return sizeof(Block) + capacity * sizeof(Fingerprint);
  }

  // So many of what came.
  void forget(std::size_t oldest);
  // Moves what there is into a block for so many.
  void reserve(std::uint32_t capacity);

  std::unique_ptr<Block, Free> block_;  // null: nothing came and nothing was kept
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_SEEN_LOG_H_
