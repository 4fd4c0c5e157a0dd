// Strings (Python Language Reference, 2.4.1; str.isprintable()): in single quotes, unless there is
// one in it and no double quote. Escaped are the quote, the backslash, and what is not printable.
// Floats (sys.float_repr_style 'short'): the fewest digits, with an exponent of two digits at least
// from 1e+16 on and below 0.0001.

#include "dialects/python_repr.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string_view>

#include <Poco/TextIterator.h>
#include <Poco/UTF8Encoding.h>
#include <Poco/Unicode.h>

#include "fanfare/utf8.h"

#include "dialects/json_number.h"

namespace fanfare::dialects {
namespace {

using foreign::Value;

bool isPrintable(int point) {
  Poco::Unicode::CharacterProperties properties;
  Poco::Unicode::properties(point, properties);
  const bool isBlank = properties.category == Poco::Unicode::UCP_SEPARATOR;
  return properties.category != Poco::Unicode::UCP_OTHER && (!isBlank || point == ' ');
}

std::string escapeOf(int point) {
  const char* const form = point > 0xFFFF ? "\\U%08x" : point > 0xFF ? "\\u%04x" : "\\x%02x";
  std::array<char, sizeof("\\U0010ffff")> text{};
  const int size = std::snprintf(text.data(), text.size(), form, static_cast<unsigned>(point));
  return {text.data(), static_cast<std::size_t>(size)};
}

// Empty: it has none.
std::string_view nameOf(int point) {
  switch (point) {
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    case '\\':
      return "\\\\";
    default:
      return {};
  }
}

void appendText(std::string& repr, const std::string& text) {
  const bool isDouble = text.find('\'') != text.npos && text.find('"') == text.npos;
  const char quote = isDouble ? '"' : '\'';
  const Poco::UTF8Encoding utf8;
  repr += quote;
  const Poco::TextIterator end(text);
  for (Poco::TextIterator at(text, utf8); at != end; ++at) {
    const int point = *at;
    const auto name = nameOf(point);
    if (!name.empty()) {
      repr += name;
    } else if (point == quote) {
      repr.append(1, '\\').append(1, quote);
    } else if (!isPrintable(point)) {
      repr += escapeOf(point);
    } else {
      appendUtf8(static_cast<std::uint32_t>(point), repr);
    }
  }
  repr += quote;
}

std::string floatRepr(double number) {
  if (std::isinf(number)) return number < 0 ? "-inf" : "inf";
  constexpr double kFirstWithExponent = 1e16;
  constexpr double kLeastWithout = 1e-4;
  const double size = std::fabs(number);
  const bool isPlain = number == 0 || (size >= kLeastWithout && size < kFirstWithExponent);
  std::array<char, 32> text{};
  const auto written =
      std::to_chars(text.data(), text.data() + text.size(), number,
                    isPlain ? std::chars_format::fixed : std::chars_format::scientific);
  std::string repr(text.data(), written.ptr);
  if (isPlain && repr.find('.') == repr.npos) repr += ".0";
  return repr;
}

void appendNumberRepr(std::string& repr, const std::string& digits) {
  const bool isWhole = digits.find_first_of(".eE") == digits.npos;
  if (!isWhole) {
    repr += floatRepr(doubleOf(digits));
  } else {
    repr += digits == "-0" ? "0" : digits;
  }
}

void append(std::string& repr, const Value& value);

void appendList(std::string& repr, const Value::Array& elements) {
  repr += '[';
  for (const Value& one : elements) {
    if (&one != &elements.front()) repr += ", ";
    append(repr, one);
  }
  repr += ']';
}

void appendDict(std::string& repr, const Value::Object& members) {
  repr += '{';
  for (const auto& member : members) {
    if (&member != &members.front()) repr += ", ";
    appendText(repr, member.first);
    repr += ": ";
    append(repr, member.second);
  }
  repr += '}';
}

void append(std::string& repr, const Value& value) {
  if (const auto* elements = value.elements()) return appendList(repr, *elements);
  if (const auto* members = value.members()) return appendDict(repr, *members);
  if (const auto text = value.asText()) return appendText(repr, *text);
  if (const auto digits = value.asDigits()) return appendNumberRepr(repr, *digits);
  const auto boolean = value.asBoolean();
  repr += !boolean ? "None" : *boolean ? "True" : "False";
}

}  // namespace

std::string pythonReprOf(const Value& value) {
  std::string repr;
  append(repr, value);
  return repr;
}

}  // namespace fanfare::dialects
