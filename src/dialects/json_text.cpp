#include "dialects/json_text.h"

#include <cstddef>
#include <cstdint>

#include "model/eight_bytes.h"

namespace fanfare::dialects {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kBase64Digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

bool isPlain(const EightBytes& bytes) {
  return !bytes.haveOneBelow(0x20) && !bytes.have('"') && !bytes.have('\\');
}

bool needsEscape(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

}  // namespace

void appendJsonEscape(std::string& json, char c) {
  switch (c) {
    case '"':
    case '\\':
      json.append(1, '\\').append(1, c);
      return;
    case '\n':
      json.append("\\n");
      return;
    case '\r':
      json.append("\\r");
      return;
    case '\t':
      json.append("\\t");
      return;
    default:
      appendUnicodeEscape(json, std::uint16_t{static_cast<unsigned char>(c)});
  }
}

void appendUnicodeEscape(std::string& json, std::uint16_t unit) {
  const char escape[] = {'\\',
                         'u',
                         kHexDigits[unit >> 12U],
                         kHexDigits[unit >> 8U & 0xFU],
                         kHexDigits[unit >> 4U & 0xFU],
                         kHexDigits[unit & 0xFU]};
  json.append(escape, sizeof escape);
}

void appendJsonString(std::string& json, std::string_view text) {
  json.push_back('"');
  std::size_t written = 0;
  for (std::size_t at = skipPlain(text, 0, isPlain); at < text.size();) {
    if (needsEscape(text[at])) {
      json.append(text, written, at - written);
      appendJsonEscape(json, text[at]);
      written = at + 1;
    }
    at = skipPlain(text, at + 1, isPlain);
  }
  json.append(text, written).push_back('"');
}

void appendBase64(std::string& json, std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::size_t count = bytes.size() - at < 3 ? bytes.size() - at : 3;
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      group = group << 8U | (i < count ? static_cast<unsigned char>(bytes[at + i]) : 0U);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      json.push_back(i <= count ? kBase64Digits[group >> (18 - 6 * i) & 63U] : '=');
    }
  }
}

}  // namespace fanfare::dialects
