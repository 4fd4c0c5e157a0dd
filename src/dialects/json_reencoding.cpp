#include "dialects/json_reencoding.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <utility>

#include "fanfare/utf8.h"

#include "dialects/json_members.h"
#include "dialects/json_number.h"
#include "dialects/json_text.h"
#include "model/json_scanner.h"

namespace fanfare::dialects {
namespace {

constexpr std::uint32_t kReplacement = 0xFFFD;

constexpr std::array<bool, 256> kGoStops = [] {
  std::array<bool, 256> stops{};
  for (const char c : {'\\', '<', '>', '&', '\xE2'}) stops[static_cast<unsigned char>(c)] = true;
  return stops;
}();

bool needsEscape(std::uint32_t point) { return point < 0x20 || point == '"' || point == '\\'; }

bool isMarkup(std::uint32_t point) { return point == '<' || point == '>' || point == '&'; }

bool isLineSeparator(std::uint32_t point) { return point == 0x2028 || point == 0x2029; }

bool beginsWithLineSeparator(std::string_view string) {
  return string.substr(0, 2) == "\xE2\x80" && (string[2] == '\xA8' || string[2] == '\xA9');
}

// What a language is, beside the order of members:
//   plainSize     how much of the front of a string it writes as it stands
//   take          the character behind that, off the front
//   meant         which character it holds for one it has read
//   append        a character, as it writes it
//   appendDouble  a number; false if it cannot
struct Go {
  static constexpr auto kOrder = JsonMembers::Order::kSorted;

  static std::size_t plainSize(std::string_view string) {
    for (std::size_t at = 0; at < string.size(); ++at) {
      if (!kGoStops[static_cast<unsigned char>(string[at])]) continue;
      if (string[at] != '\xE2' || beginsWithLineSeparator(string.substr(at))) return at;
    }
    return string.size();
  }

  static std::uint32_t take(std::string_view& string) {
    const char first = string.front();
    if (first == '\\') return takeJsonEscape(string);
    if (first != '\xE2') {
      string.remove_prefix(1);
      return static_cast<unsigned char>(first);
    }
    const std::uint32_t separator = string[2] == '\xA8' ? 0x2028 : 0x2029;
    string.remove_prefix(3);
    return separator;
  }

  static std::uint32_t meant(std::uint32_t point) {
    return isSurrogate(point) ? kReplacement : point;
  }

  static void append(std::string& json, std::uint32_t point) {
    if (needsEscape(point)) return appendJsonEscape(json, static_cast<char>(point));
    if (!isMarkup(point) && !isLineSeparator(point)) return appendUtf8(point, json);
    appendUnicodeEscape(json, static_cast<std::uint16_t>(point));
  }

  static bool appendDouble(std::string& json, double number) {
    if (!std::isfinite(number)) return false;
    appendNumber(json, number);
    return true;
  }
};

struct JavaScript {
  static constexpr auto kOrder = JsonMembers::Order::kIndexesFirst;

  static std::size_t plainSize(std::string_view string) {
    return std::min(string.find('\\'), string.size());
  }

  static std::uint32_t take(std::string_view& string) { return takeJsonEscape(string); }

  static std::uint32_t meant(std::uint32_t point) { return point; }

  static void append(std::string& json, std::uint32_t point) {
    if (point == '\b' || point == '\f') {
      json.append(point == '\b' ? "\\b" : "\\f");
    } else if (needsEscape(point)) {
      appendJsonEscape(json, static_cast<char>(point));
    } else if (isSurrogate(point)) {
      appendUnicodeEscape(json, static_cast<std::uint16_t>(point));
    } else {
      appendUtf8(point, json);
    }
  }

  static bool appendDouble(std::string& json, double number) {
    if (!std::isfinite(number)) {
      json += "null";
    } else {
      appendNumber(json, number + 0.0);  // of -0 and 0 the sum is 0
    }
    return true;
  }
};

// One way through a text, writing as it reads.
template <typename Language>
class Reencoding {
 public:
  // REQUIRES: `json` is UTF-8, and outlives this.
  explicit Reencoding(std::string_view json) : json_(json), scanner_(json) {
    out_.reserve(json.size());
  }

  Result<std::string> result() {
    if (!run()) {
      return Error{ErrorCode::kInvalidArgument, fault_ ? fault_ : scanner_.complaint()};
    }
    return members_.inOrder(std::move(out_));
  }

 private:
  bool run() {
    do {
      if (!takeValue()) return false;
      while (!closers_.empty() && scanner_.take(closers_.back())) close();
      if (closers_.empty()) return !scanner_.next() || scanner_.lacks("nothing more");
    } while (takeComma());
    return false;
  }

  // The next value. Of an array or object with something in it, only the way to its first value,
  // which is taken then.
  bool takeValue() {
    for (;;) {
      const char first = scanner_.next().value_or('\0');
      if (first != '{' && first != '[') return takeScalar(first);
      if (!open(first)) return false;
      if (scanner_.take(closers_.back())) {
        close();
        return true;
      }
      if (first == '{' && !takeName()) return false;
    }
  }

