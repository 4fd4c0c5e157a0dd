#include "net/chunk.h"

#include <algorithm>
#include <utility>

namespace fanfare::net {

Chunk::Chunk(std::string bytes) {
  auto owned = std::make_shared<const std::string>(std::move(bytes));
  bytes_ = *owned;
  owner_ = std::move(owned);
}

void ChunkWriter::keepTogether(std::size_t size) {
  if (size <= kBlockBytes && !hasRoomFor(size)) block_.reset();
}

char* ChunkWriter::reserve(std::size_t size) {
  if (!hasRoomFor(size)) {
    block_ = std::make_shared<Block>(std::max(size, kBlockBytes));
  }
  return block_->bytes.get() + block_->used;
}

Chunk ChunkWriter::commit(std::size_t size) {
  const std::string_view bytes(block_->bytes.get() + block_->used, size);
  block_->used += size;
  return Chunk(block_, bytes);
}

}  // namespace fanfare::net
