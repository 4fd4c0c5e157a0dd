#include "foreign/value.h"

#include <algorithm>
#include <charconv>

#include "model/json_reader.h"

namespace fanfare::foreign {

Result<Value> Value::parse(std::string_view text) {
  JsonReader reader(text);
  Value value = read(reader);
  if (!reader.readEnd()) return Error{ErrorCode::kInvalidArgument, reader.error()};
  return value;
}

Value Value::read(JsonReader& reader) {
  Value value;
  if (reader.nextIs('{')) {
    Object object;
    (void)reader.readObject([&](const std::string& name) {
      object.emplace_back(name, read(reader));
      return reader.error().empty();
    });
    value.value_ = std::move(object);
  } else if (reader.nextIs('[')) {
    Array array;
    (void)reader.readArray([&](std::size_t) {
      array.push_back(read(reader));
      return reader.error().empty();
    });
    value.value_ = std::move(array);
  } else if (reader.nextIs('"')) {
    value.value_ = reader.readString().value_or("");
  } else if (reader.nextIs('t') || reader.nextIs('f')) {
    value.value_ = reader.readBoolean().value_or(false);
  } else {
    const auto raw = reader.readRaw().value_or("null");
    if (raw != "null") value.value_ = Number{std::string(raw)};
  }
  return value;
}

const Value* Value::member(std::string_view name) const {
  const auto* object = std::get_if<Object>(&value_);
  if (!object) return element(name);
  const auto found = std::find_if(object->begin(), object->end(),
                                  [name](const auto& one) { return one.first == name; });
  return found == object->end() ? nullptr : &found->second;
}

const Value* Value::element(std::string_view index) const {
  const auto* array = elements();
  const bool isCanonical = index == "0" || (!index.empty() && index.front() != '0');
  if (!array || !isCanonical) return nullptr;
  std::size_t at = 0;
  const char* end = index.data() + index.size();
  const auto read = std::from_chars(index.data(), end, at);
  if (read.ec != std::errc() || read.ptr != end || at >= array->size()) return nullptr;
  return &(*array)[at];
}

const Value* Value::at(std::string_view path) const {
  if (path.empty()) return nullptr;
  if (const auto* whole = member(path)) return whole;
  for (auto dot = path.rfind('.'); dot != std::string_view::npos && dot > 0;
       dot = path.rfind('.', dot - 1)) {
    const auto* inner = member(path.substr(0, dot));
    const auto* found = inner ? inner->at(path.substr(dot + 1)) : nullptr;
    if (found) return found;
  }
  return nullptr;
}

const Value* Value::onlyMember(std::string_view name) const {
  const auto* object = std::get_if<Object>(&value_);
  return object && object->size() == 1 ? member(name) : nullptr;
}

const Value::Array* Value::elements() const {
  const auto* tuple = std::get_if<Tuple>(&value_);
  return tuple ? &tuple->elements : std::get_if<Array>(&value_);
}

std::optional<bool> Value::asBoolean() const {
  const auto* boolean = std::get_if<bool>(&value_);
  return boolean ? std::optional(*boolean) : std::nullopt;
}

std::optional<std::string> Value::asText() const {
  const auto* text = std::get_if<std::string>(&value_);
  return text ? std::optional(*text) : std::nullopt;
}

std::optional<std::string> Value::asBytes() const {
  const auto* bytes = std::get_if<Bytes>(&value_);
  return bytes ? std::optional(bytes->bytes) : std::nullopt;
}

std::optional<std::string> Value::asDigits() const {
  const auto* number = std::get_if<Number>(&value_);
  return number ? std::optional(number->text) : std::nullopt;
}

std::size_t Value::size() const {
  if (const auto* text = std::get_if<std::string>(&value_)) return text->size();
  if (const auto* bytes = std::get_if<Bytes>(&value_)) return bytes->bytes.size();
  const auto* number = std::get_if<Number>(&value_);
  return number ? number->text.size() : 0;
}

std::optional<double> Value::asNumber() const {
  const auto* number = std::get_if<Number>(&value_);
  if (!number) return std::nullopt;
  double value = 0;
  const char* end = number->text.data() + number->text.size();
  const auto read = std::from_chars(number->text.data(), end, value);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return value;
}

std::optional<std::string> Value::asName() const {
  const auto* number = std::get_if<Number>(&value_);
  if (!number) return asText();
  const bool isWhole = number->text.find_first_not_of("0123456789") == std::string::npos;
  return isWhole ? std::optional(number->text) : std::nullopt;
}

std::optional<std::vector<std::string>> Value::asNames() const {
  const auto* array = elements();
  std::vector<std::string> names;
  if (!array) {
    auto name = asName();
    if (!name) return std::nullopt;
    names.push_back(*std::move(name));
    return names;
  }
  for (const Value& one : *array) {
    auto name = one.asName();
    if (!name) return std::nullopt;
    names.push_back(*std::move(name));
  }
  return names;
}

}  // namespace fanfare::foreign
