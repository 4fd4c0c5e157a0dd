// Values of many parts in one block of memory, for what is kept long and seldom looked at. Read by
// the process that wrote it, and nowhere else.

#ifndef FANFARE_CORE_PACKING_H_
#define FANFARE_CORE_PACKING_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>

#include "fanfare/handshake.h"

#include "model/slabs.h"

namespace fanfare::core {

// Bytes that stay as they are, in a block that is no longer than it needs to be. Value type.
class PackedBytes {
 public:
  PackedBytes() = default;
  explicit PackedBytes(std::size_t size)
      : block_(static_cast<char*>(allocate(sizeof(Size) + size))) {
    const auto stored = static_cast<Size>(size);
    std::memcpy(block_.get(), &stored, sizeof stored);
  }
  PackedBytes(const PackedBytes& other) : PackedBytes(other.size()) {
    if (size() > 0) std::memcpy(data(), other.data(), size());
  }
  PackedBytes(PackedBytes&& other) noexcept = default;
  PackedBytes& operator=(PackedBytes other) noexcept {
    block_.swap(other.block_);
    return *this;
  }
  ~PackedBytes() = default;

  // REQUIRES: it was not made empty, or moved from.
  char* data() { return block_.get() + sizeof(Size); }
  const char* data() const { return block_.get() + sizeof(Size); }
  std::size_t size() const { return block_ ? sizeOf(block_.get()) : 0; }
  std::string_view bytes() const { return block_ ? std::string_view(data(), size()) : ""; }

 private:
  using Size = std::uint32_t;

  // A large one takes no pages of its own, for there may be as many as there are connections.
  static void* allocate(std::size_t size) {
    return size <= Slabs::kLargest ? Slabs::allocate(size) : ::operator new(size);
  }
  static Size sizeOf(const char* block) {
    Size size = 0;
    std::memcpy(&size, block, sizeof size);
    return size;
  }
  struct Release {
    void operator()(char* block) const {
      const std::size_t size = sizeof(Size) + sizeOf(block);
      size <= Slabs::kLargest ? Slabs::release(block, size) : ::operator delete(block);
    }
  };

  std::unique_ptr<char, Release> block_;  // the size, and the bytes
};

// Writes parts one behind the other, each text behind its length, each list behind the number of
// its members; or only counts how long they are. Threads: one at a time.
class Packing {
 public:
  // Null: it counts. Else there is room at `to` for all that it will be given.
  explicit Packing(char* to) : to_(to) {}

  template <typename Number>
  void addNumber(Number number) {
    addBytes({reinterpret_cast<const char*>(&number), sizeof number});
  }
  void addText(std::string_view text) {
    addCount(text.size());
    addBytes(text);
  }
  // As they are; whoever takes them knows how many there are.
  void addBytes(std::string_view bytes) {
    if (to_ && !bytes.empty()) std::memcpy(to_ + size_, bytes.data(), bytes.size());
    size_ += bytes.size();
  }
  // Most are small.
  void addCount(std::size_t count) {
    if (count < kLargeCount) return addNumber(static_cast<std::uint8_t>(count));
    addNumber(kLargeCount);
    addNumber(static_cast<std::uint32_t>(count));
  }
  void addFields(const Fields& fields) {
    addCount(fields.size());
    for (const Field& field : fields) {
      addText(field.name);
      addText(field.value);
    }
  }

  std::size_t size() const { return size_; }

 private:
  friend class Unpacking;

  static constexpr std::uint8_t kLargeCount = 0xFF;  // it stands behind, in four bytes

  char* const to_;
  std::size_t size_ = 0;
};

// What `add` gives to a Packing.
template <typename Add>
PackedBytes packed(const Add& add) {
  Packing counting(nullptr);
  add(counting);
  PackedBytes bytes(counting.size());
  Packing packing(bytes.data());
  add(packing);
  return bytes;
}

// Takes the parts out again. REQUIRES: in the order and of the types in which they were added.
class Unpacking {
 public:
  // `packed` outlives it.
  explicit Unpacking(std::string_view packed) : rest_(packed) {}

  template <typename Number>
  Number takeNumber() {
    Number number{};
    std::memcpy(&number, take(sizeof number).data(), sizeof number);
    return number;
  }
  std::size_t takeCount() {
    const auto count = takeNumber<std::uint8_t>();
    return count == Packing::kLargeCount ? takeNumber<std::uint32_t>() : count;
  }
  // Valid as long as what is unpacked.
  std::string_view takeText() { return take(takeCount()); }
  Fields takeFields() {
    Fields fields(takeCount());
    for (Field& field : fields) {
      field.name = takeText();
      field.value = takeText();
    }
    return fields;
  }

 private:
  std::string_view take(std::size_t count) {
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }

  std::string_view rest_;
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_PACKING_H_
