// Well-formed UTF-8 (The Unicode Standard, table 3-7; RFC 3629, 4):
//
//   00..7F
//   C2..DF  80..BF
//   E0      A0..BF  80..BF        no overlong form
//   E1..EC  80..BF  80..BF
//   ED      80..9F  80..BF        no surrogate
//   EE..EF  80..BF  80..BF
//   F0      90..BF  80..BF 80..BF no overlong form
//   F1..F3  80..BF  80..BF 80..BF
//   F4      80..8F  80..BF 80..BF at most U+10FFFF

#include "fanfare/utf8.h"

#include <cstring>

namespace fanfare {
namespace {

constexpr std::uint64_t kHighBits = 0x8080808080808080u;

// The length of the longest ASCII run at the front, in whole words of eight.
std::size_t asciiWords(std::string_view text) {
  std::size_t size = 0;
  for (; size + 8 <= text.size(); size += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + size, 8);
    if (word & kHighBits) break;
  }
  return size;
}

}  // namespace

bool Utf8Checker::accept(std::string_view piece) {
  while (!piece.empty()) {
    if (missing_ == 0) {
      piece.remove_prefix(asciiWords(piece));
      if (piece.empty()) break;
    }
    const auto byte = static_cast<std::uint8_t>(piece.front());
    piece.remove_prefix(1);
    if (!(missing_ > 0 ? proceed(byte) : begin(byte))) return false;
  }
  return true;
}

bool Utf8Checker::begin(std::uint8_t byte) {
  if (byte < 0x80) return true;
  if (byte < 0xC2 || byte > 0xF4) return false;
  missing_ = byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : 3;
  if (byte == 0xE0) lowest_ = 0xA0;
  if (byte == 0xF0) lowest_ = 0x90;
  if (byte == 0xED) highest_ = 0x9F;
  if (byte == 0xF4) highest_ = 0x8F;
  return true;
}

bool Utf8Checker::proceed(std::uint8_t byte) {
  if (byte < lowest_ || byte > highest_) return false;
  --missing_;
  lowest_ = 0x80;
  highest_ = 0xBF;
  return true;
}

bool isUtf8(std::string_view text) {
  Utf8Checker checker;
  return checker.accept(text) && checker.isComplete();
}

void appendUtf8(std::uint32_t point, std::string& text) {
  const auto byte = [&](std::uint32_t bits) { text += static_cast<char>(bits); };
  if (point < 0x80) return byte(point);
  if (point < 0x800) {
    byte(0xC0 | point >> 6);
  } else if (point < 0x10000) {
    byte(0xE0 | point >> 12);
    byte(0x80 | (point >> 6 & 0x3F));
  } else {
    byte(0xF0 | point >> 18);
    byte(0x80 | (point >> 12 & 0x3F));
    byte(0x80 | (point >> 6 & 0x3F));
  }
  byte(0x80 | (point & 0x3F));
}

}  // namespace fanfare
