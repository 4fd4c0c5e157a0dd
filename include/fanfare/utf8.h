#ifndef FANFARE_UTF8_H_
#define FANFARE_UTF8_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace fanfare {

// Whether `text` is well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates, at most
// U+10FFFF).
bool isUtf8(std::string_view text);

// Appends the character U+`point`, at most U+10FFFF. A surrogate is written in the form it would
// have: what is appended is not UTF-8 then.
void appendUtf8(std::uint32_t point, std::string& text);

// Checks a text that comes in pieces, cut anywhere. Value type.
class Utf8Checker {
 public:
  // False as soon as no continuation could make the text so far well-formed.
  [[nodiscard]] bool accept(std::string_view piece);

  // True if the text does not end within a character.
  bool isComplete() const { return missing_ == 0; }

 private:
  bool begin(std::uint8_t byte);    // of a character
  bool proceed(std::uint8_t byte);  // in one

  std::uint8_t missing_ = 0;     // continuation bytes still to come
  std::uint8_t lowest_ = 0x80;   // of the next continuation byte
  std::uint8_t highest_ = 0xBF;  // of the next continuation byte
};

}  // namespace fanfare

#endif  // FANFARE_UTF8_H_
