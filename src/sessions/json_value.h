#ifndef FANFARE_SESSIONS_JSON_VALUE_H_
#define FANFARE_SESSIONS_JSON_VALUE_H_

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

namespace fanfare::sessions {

// A JSON value, such as a token's claims or the content of a session. Value type.
class JsonValue final {
 public:
  JsonValue() = default;  // null

  // Fails with kInvalidArgument unless `text` is exactly one JSON value, in UTF-8, without a name
  // given twice.
  static Result<JsonValue> parse(std::string_view text);

  bool isNull() const { return std::holds_alternative<std::monostate>(value_); }
  bool isObject() const { return std::holds_alternative<Object>(value_); }

  // The value at `path`: names of members with dots between them, "realm_access.roles". A name may
  // itself hold dots: the longest that is there counts. Null pointer if there is none, or `path` is
  // empty.
  const JsonValue* at(std::string_view path) const;

  // The one member of an object that has no other, if that is its name.
  const JsonValue* onlyMember(std::string_view name) const;

  // Of an array; null pointer for any other value.
  const std::vector<JsonValue>* elements() const { return std::get_if<Array>(&value_); }

  std::optional<std::string> asText() const;
  std::optional<double> asNumber() const;
  // A string, or the digits of a whole number.
  std::optional<std::string> asName() const;
  // The names in an array of such, or a name by itself.
  std::optional<std::vector<std::string>> asNames() const;

 private:
  struct Number {
    std::string text;
  };
  using Array = std::vector<JsonValue>;
  using Object = std::vector<std::pair<std::string, JsonValue>>;

  // What the reader does not expect stays its error.
  static JsonValue read(JsonReader& reader);
  const JsonValue* member(std::string_view name) const;

  std::variant<std::monostate, bool, Number, std::string, Array, Object> value_;
};

}  // namespace fanfare::sessions

#endif  // FANFARE_SESSIONS_JSON_VALUE_H_
