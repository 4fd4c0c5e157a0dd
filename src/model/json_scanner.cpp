#include "model/json_scanner.h"

#include <cstring>

namespace fanfare {
namespace {

constexpr std::uint64_t kOnes = 0x0101010101010101u;
constexpr std::uint64_t kHighBits = 0x8080808080808080u;

bool isDigit(char c) { return c >= '0' && c <= '9'; }

// Whether a byte of `word` is below `bound`, at most 0x80.
constexpr std::uint64_t anyBelow(std::uint64_t word, std::uint64_t bound) {
  return (word - kOnes * bound) & ~word & kHighBits;
}

constexpr std::uint64_t anyIs(std::uint64_t word, char c) {
  return anyBelow(word ^ kOnes * static_cast<unsigned char>(c), 1);
}

bool endsPlain(char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20; }

std::optional<std::uint32_t> hexDigit(char c) {
  if (isDigit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return std::nullopt;
}

std::optional<std::uint32_t> hex4(std::string_view text) {
  if (text.size() < 4) return std::nullopt;
  std::uint32_t unit = 0;
  for (const char c : text.substr(0, 4)) {
    const auto digit = hexDigit(c);
    if (!digit) return std::nullopt;
    unit = unit << 4 | *digit;
  }
  return unit;
}

bool isPlainEscape(char c) {
  return std::string_view("\"\\/bfnrt").find(c) != std::string_view::npos;
}

char plainEscape(char c) {
  switch (c) {
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
      return c;
  }
}

}  // namespace

std::optional<char> JsonScanner::next() {
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (c != ' ' && c != '\n' && c != '\r' && c != '\t') return c;
    ++at_;
  }
  return std::nullopt;
}

bool JsonScanner::take(char c) {
  if (next() != c) return false;
  ++at_;
  return true;
}

bool JsonScanner::takeWord(std::string_view word) {
  (void)next();
  if (text_.substr(at_, word.size()) != word) return false;
  at_ += word.size();
  return true;
}

bool JsonScanner::lacks(const char* wanted) {
  wanted_ = wanted;
  wantedAt_ = at_;
  return false;
}

std::string JsonScanner::complaint() const {
  return "not JSON: expected " + std::string(wanted_) + " at byte " + std::to_string(wantedAt_ + 1);
}

bool JsonScanner::takeByte(char c) {
  const bool isThere = at_ < text_.size() && text_[at_] == c;
  if (isThere) ++at_;
  return isThere;
}

bool JsonScanner::takeDigits() {
  const std::size_t begin = at_;
  while (at_ < text_.size() && isDigit(text_[at_])) ++at_;
  return at_ > begin;
}

std::optional<std::string_view> JsonScanner::takeNumber() {
  (void)next();
  const std::size_t begin = at_;
  if (!takeNumberParts()) return std::nullopt;
  return text_.substr(begin, at_ - begin);
}

// [ "-" ] ( "0" | digit1-9 *digit ) [ "." 1*digit ] [ ( "e" | "E" ) [ "+" | "-" ] 1*digit ]
bool JsonScanner::takeNumberParts() {
  (void)takeByte('-');
  if (!takeByte('0') && !takeDigits()) return lacks("a number");
  if (takeByte('.') && !takeDigits()) return lacks("a digit");
  if (!takeByte('e') && !takeByte('E')) return true;
  if (!takeByte('+')) (void)takeByte('-');
  return takeDigits() || lacks("a digit");
}

std::optional<std::string_view> JsonScanner::takeString() {
  if (!take('"')) {
    (void)lacks("a string");
    return std::nullopt;
  }
  const std::size_t begin = at_;
  for (skipPlain(); at_ < text_.size() && text_[at_] == '\\'; skipPlain()) {
    if (!takeEscape()) return std::nullopt;
  }
  const std::size_t end = at_;
  if (takeByte('"')) return text_.substr(begin, end - begin);
  (void)lacks("the end of a string");
  return std::nullopt;
}

// To the next byte that is more than a character of a string, or to the end of the text.
void JsonScanner::skipPlain() {
  for (std::uint64_t word = 0; at_ + sizeof word <= text_.size(); at_ += sizeof word) {
    std::memcpy(&word, text_.data() + at_, sizeof word);
    if (anyIs(word, '"') || anyIs(word, '\\') || anyBelow(word, 0x20)) break;
  }
  while (at_ < text_.size() && !endsPlain(text_[at_])) ++at_;
}

bool JsonScanner::takeEscape() {
  ++at_;
  if (at_ < text_.size() && isPlainEscape(text_[at_])) {
    ++at_;
    return true;
  }
  if (!takeByte('u')) return lacks("an escape");
  if (!hex4(text_.substr(at_))) return lacks("four hexadecimal digits");
  at_ += 4;
  return true;
}

std::uint32_t takeJsonEscape(std::string_view& string) {
  const char kind = string[1];
  string.remove_prefix(2);
  if (kind != 'u') return static_cast<unsigned char>(plainEscape(kind));

  const std::uint32_t unit = hex4(string).value_or(0);
  string.remove_prefix(4);
  const bool isHigh = unit >= 0xD800 && unit < 0xDC00 && string.substr(0, 2) == "\\u";
  const std::uint32_t low = isHigh ? hex4(string.substr(2)).value_or(0) : 0;
  if (low < 0xDC00 || low > 0xDFFF) return unit;
  string.remove_prefix(6);
  return 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
}

}  // namespace fanfare
