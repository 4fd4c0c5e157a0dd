#include "model/json_reader.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "fanfare/utf8.h"

#include "model/ascii.h"

namespace fanfare {
JsonReader::JsonReader(std::string_view text) : text_(text), scanner_(text) {
  if (!isUtf8(text)) (void)fail("not UTF-8");
}

bool JsonReader::fail(std::string reason) {
  if (!failed()) error_ = std::move(reason);
  return false;
}

bool JsonReader::unexpected(const char* wanted) {
  (void)scanner_.lacks(wanted);
  return fail(scanner_.complaint());
}

bool JsonReader::nextIs(char first) { return !failed() && scanner_.next() == first; }

bool JsonReader::take(char c) { return !failed() && scanner_.take(c); }

bool JsonReader::takeWord(std::string_view word) { return !failed() && scanner_.takeWord(word); }

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
  const auto string = failed() ? std::nullopt : scanner_.takeString();
  if (!string) {
    (void)fail(scanner_.complaint());
    return std::nullopt;
  }
  std::string text;
  for (std::string_view rest = *string;;) {
    const std::size_t plain = std::min(rest.find('\\'), rest.size());
    text.append(rest, 0, plain);
    rest.remove_prefix(plain);
    if (rest.empty()) return text;
    const std::uint32_t point = takeJsonEscape(rest);
    if (isSurrogate(point)) {
      (void)unexpected("whole surrogate pairs");
      return std::nullopt;
    }
    appendUtf8(point, text);
  }
}

std::optional<bool> JsonReader::readBoolean() {
  if (takeWord("true")) return true;
  if (takeWord("false")) return false;
  (void)unexpected("true or false");
  return std::nullopt;
}

std::optional<std::int64_t> JsonReader::readInteger() {
  const auto digits = failed() ? std::nullopt : scanner_.takeNumber();
  if (digits) {
    std::int64_t integer = 0;
    const auto [end, error] =
        std::from_chars(digits->data(), digits->data() + digits->size(), integer);
    if (error == std::errc() && end == digits->data() + digits->size()) return integer;
  }
  (void)unexpected("an integer");
  return std::nullopt;
}

std::optional<std::string_view> JsonReader::readRaw() {
  (void)scanner_.next();
  const std::size_t begin = scanner_.at();
  if (failed() || !skipValue()) return std::nullopt;
  return text_.substr(begin, scanner_.at() - begin);
}

bool JsonReader::skipValue() {
  if (nextIs('{')) return readObject([&](const std::string&) { return skipValue(); });
  if (nextIs('[')) return readArray([&](std::size_t) { return skipValue(); });
  if (nextIs('"')) return readString().has_value();
  if (takeWord("true") || takeWord("false") || takeWord("null")) return true;
  const char first = scanner_.next().value_or('\0');
  if (first != '-' && (first < '0' || first > '9')) return unexpected("a value");
  return scanner_.takeNumber() || fail(scanner_.complaint());
}

bool JsonReader::readEnd() { return !failed() && (!scanner_.next() || unexpected("nothing more")); }

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
