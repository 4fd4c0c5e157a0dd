#include "dialects/json_number.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>

namespace fanfare::dialects {
namespace {

// A double keeps as many decimal digits, whatever they are.
constexpr std::size_t kSafeDigits = std::numeric_limits<double>::digits10;
// -1.7976931348623157e-308, and some.
constexpr std::size_t kLongest = 32;

constexpr int kFirstExponent = -6;  // of what is written without one
constexpr int kLastExponent = 20;

std::int64_t exponentIn(std::string_view digits) {
  if (digits.front() == '+') digits.remove_prefix(1);
  std::int64_t exponent = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
  if (read.ec == std::errc()) return exponent;
  // No text is so long that its digits could outweigh such an exponent.
  constexpr auto kBeyond = std::numeric_limits<std::int64_t>::max() / 2;
  return digits.front() == '-' ? -kBeyond : kBeyond;
}

// Whether `number`, which no double is near, is beyond the greatest rather than too close to 0.
bool isHuge(std::string_view number) {
  const std::size_t mark = number.find_first_of("eE");
  const std::string_view mantissa = number.substr(0, mark);
  const auto point = static_cast<std::int64_t>(std::min(mantissa.find('.'), mantissa.size()));
  const auto first = static_cast<std::int64_t>(mantissa.find_first_of("123456789"));
  const bool hasMark = mark != std::string_view::npos;
  return point - first + (hasMark ? exponentIn(number.substr(mark + 1)) : 0) > 0;
}

// `digits` with a point behind the first of them and an exponent.
void appendWithExponent(std::string& json, std::string_view digits, int exponent) {
  json += digits.front();
  if (digits.size() > 1) json.append(".").append(digits, 1);
  json.append(exponent < 0 ? "e-" : "e+").append(std::to_string(std::abs(exponent)));
}

// `digits` with the point where `exponent` puts it.
void appendPlain(std::string& json, std::string_view digits, int exponent) {
  if (exponent < 0) {
    json.append("0.").append(static_cast<std::size_t>(-exponent - 1), '0').append(digits);
    return;
  }
  const std::size_t whole = static_cast<std::size_t>(exponent) + 1;
  json.append(digits, 0, whole);
  if (digits.size() > whole) {
    json.append(".").append(digits, whole);
  } else {
    json.append(whole - digits.size(), '0');
  }
}

}  // namespace

// 1234 and -0.75, but neither 0.50 nor 1e3: no shorter number than one with so few digits can mean
// the same double.
bool isShortestNumber(std::string_view number) {
  if (number.size() > kSafeDigits || number == "-0") return false;
  bool hasPoint = false;
  for (const char c : number) {
    if (c == 'e' || c == 'E') return false;
    hasPoint = hasPoint || c == '.';
  }
  return !hasPoint || (number.back() != '0' && number.find("0.00000") == std::string_view::npos);
}

double doubleOf(std::string_view number) {
  double value = 0;
  const auto read = std::from_chars(number.data(), number.data() + number.size(), value);
  if (read.ec == std::errc()) return value;
  value = isHuge(number) ? std::numeric_limits<double>::infinity() : 0;
  return number.front() == '-' ? -value : value;
}

void appendNumber(std::string& json, double number) {
  std::array<char, kLongest> text{};
  char* first = text.data();
  const char* end =
      std::to_chars(first, first + text.size(), number, std::chars_format::scientific).ptr;
  if (*first == '-') json += *first++;
  const char* mark = std::find(static_cast<const char*>(first), end, 'e');
  const auto exponent =
      static_cast<int>(exponentIn({mark + 1, static_cast<std::size_t>(end - mark - 1)}));
  if (first[1] == '.') {
    first[1] = first[0];
    ++first;
  }
  const std::string_view digits(first, static_cast<std::size_t>(mark - first));
  if (exponent < kFirstExponent || exponent > kLastExponent) {
    appendWithExponent(json, digits, exponent);
  } else {
    appendPlain(json, digits, exponent);
  }
}

}  // namespace fanfare::dialects
