#ifndef FANFARE_FOREIGN_VALUE_H_
#define FANFARE_FOREIGN_VALUE_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "fanfare/result.h"

namespace fanfare {
class JsonReader;
}

namespace fanfare::foreign {

// What JSON can say, and what the readers of other formats make of theirs: a token's claims, the
// content of a session, a message. Beyond JSON, it tells bytes from texts and tuples from arrays,
// where the format does. Value type.
class Value final {
 public:
  using Array = std::vector<Value>;
  using Object = std::vector<std::pair<std::string, Value>>;  // no name twice

  Value() = default;  // null
  static Value ofBoolean(bool value) { return Value(Held(value)); }
  static Value ofText(std::string text) { return Value(Held(std::move(text))); }
  static Value ofBytes(std::string bytes) { return Value(Held(Bytes{std::move(bytes)})); }
  // Its digits as JSON writes them: "-1", "2.5e3".
  static Value ofNumber(std::string digits) { return Value(Held(Number{std::move(digits)})); }
  static Value ofArray(Array elements) { return Value(Held(std::move(elements))); }
  // An array that its writer could not change.
  static Value ofTuple(Array elements) { return Value(Held(Tuple{std::move(elements)})); }
  static Value ofObject(Object members) { return Value(Held(std::move(members))); }

  // Fails with kInvalidArgument unless `text` is exactly one JSON value, in UTF-8, without a name
  // given twice.
  static Result<Value> parse(std::string_view text);

  bool isNull() const { return std::holds_alternative<std::monostate>(value_); }
  bool isObject() const { return std::holds_alternative<Object>(value_); }
  bool isTuple() const { return std::holds_alternative<Tuple>(value_); }

  // The value at `path`: names of members with dots between them, "realm_access.roles", or the
  // indices of elements, "key.0". A name may itself hold dots: the longest that is there counts.
  // Null pointer if there is none, or `path` is empty.
  const Value* at(std::string_view path) const;

  // The one member of an object that has no other, if that is its name.
  const Value* onlyMember(std::string_view name) const;

  // Of an array or a tuple; null pointer for any other value.
  const Array* elements() const;
  // Of an object; likewise.
  const Object* members() const { return std::get_if<Object>(&value_); }

  std::optional<bool> asBoolean() const;
  std::optional<std::string> asText() const;
  std::optional<std::string> asBytes() const;
  std::optional<double> asNumber() const;
  // Of a number: as JSON writes it.
  std::optional<std::string> asDigits() const;
  // How many bytes a text, bytes or the digits of a number have; 0 for any other value.
  std::size_t size() const;
  // A string, or the digits of a whole number.
  std::optional<std::string> asName() const;
  // The names in an array of such, or a name by itself.
  std::optional<std::vector<std::string>> asNames() const;

 private:
  struct Number {
    std::string text;
  };
  struct Bytes {
    std::string bytes;
  };
  struct Tuple {
    Array elements;
  };
  using Held = std::variant<std::monostate, bool, Number, std::string, Bytes, Array, Tuple, Object>;

  explicit Value(Held value) : value_(std::move(value)) {}

  // What the reader does not expect stays its error.
  static Value read(JsonReader& reader);
  // Of an object by its name, of an array by its index; null pointer if there is none.
  const Value* member(std::string_view name) const;
  const Value* element(std::string_view index) const;

  Held value_;
};

}  // namespace fanfare::foreign

#endif  // FANFARE_FOREIGN_VALUE_H_
