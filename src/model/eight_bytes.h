#ifndef FANFARE_MODEL_EIGHT_BYTES_H_
#define FANFARE_MODEL_EIGHT_BYTES_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace fanfare {

// Eight bytes of a text, looked at together: where nearly all of a text needs no attention, that is
// several times faster than one by one. Value type.
class EightBytes {
 public:
  static constexpr std::size_t kCount = 8;

  // REQUIRES: `text` has so many bytes from `at` on.
  EightBytes(std::string_view text, std::size_t at) {
    std::memcpy(&bytes_, text.data() + at, kCount);
  }

  // REQUIRES: `bound` <= 0x80.
  bool haveOneBelow(std::uint8_t bound) const { return isOneBelow(bytes_, bound); }
  bool have(std::uint8_t byte) const { return isOneBelow(bytes_ ^ (kOnes * byte), 1); }

 private:
  static constexpr std::uint64_t kOnes = 0x0101010101010101;
  static constexpr std::uint64_t kHighBits = kOnes << 7;

  static bool isOneBelow(std::uint64_t bytes, std::uint64_t bound) {
    return ((bytes - kOnes * bound) & ~bytes & kHighBits) != 0;
  }

  std::uint64_t bytes_;
};

// Where from `at` on the first eight bytes begin that are not `plain`, or where fewer are left.
template <typename IsPlain>
std::size_t skipPlain(std::string_view text, std::size_t at, const IsPlain& isPlain) {
  while (at + EightBytes::kCount <= text.size() && isPlain(EightBytes(text, at))) {
    at += EightBytes::kCount;
  }
  return at;
}

}  // namespace fanfare

#endif  // FANFARE_MODEL_EIGHT_BYTES_H_
