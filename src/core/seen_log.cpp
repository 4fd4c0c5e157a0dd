#include "core/seen_log.h"

#include <algorithm>
#include <functional>
#include <new>
#include <string>
#include <utility>

namespace fanfare::core {

Fingerprint fingerprintOf(const Message& message) {
  return std::max<Fingerprint>(1, std::hash<std::string>{}(message.payload));
}

Fingerprint fingerprintOf(const MessagePtr& message) {
  return message ? fingerprintOf(*message) : 0;
}

void SeenLog::add(Fingerprint seen, std::size_t remembered) {
  if (!block_) reserve(kLeast);
  if (block_->size >= 2 * remembered) forget(block_->size - remembered);
  if (block_->size == block_->capacity) reserve(std::max(kLeast, 2 * block_->capacity));
  new (block_->end()) Fingerprint(seen);
  ++block_->size;
}

bool SeenLog::has(Fingerprint wanted, Place from) const {
  if (!block_) return false;
  const Place skipped = std::min<Place>(from > oldest() ? from - oldest() : 0, block_->size);
  return std::find(block_->begin() + skipped, block_->end(), wanted) != block_->end();
}

void SeenLog::setLastKept(Fingerprint kept) {
  if (!block_) reserve(0);
  block_->lastKept = kept;
}

void SeenLog::forget(std::size_t oldest) {
  std::copy(block_->begin() + oldest, block_->end(), block_->begin());
  block_->size -= static_cast<std::uint32_t>(oldest);
  block_->first += oldest;
}

void SeenLog::reserve(std::uint32_t capacity) {
  static_assert(sizeof(Block) % alignof(Fingerprint) == 0);
  Block front = block_ ? *block_ : Block();
  front.capacity = capacity;
  void* const memory = Slabs::allocate(bytesFor(capacity));
  std::unique_ptr<Block, Free> block(new (memory) Block(front));
  if (block_) std::uninitialized_copy(block_->begin(), block_->end(), block->begin());
  block_ = std::move(block);
}

}  // namespace fanfare::core