  bool open(char bracket) {
    if (closers_.size() == kMaxJsonDepth) return fail("nested too deeply");
    (void)scanner_.take(bracket);
    if (bracket == '{') members_.beginObject(out_.size());
    closers_ += bracket == '{' ? '}' : ']';
    out_ += bracket;
    return true;
  }

  void close() {
    out_ += closers_.back();
    if (closers_.back() == '}') members_.endObject(out_.size());
    closers_.pop_back();
  }

  bool takeComma() {
    if (!scanner_.take(',')) return scanner_.lacks("a comma");
    out_ += ',';
    return closers_.back() == ']' || takeName();
  }

  bool takeName() {
    const auto name = scanner_.takeString();
    if (!name) return false;
    if (!scanner_.take(':')) return scanner_.lacks("a colon");
    members_.add(meaningOf(*name), out_.size());
    writeString(*name);
    out_ += ':';
    return true;
  }

  bool takeScalar(char first) {
    if (first == '"') {
      const auto string = scanner_.takeString();
      if (string) writeString(*string);
      return string.has_value();
    }
    if (first == '-' || (first >= '0' && first <= '9')) return takeNumber();
    for (const std::string_view word : {"true", "false", "null"}) {
      if (!scanner_.takeWord(word)) continue;
      out_ += word;
      return true;
    }
    return scanner_.lacks("a value");
  }

  bool takeNumber() {
    const auto number = scanner_.takeNumber();
    if (!number) return false;
    if (isShortestNumber(*number)) {
      out_ += *number;
      return true;
    }
    return Language::appendDouble(out_, doubleOf(*number)) || fail("a number beyond a double");
  }

  void writeString(std::string_view string) {
    out_ += '"';
    for (;;) {
      const std::size_t plain = Language::plainSize(string);
      out_.append(string, 0, plain);
      string.remove_prefix(plain);
      if (string.empty()) break;
      Language::append(out_, Language::meant(Language::take(string)));
    }
    out_ += '"';
  }

  // The name that `string` means: itself, but for escapes.
  std::string_view meaningOf(std::string_view string) {
    if (string.find('\\') == std::string_view::npos) return string;
    names_.reserve(json_.size());
    const std::size_t begin = names_.size();
    while (!string.empty()) {
      const std::size_t plain = std::min(string.find('\\'), string.size());
      names_.append(string, 0, plain);
      string.remove_prefix(plain);
      if (!string.empty()) appendUtf8(Language::meant(takeJsonEscape(string)), names_);
    }
    return std::string_view(names_).substr(begin);
  }

  bool fail(const char* fault) {
    fault_ = fault;
    return false;
  }

  const std::string_view json_;
  JsonScanner scanner_;
  std::string out_;
  std::string closers_;  // of the arrays and objects around the next value, the innermost's last
  std::string names_;  // those with escapes, without; together no longer than json_: it never moves
  JsonMembers members_{Language::kOrder};
  const char* fault_ = nullptr;  // if it is not the scanner's
};

enum class Broken { kEachByte, kEachBeginning };

// How many bytes at the front of `text` are a character, or the beginning of one that breaks off.
struct Front {
  std::size_t size;
  bool isWhole;
};

Front frontOf(std::string_view text) {
  Utf8Checker checker;
  for (std::size_t size = 0; size < text.size(); ++size) {
    if (!checker.accept(text.substr(size, 1))) return {std::max<std::size_t>(size, 1), false};
    if (checker.isComplete()) return {size + 1, true};
  }
  return {text.size(), false};
}

// `text` with U+FFFD for each byte, or each beginning of a character, that is not UTF-8.
std::string repaired(std::string_view text, Broken replaced) {
  std::string whole;
  while (!text.empty()) {
    const auto [size, isWhole] = frontOf(text);
    if (isWhole) {
      whole.append(text, 0, size);
    } else {
      const std::size_t count = replaced == Broken::kEachByte ? size : 1;
      for (std::size_t i = 0; i < count; ++i) appendUtf8(kReplacement, whole);
    }
    text.remove_prefix(size);
  }
  return whole;
}

}  // namespace

Result<std::string> reencodedAsGo(std::string_view json) {
  if (isUtf8(json)) return Reencoding<Go>(json).result();
  return Reencoding<Go>(repaired(json, Broken::kEachByte)).result();
}

std::string quotedAsGo(std::string_view bytes) {
  std::string json = "\"";
  while (!bytes.empty()) {
    const auto [size, isWhole] = frontOf(bytes);
    if (!isWhole) {
      for (std::size_t i = 0; i < size; ++i) json += "\\ufffd";
    } else if (size == 1) {
      Go::append(json, static_cast<unsigned char>(bytes.front()));
    } else if (beginsWithLineSeparator(bytes)) {
      appendUnicodeEscape(json, bytes[2] == '\xA8' ? 0x2028 : 0x2029);
    } else {
      json.append(bytes, 0, size);
    }
    bytes.remove_prefix(size);
  }
  return json + '"';
}

Result<std::string> reencodedAsJavaScript(std::string_view json) {
  if (isUtf8(json)) return Reencoding<JavaScript>(json).result();
  return Reencoding<JavaScript>(repaired(json, Broken::kEachBeginning)).result();
}

}  // namespace fanfare::dialects
