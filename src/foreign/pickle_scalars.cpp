#include "foreign/pickle_scalars.h"

#include <charconv>
#include <cmath>
#include <cstring>
#include <system_error>
#include <utility>

#include "fanfare/utf8.h"

#include "model/ascii.h"

namespace fanfare::foreign {
namespace {

// What is no number in JSON is null.
Value numberOf(double value) {
  if (!std::isfinite(value)) return {};
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  std::string digits(text, end);
  if (digits.find_first_of(".e") == std::string::npos) digits += ".0";
  return Value::ofNumber(std::move(digits));
}

std::optional<std::uint32_t> hexIn(std::string_view text) {
  std::uint32_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  const bool isWhole = read.ec == std::errc() && read.ptr == text.data() + text.size();
  return isWhole ? std::optional(value) : std::nullopt;
}

void appendUtf8(std::string& text, std::uint32_t point) {
  const auto put = [&text](std::uint32_t byte) { text += static_cast<char>(byte); };
  if (point < 0x80) return put(point);
  if (point < 0x800) {
    put(0xC0 | point >> 6);
  } else {
    if (point < 0x10000) {
      put(0xE0 | point >> 12);
    } else {
      put(0xF0 | point >> 18);
      put(0x80 | (point >> 12 & 0x3F));
    }
    put(0x80 | (point >> 6 & 0x3F));
  }
  put(0x80 | (point & 0x3F));
}

// The decimal digits of a number, whose most significant byte is first.
std::string decimalOf(std::string magnitude) {
  constexpr std::uint64_t kGroup = 1'000'000'000;
  constexpr std::size_t kGroupDigits = 9;
  std::string digits;
  while (magnitude.find_first_not_of('\0') != std::string::npos) {
    std::uint64_t rest = 0;
    for (char& byte : magnitude) {
      const std::uint64_t dividend = rest << 8 | static_cast<unsigned char>(byte);
      byte = static_cast<char>(dividend / kGroup);
      rest = dividend % kGroup;
    }
    const std::string group = std::to_string(rest);
    digits.insert(0, std::string(kGroupDigits - group.size(), '0') + group);
  }
  digits.erase(0, digits.find_first_not_of('0'));
  return digits;
}

// The byte that the escape at the front of `text` stands for, which is removed; nullopt if there is
// none that Python's repr() writes.
std::optional<char> takeEscape(std::string_view& text) {
  constexpr std::string_view kLetters = "\\'\"ntr";
  constexpr std::string_view kMeant = "\\'\"\n\t\r";
  if (text.empty()) return std::nullopt;
  const char letter = text.front();
  text.remove_prefix(1);
  const auto at = kLetters.find(letter);
  if (at != std::string_view::npos) return kMeant[at];
  const auto value = letter == 'x' && text.size() >= 2 ? hexIn(text.substr(0, 2)) : std::nullopt;
  if (!value) return std::nullopt;
  text.remove_prefix(2);
  return static_cast<char>(*value);
}

}  // namespace

std::optional<std::string_view> PickleBytes::take(std::uint64_t count) {
  if (count > rest_.size()) return std::nullopt;
  const auto taken = rest_.substr(0, static_cast<std::size_t>(count));
  rest_.remove_prefix(taken.size());
  return taken;
}

std::optional<std::string_view> PickleBytes::line() {
  const auto end = rest_.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const auto taken = rest_.substr(0, end);
  rest_.remove_prefix(end + 1);
  return taken;
}

std::optional<std::uint64_t> PickleBytes::number(std::size_t count) {
  const auto bytes = take(count);
  if (!bytes) return std::nullopt;
  std::uint64_t value = 0;
  for (std::size_t i = count; i > 0; --i) {
    value = value << 8 | static_cast<unsigned char>((*bytes)[i - 1]);
  }
  return value;
}

std::optional<Value> decimalInteger(std::string_view line) {
  if (!line.empty() && line.back() == 'L') line.remove_suffix(1);
  std::int64_t value = 0;
  const auto read = std::from_chars(line.data(), line.data() + line.size(), value);
  if (read.ec == std::errc::invalid_argument || read.ptr != line.data() + line.size()) {
    return std::nullopt;
  }
  return read.ec == std::errc() ? Value::ofNumber(std::to_string(value)) : Value();
}

std::optional<Value> decimalFloat(std::string_view line) {
  double value = 0;
  const auto read = std::from_chars(line.data(), line.data() + line.size(), value);
  if (read.ec == std::errc::invalid_argument || read.ptr != line.data() + line.size()) {
    return std::nullopt;
  }
  return read.ec == std::errc() ? numberOf(value) : Value();
}

std::optional<Value> binaryFloat(std::string_view bytes) {
  if (bytes.size() != sizeof(double)) return std::nullopt;
  std::uint64_t bits = 0;
  for (const char c : bytes) bits = bits << 8 | static_cast<unsigned char>(c);
  double value = 0;
  std::memcpy(&value, &bits, sizeof value);
  return numberOf(value);
}

std::optional<Value> quotedText(std::string_view line) {
  if (line.size() < 2 || line.front() != line.back()) return std::nullopt;
  if (line.front() != '\'' && line.front() != '"') return std::nullopt;
  line = line.substr(1, line.size() - 2);
  std::string text;
  while (!line.empty()) {
    const char c = line.front();
    line.remove_prefix(1);
    const auto meant = c == '\\' ? takeEscape(line) : std::optional(c);
    if (!meant) return std::nullopt;
    text += *meant;
  }
  return textOrNull(text);
}

std::optional<Value> escapedText(std::string_view line) {
  std::string text;
  while (!line.empty()) {
    const bool isEscape = line.size() >= 2 && line[0] == '\\' && (line[1] == 'u' || line[1] == 'U');
    if (!isEscape) {
      appendUtf8(text, static_cast<unsigned char>(line.front()));
      line.remove_prefix(1);
      continue;
    }
    const std::size_t digits = line[1] == 'u' ? 4 : 8;
    const auto point = line.size() >= 2 + digits ? hexIn(line.substr(2, digits)) : std::nullopt;
    if (!point || *point > 0x10FFFF) return std::nullopt;
    appendUtf8(text, *point);
    line.remove_prefix(2 + digits);
  }
  return utf8Text(text);
}

std::optional<Value> utf8Text(std::string_view bytes) {
  if (!isUtf8(bytes)) return std::nullopt;
  return Value::ofText(std::string(bytes));
}

Value littleEndianInteger(std::string_view bytes) {
  if (bytes.size() > sizeof(std::int64_t)) return {};
  const bool isNegative = !bytes.empty() && (bytes.back() & 0x80) != 0;
  std::uint64_t bits = isNegative ? ~std::uint64_t{0} : 0;
  for (std::size_t i = bytes.size(); i > 0; --i) {
    bits = bits << 8 | static_cast<unsigned char>(bytes[i - 1]);
  }
  return Value::ofNumber(std::to_string(static_cast<std::int64_t>(bits)));
}

std::optional<Value> exactInteger(std::string_view bytes) {
  if (bytes.size() <= sizeof(std::int64_t)) return littleEndianInteger(bytes);
  if (bytes.size() > kMaxIntegerBytes) return std::nullopt;
  std::string magnitude(bytes.rbegin(), bytes.rend());
  const bool isNegative = (magnitude.front() & 0x80) != 0;
  bool carries = isNegative;
  for (std::size_t i = magnitude.size(); isNegative && i > 0; --i) {
    const int negated = static_cast<unsigned char>(~magnitude[i - 1]) + (carries ? 1 : 0);
    magnitude[i - 1] = static_cast<char>(negated);
    carries = negated > 0xFF;
  }
  const std::string digits = decimalOf(std::move(magnitude));
  return Value::ofNumber(digits.empty() ? "0" : (isNegative ? "-" : "") + digits);
}

Value textOrNull(std::string_view bytes) {
  return isUtf8(bytes) ? Value::ofText(std::string(bytes)) : Value();
}

}  // namespace fanfare::foreign
