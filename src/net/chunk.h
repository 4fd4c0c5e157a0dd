#ifndef FANFARE_NET_CHUNK_H_
#define FANFARE_NET_CHUNK_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace fanfare::net {

// Encoded bytes, shared by every outbox they were enqueued to: a piece of a block that grows only
// at its end and never moves what it holds. Chunks of one block that follow each other join in an
// outbox into one. Value type.
//
// Threads: a block is written by one reactor; chunks of it stay on that reactor.
class Chunk {
 public:
  Chunk() = default;
  // All of `bytes`.
  explicit Chunk(std::string bytes);
  // REQUIRES: `bytes` lies within what `owner` keeps alive and unchanged.
  Chunk(std::shared_ptr<const void> owner, std::string_view bytes)
      : owner_(std::move(owner)), bytes_(bytes) {}

  std::string_view bytes() const { return bytes_; }
  std::size_t size() const { return bytes_.size(); }
  bool empty() const { return bytes_.empty(); }

  // Takes `next` in, if it follows this one in memory and in the same block.
  [[nodiscard]] bool join(const Chunk& next) {
    if (next.owner_ != owner_ || next.bytes_.data() != bytes_.data() + bytes_.size()) return false;
    bytes_ = {bytes_.data(), bytes_.size() + next.bytes_.size()};
    return true;
  }
  // REQUIRES: `size` <= size().
  Chunk front(std::size_t size) const { return Chunk(owner_, bytes_.substr(0, size)); }
  void removePrefix(std::size_t size) { bytes_.remove_prefix(size); }

 private:
  std::shared_ptr<const void> owner_;
  std::string_view bytes_;
};

// Makes chunks that lie behind each other, in blocks of a fixed size; what is larger than a block
// gets one of its own.
//
// Threads: confined to one reactor.
class ChunkWriter {
 public:
  // Has the next chunks, of `size` bytes together, lie in one block, if one holds so much.
  void keepTogether(std::size_t size);

  // The place for `size` bytes, to be filled at once; commit() makes the chunk of them.
  char* reserve(std::size_t size);
  // REQUIRES: reserve() was called last, for at least `size` bytes.
  Chunk commit(std::size_t size);

 private:
  struct Block {
    explicit Block(std::size_t size) : capacity(size), bytes(new char[size]) {}
    const std::size_t capacity;
    std::size_t used = 0;
    const std::unique_ptr<char[]> bytes;
  };

  bool hasRoomFor(std::size_t size) const {
    return block_ && block_->capacity - block_->used >= size;
  }

  static constexpr std::size_t kBlockBytes = std::size_t{64} * 1024;

  std::shared_ptr<Block> block_;
};

}  // namespace fanfare::net

#endif  // FANFARE_NET_CHUNK_H_
