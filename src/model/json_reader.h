#ifndef FANFARE_MODEL_JSON_READER_H_
#define FANFARE_MODEL_JSON_READER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "fanfare/json_text.h"

#include "model/json_scanner.h"

namespace fanfare {

// Reads JSON (RFC 8259) from front to back, asking for what is expected: it builds no tree, and
// tells which bytes a value had. Strict: no comments, no trailing commas, no escaped half of a
// surrogate pair, UTF-8 only.
//
// The first failure stays: every call after it fails too, and error() is what the sender may read.
class JsonReader {
 public:
  static constexpr int kMaxDepth = 64;

  // `text` outlives the reader.
  explicit JsonReader(std::string_view text);

  // Called with each member's name, to read its value; false ends the reading.
  using OnMember = std::function<bool(const std::string& name)>;
  // Called with each element's index, to read it; false ends the reading.
  using OnElement = std::function<bool(std::size_t index)>;

  bool nextIs(char first);  // of the next value: '{', '[', '"', 't' ...

  // False unless an object, without a name given twice, or an array was read.
  bool readObject(const OnMember& onMember);
  bool readArray(const OnElement& onElement);

  std::optional<std::string> readString();
  std::optional<bool> readBoolean();
  std::optional<std::int64_t> readInteger();

  // The bytes of the next value, whatever it is.
  std::optional<std::string_view> readRaw();

  // Whether nothing but blanks follows.
  bool readEnd();

  // Fails, for a reason outside JSON; the first failure stays.
  bool fail(std::string reason);
  const std::string& error() const { return error_; }

 private:
  bool failed() const { return !error_.empty(); }
  bool take(char c);
  bool takeWord(std::string_view word);
  bool takeComma(char close, bool& isFirst);
  bool skipValue();
  bool unexpected(const char* wanted);

  const std::string_view text_;
  JsonScanner scanner_;
  int depth_ = 0;
  std::string error_;
};

}  // namespace fanfare

#endif  // FANFARE_MODEL_JSON_READER_H_
