// Values of many parts in one block of memory, for what is kept long and seldom looked at. Read by
// the process that wrote it, and nowhere else.

#ifndef FANFARE_CORE_PACKING_H_
#define FANFARE_CORE_PACKING_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "fanfare/handshake.h"

namespace fanfare::core {

// Appends parts, each text behind its length, each list behind the number of its members; or only
// counts how long they are. Threads: one at a time.
class Packing {
 public:
  // Null: it counts. `packed` outlives it.
  explicit Packing(std::string* packed) : packed_(packed) {}

  template <typename Number>
  void addNumber(Number number) {
    append({reinterpret_cast<const char*>(&number), sizeof number});
  }
  void addText(std::string_view text) {
    addCount(text.size());
    append(text);
  }
  void addCount(std::size_t count) { addNumber(static_cast<std::uint32_t>(count)); }
  void addFields(const Fields& fields) {
    addCount(fields.size());
    for (const Field& field : fields) {
      addText(field.name);
      addText(field.value);
    }
  }

  std::size_t size() const { return size_; }

 private:
  void append(std::string_view bytes) {
    size_ += bytes.size();
    if (packed_) packed_->append(bytes);
  }

  std::string* const packed_;
  std::size_t size_ = 0;
};

// What `add` gives to a Packing, in a block that is no longer than it needs to be.
template <typename Add>
std::string packed(const Add& add) {
  Packing counting(nullptr);
  add(counting);
  std::string text;
  text.reserve(counting.size());
  Packing packing(&text);
  add(packing);
  return text;
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
  std::size_t takeCount() { return takeNumber<std::uint32_t>(); }
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
