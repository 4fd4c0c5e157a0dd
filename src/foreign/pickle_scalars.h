#ifndef FANFARE_FOREIGN_PICKLE_SCALARS_H_
#define FANFARE_FOREIGN_PICKLE_SCALARS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "foreign/value.h"

namespace fanfare::foreign {

// The bytes of a pickle, from front to back. Each call is nullopt, and moves nothing, where there
// are not so many.
class PickleBytes final {
 public:
  explicit PickleBytes(std::string_view bytes) : rest_(bytes) {}

  std::optional<std::string_view> take(std::uint64_t count);
  // Without the line break that ends it.
  std::optional<std::string_view> line();
  // Of so many bytes, eight at most, the least significant first.
  std::optional<std::uint64_t> number(std::size_t count);

 private:
  std::string_view rest_;
};

// The scalars of Python as pickles write them. Nullopt if malformed.

std::optional<Value> decimalInteger(std::string_view line);  // "12", "-3L"
std::optional<Value> decimalFloat(std::string_view line);    // "1.5", "nan"
std::optional<Value> binaryFloat(std::string_view bytes);    // eight bytes, IEEE 754, big-endian
std::optional<Value> quotedText(std::string_view line);      // a str of Python 2: "'it\\'s'"
std::optional<Value> escapedText(std::string_view line);     // Latin-1 with \u1234 and \U00012345
std::optional<Value> utf8Text(std::string_view bytes);
Value littleEndianInteger(std::string_view bytes);  // two's complement; null beyond 64 bits
// Likewise, of up to kMaxIntegerBytes; nullopt beyond.
constexpr std::size_t kMaxIntegerBytes = 128;
std::optional<Value> exactInteger(std::string_view bytes);
Value textOrNull(std::string_view bytes);  // null if it is not UTF-8

}  // namespace fanfare::foreign

#endif  // FANFARE_FOREIGN_PICKLE_SCALARS_H_
