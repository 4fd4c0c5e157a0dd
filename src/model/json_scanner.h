#ifndef FANFARE_MODEL_JSON_SCANNER_H_
#define FANFARE_MODEL_JSON_SCANNER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fanfare {

// Takes the tokens of JSON (RFC 8259) from front to back, each judged by itself: which may follow
// which, and how deep, is the grammar of its caller. It builds nothing and allocates nothing.
//
// What fails stays where the fault is, and complaint() says what was wanted there.
class JsonScanner {
 public:
  // REQUIRES: `text` is UTF-8, and outlives the scanner.
  explicit JsonScanner(std::string_view text) : text_(text) {}

  // The byte that the next token begins with; nullopt at the end of the text.
  std::optional<char> next();

  // Take the token if it is the next one.
  bool take(char c);
  bool takeWord(std::string_view word);

  // The next token's bytes: of a number all, of a string what stands between its quotes, with its
  // escapes. nullopt, and a complaint, if it is no such token.
  std::optional<std::string_view> takeNumber();
  std::optional<std::string_view> takeString();

  // Notes that `wanted`, a literal, should stand here; always false.
  bool lacks(const char* wanted);
  std::string complaint() const;

  std::size_t at() const { return at_; }

 private:
  bool takeByte(char c);
  bool takeDigits();
  bool takeNumberParts();
  bool takeEscape();
  void skipPlain();

  const std::string_view text_;
  std::size_t at_ = 0;
  const char* wanted_ = "nothing";
  std::size_t wantedAt_ = 0;
};

constexpr bool isSurrogate(std::uint32_t point) { return point >= 0xD800 && point <= 0xDFFF; }

// Takes the escape at the front of `string` and tells the character it stands for. Two escapes that
// are the halves of a surrogate pair are one character; a half without its other is itself.
// REQUIRES: `string` is of takeString(), from a backslash on that begins an escape.
std::uint32_t takeJsonEscape(std::string_view& string);

}  // namespace fanfare

#endif  // FANFARE_MODEL_JSON_SCANNER_H_
