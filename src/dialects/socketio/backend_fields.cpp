#include "dialects/socketio/backend_fields.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "dialects/socketio/placeholders.h"
#include "dialects/socketio/value_json.h"
#include "foreign/base64url.h"
#include "foreign/pickle.h"
#include "model/json_reader.h"

namespace fanfare::dialects::socketio {
namespace {

using foreign::Value;

constexpr char kNotAnArray[] = "args: is not an array";
constexpr foreign::PickleBounds kPickleBounds{kMaxBackendMessageBytes, 262'144,
                                              kMaxBackendMessageBytes};

Error malformed(std::string why) { return {ErrorCode::kInvalidArgument, std::move(why)}; }

bool isOther(std::string_view name) {
  constexpr std::array<std::string_view, 10> kNames{"method", "event",    "binary",   "namespace",
                                                    "room",   "skip_sid", "callback", "host_id",
                                                    "sid",    "id"};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

bool isArray(std::string_view json) { return json.front() == '['; }

// The elements of `array`, JSON each.
std::vector<std::string> elementsOf(std::string_view array) {
  std::vector<std::string> elements;
  JsonReader reader(array);
  (void)reader.readArray([&](std::size_t) {
    elements.emplace_back(reader.readRaw().value_or("null"));
    return true;
  });
  return elements;
}

// None, for one argument that is null: so python-socketio does.
std::vector<std::string> argumentsIn(std::string_view json, ArrayData arrayData) {
  std::vector<std::string> arguments{std::string(json)};
  const bool isList = isArray(json) && arrayData == ArrayData::kArguments;
  if (isList) arguments = elementsOf(json);
  const bool isNothing = arguments.size() == 1 && arguments.front() == "null";
  if (isNothing) arguments.clear();
  return arguments;
}

// [ what the data are where nothing is binary, base64 ... ]
Result<EventData> binaryDataIn(std::string_view json, ArrayData arrayData) {
  JsonReader reader(json);
  EventData data;
  std::string_view arguments;
  const auto readOne = [&](std::size_t index) {
    if (index == 0) {
      arguments = reader.readRaw().value_or("");
      return !arguments.empty();
    }
    const auto text = reader.readString();
    auto bytes = text ? foreign::decodedBase64(*text) : std::nullopt;
    if (!bytes) return reader.fail("an attachment is not in base64");
    data.attachments.push_back(*std::move(bytes));
    return true;
  };
  if (!reader.readArray(readOne)) return malformed("data: " + reader.error());
  if (arguments.empty()) return malformed("data: nothing stands before the attachments");
  const auto checked = checkPlaceholders(arguments, data.attachments.size());
  if (!checked) return malformed("data: " + checked.error().message);
  data.arguments = argumentsIn(arguments, arrayData);
  return data;
}

Result<EventData> dataIn(std::string_view json, const Value* binary, ArrayData arrayData) {
  if (!binary || binary->isNull()) return EventData{argumentsIn(json, arrayData), {}};
  const auto isBinary = binary->asBoolean();
  if (!isBinary) return malformed("binary: is neither true nor false");
  if (*isBinary) return binaryDataIn(json, arrayData);
  return EventData{argumentsIn(json, arrayData), {}};
}

EventData written(const Value::Array& arguments) {
  EventData data;
  for (const Value& one : arguments) data.arguments.push_back(jsonOf(one, data.attachments));
  return data;
}

EventData dataIn(const Value& value) {
  if (value.isNull()) return {};
  return value.isTuple() ? written(*value.elements()) : written({value});
}

}  // namespace

Result<BackendFields> fieldsInJson(std::string_view text, ArrayData arrayData) {
  JsonReader reader(text);
  Value::Object others;
  std::optional<std::string_view> data;
  std::optional<std::string_view> args;
  const auto readMember = [&](const std::string& name) {
    const auto raw = reader.readRaw();
    if (name == "data") data = raw;
    if (name == "args") args = raw;
    if (raw && isOther(name)) others.emplace_back(name, Value::parse(*raw).value());
    return raw.has_value();
  };
  if (!reader.readObject(readMember) || !reader.readEnd()) return malformed(reader.error());

  BackendFields fields{Value::ofObject(std::move(others)), {}, {}};
  if (data) {
    auto read = dataIn(*data, fields.others.at("binary"), arrayData);
    if (!read) return read.error();
    fields.data = std::move(read).value();
  }
  if (args && !isArray(*args)) return malformed(kNotAnArray);
  if (args) fields.args = EventData{elementsOf(*args), {}};
  return fields;
}

Result<BackendFields> fieldsInPickle(std::string_view bytes) {
  const auto pickled = foreign::readPickleExactly(bytes, kPickleBounds);
  if (!pickled) return pickled.error();
  if (!pickled->isObject()) return malformed("it is no dict");

  BackendFields fields;
  Value::Object others;
  for (const auto& [name, value] : *pickled->members()) {
    if (name == "data") fields.data = dataIn(value);
    if (name == "args" && !value.elements()) return malformed(kNotAnArray);
    if (name == "args") fields.args = written(*value.elements());
    if (isOther(name)) others.emplace_back(name, value);
  }
  fields.others = Value::ofObject(std::move(others));
  return fields;
}

}  // namespace fanfare::dialects::socketio
