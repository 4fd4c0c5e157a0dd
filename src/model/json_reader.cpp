#include "model/json_reader.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "fanfare/utf8.h"

#include "model/ascii.h"

namespace fanfare {
namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }

void appendUtf8(std::uint32_t point, std::string& out) {
  const auto byte = [&](std::uint32_t bits) { out += static_cast<char>(bits); };
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

std::optional<char> plainEscape(char c) {
  switch (c) {
    case '"':
    case '\\':
    case '/':
      return c;
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return std::nullopt;
  }
}

}  // namespace

JsonReader::JsonReader(std::string_view text) : text_(text) {
  if (!isUtf8(text)) (void)fail("not UTF-8");
}

bool JsonReader::fail(std::string reason) {
  if (!failed()) error_ = std::move(reason);
  return false;
}

bool JsonReader::unexpected(const char* wanted) {
  return fail("not JSON: expected " + std::string(wanted) + " at byte " + std::to_string(at_ + 1));
}

void JsonReader::skipBlanks() {
  at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size());
}

bool JsonReader::nextIs(char first) {
  skipBlanks();
  return !failed() && at_ < text_.size() && text_[at_] == first;
}

bool JsonReader::take(char c) {
  if (!nextIs(c)) return false;
  ++at_;
  return true;
}

bool JsonReader::takeWord(std::string_view word) {
  skipBlanks();
  if (failed() || text_.substr(at_, word.size()) != word) return false;
  at_ += word.size();
  return true;
}

// Stands before the next member or element, or behind `close`: then false.
bool JsonReader::takeComma(char close, bool& isFirst) {
  if (take(close)) return false;
  if (isFirst) {
    isFirst = false;
    return !failed();
  }
  return take(',') || unexpected("a comma");
}

bool JsonReader::readObject(const OnMember& onMember) {
  if (!take('{')) return unexpected("an object");
  if (++depth_ > kMaxDepth) return fail("nested too deeply");

  std::set<std::string> names;
  for (bool isFirst = true; takeComma('}', isFirst);) {
    const auto name = readString();
    if (!name) return false;
    if (!take(':')) return unexpected("a colon");
    if (!names.insert(*name).second) return fail(*name + ": given twice");
    if (!onMember(*name)) return false;
  }
  --depth_;
  return !failed();
}

bool JsonReader::readArray(const OnElement& onElement) {
  if (!take('[')) return unexpected("an array");
  if (++depth_ > kMaxDepth) return fail("nested too deeply");

  std::size_t index = 0;
  for (bool isFirst = true; takeComma(']', isFirst);) {
    if (!onElement(index++)) return false;
  }
  --depth_;
  return !failed();
}

std::optional<std::string> JsonReader::readString() {
  if (!take('"')) {
    (void)unexpected("a string");
    return std::nullopt;
  }
  std::string text;
  while (at_ < text_.size()) {
    const char c = text_[at_++];
    if (c == '"') return text;
    if (static_cast<unsigned char>(c) < 0x20) break;
    if (c != '\\') {
      text += c;
    } else if (!takeEscape(text)) {
      return std::nullopt;
    }
  }
  (void)unexpected("the end of a string");
  return std::nullopt;
}

bool JsonReader::takeEscape(std::string& out) {
  if (at_ == text_.size()) return unexpected("an escape");
  const char c = text_[at_++];
  if (c == 'u') return takeUnicode(out);
  const auto plain = plainEscape(c);
  if (!plain) return unexpected("an escape");
  out += *plain;
  return true;
}

bool JsonReader::takeUnicode(std::string& out) {
  const auto unit = takeHex4();
  if (!unit) return unexpected("four hexadecimal digits");
  if (*unit < 0xD800 || *unit > 0xDFFF) {
    appendUtf8(*unit, out);
    return true;
  }
  const bool isHigh = *unit < 0xDC00 && text_.substr(at_, 2) == "\\u";
  if (isHigh) at_ += 2;
  const auto low = isHigh ? takeHex4() : std::nullopt;
  if (!low || *low < 0xDC00 || *low > 0xDFFF) return unexpected("a surrogate pair");
  appendUtf8(0x10000 + ((*unit - 0xD800) << 10) + (*low - 0xDC00), out);
  return true;
}

std::optional<std::uint32_t> JsonReader::takeHex4() {
  std::uint32_t unit = 0;
  const std::string_view digits = text_.substr(at_, 4);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), unit, 16);
  if (digits.size() != 4 || end != digits.data() + 4 || error != std::errc()) return std::nullopt;
  at_ += 4;
  return unit;
}

std::optional<bool> JsonReader::readBoolean() {
  if (takeWord("true")) return true;
  if (takeWord("false")) return false;
  (void)unexpected("true or false");
  return std::nullopt;
}

std::optional<std::int64_t> JsonReader::readInteger() {
  skipBlanks();
  const std::size_t begin = at_;
  std::int64_t integer = 0;
  if (!failed() && takeNumber()) {
    const std::string_view digits = text_.substr(begin, at_ - begin);
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), integer);
    if (error == std::errc() && end == digits.data() + digits.size()) return integer;
  }
  (void)unexpected("an integer");
  return std::nullopt;
}

bool JsonReader::takeDigits() {
  const std::size_t begin = at_;
  while (at_ < text_.size() && isDigit(text_[at_])) ++at_;
  return at_ > begin;
}

// [ "-" ] ( "0" | digit1-9 *digit ) [ "." 1*digit ] [ ( "e" | "E" ) [ "+" | "-" ] 1*digit ]
bool JsonReader::takeNumber() {
  const auto takeAny = [&](std::string_view choices) {
    const bool found = at_ < text_.size() && choices.find(text_[at_]) != std::string_view::npos;
    if (found) ++at_;
    return found;
  };
  (void)takeAny("-");
  if (!takeAny("0") && !takeDigits()) return unexpected("a number");
  if (takeAny(".") && !takeDigits()) return unexpected("a digit");
  if (!takeAny("eE")) return true;
  (void)takeAny("+-");
  return takeDigits() || unexpected("a digit");
}

std::optional<std::string_view> JsonReader::readRaw() {
  skipBlanks();
  const std::size_t begin = at_;
  if (failed() || !skipValue()) return std::nullopt;
  return text_.substr(begin, at_ - begin);
}

bool JsonReader::skipValue() {
  if (nextIs('{')) return readObject([&](const std::string&) { return skipValue(); });
  if (nextIs('[')) return readArray([&](std::size_t) { return skipValue(); });
  if (nextIs('"')) return readString().has_value();
  if (takeWord("true") || takeWord("false") || takeWord("null")) return true;
  skipBlanks();
  if (at_ < text_.size() && (text_[at_] == '-' || isDigit(text_[at_]))) return takeNumber();
  return unexpected("a value");
}

bool JsonReader::readEnd() {
  skipBlanks();
  return !failed() && (at_ == text_.size() || unexpected("nothing more"));
}

std::string jsonQuoted(std::string_view text) {
  constexpr char kHexDigits[] = "0123456789abcdef";
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      quoted += {'\\', c};
    } else if (isControl(c)) {
      quoted += {'\\', 'u', '0', '0', kHexDigits[(c >> 4) & 15], kHexDigits[c & 15]};
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

}  // namespace fanfare
