#include "dialects/socketio/backend_message.h"

#include <charconv>
#include <utility>

#include "dialects/socketio/backend_fields.h"

namespace fanfare::dialects::socketio {
namespace {

using foreign::Value;

constexpr char kPickleMark = '\x80';

Error malformed(std::string why) { return {ErrorCode::kInvalidArgument, std::move(why)}; }

// Reads fields one after the other. The first that is missing or wrong stays the error.
class FieldReader {
 public:
  explicit FieldReader(BackendFields fields) : fields_(std::move(fields)) {}

  const std::optional<std::string>& error() const { return error_; }

  std::string text(const char* name) {
    const Value* value = required(name);
    return value ? textIn(*value, name) : "";
  }

  std::string textIfAny(const char* name) {
    const Value* value = given(name);
    return value ? textIn(*value, name) : "";
  }

  std::string space() {
    std::string name = text("namespace");
    if (!isSpaceName(name)) fail("namespace", "is no namespace");
    return name;
  }

  std::string room() {
    const Value* value = required("room");
    return value ? roomIn(*value, "room") : "";
  }

  std::optional<std::vector<std::string>> rooms() {
    const Value* value = given("room");
    if (!value) return std::nullopt;
    return eachOf(*value, [this](const Value& one) { return roomIn(one, "room"); });
  }

  std::vector<std::string> skip() {
    const Value* value = given("skip_sid");
    if (!value) return {};
    return eachOf(*value, [this](const Value& one) { return textIn(one, "skip_sid"); });
  }

  std::uint64_t id() {
    const Value* value = required("id");
    return value ? idIn(*value, "id") : 0;
  }

  // [ room, namespace, id ]
  std::optional<CallbackAddress> callback() {
    const Value* value = given("callback");
    if (!value) return std::nullopt;
    const auto* parts = value->elements();
    if (!parts || parts->size() != 3) {
      fail("callback", "is not a room, a namespace and an id");
      return std::nullopt;
    }
    CallbackAddress address{roomIn((*parts)[0], "callback"), textIn((*parts)[1], "callback"),
                            idIn((*parts)[2], "callback")};
    if (!isSpaceName(address.space)) fail("callback", "names no namespace");
    return address;
  }

  EventData data(const char* name, std::optional<EventData> BackendFields::*field) {
    if (!(fields_.*field)) fail(name, "is missing");
    return std::move(fields_.*field).value_or(EventData());
  }

 private:
  void fail(const char* name, const char* why) {
    if (!error_) error_ = std::string(name) + ": " + why;
  }

  // Null pointer for what is not there, or null.
  const Value* given(const char* name) const {
    const Value* value = fields_.others.at(name);
    return value && !value->isNull() ? value : nullptr;
  }

  const Value* required(const char* name) {
    const Value* value = given(name);
    if (!value) fail(name, "is missing");
    return value;
  }

  std::string textIn(const Value& value, const char* name) {
    auto text = value.asText();
    if (!text) fail(name, "is no text");
    return std::move(text).value_or("");
  }

  std::string roomIn(const Value& value, const char* name) {
    auto room = value.asName();
    if (!room) fail(name, "is neither a text nor a whole number");
    return std::move(room).value_or("");
  }

  std::uint64_t idIn(const Value& value, const char* name) {
    const std::string digits = value.asDigits().value_or("");
    std::uint64_t id = 0;
    const char* end = digits.data() + digits.size();
    const auto read = std::from_chars(digits.data(), end, id);
    if (read.ec != std::errc() || read.ptr != end) fail(name, "holds no id");
    return id;
  }

  // What `read` makes of each element of an array, or of what is none.
  template <typename Read>
  static std::vector<std::string> eachOf(const Value& value, Read read) {
    if (!value.elements()) return {read(value)};
    std::vector<std::string> all;
    for (const Value& one : *value.elements()) all.push_back(read(one));
    return all;
  }

  BackendFields fields_;
  std::optional<std::string> error_;
};

using Body = decltype(BackendMessage::body);

// Nullopt if there is no such method.
std::optional<Body> bodyIn(FieldReader& fields, const std::string& method) {
  if (method == "emit") {
    return Emit{fields.space(), fields.text("event"), fields.data("data", &BackendFields::data),
                fields.rooms(), fields.skip(),        fields.callback()};
  }
  if (method == "callback") {
    return Callback{fields.space(), fields.text("sid"), fields.id(),
                    fields.data("args", &BackendFields::args)};
  }
  if (method == "disconnect") return Disconnect{fields.space(), fields.text("sid")};
  if (method == "enter_room") return EnterRoom{fields.space(), fields.text("sid"), fields.room()};
  if (method == "leave_room") return LeaveRoom{fields.space(), fields.text("sid"), fields.room()};
  if (method == "close_room") return CloseRoom{fields.space(), fields.room()};
  return std::nullopt;
}

}  // namespace

Result<BackendMessage> readBackendMessage(std::string_view bytes, ArrayData arrayData) {
  if (bytes.size() > kMaxBackendMessageBytes) return malformed("it is too large");
  const bool isPickle = !bytes.empty() && bytes.front() == kPickleMark;
  auto read = isPickle ? fieldsInPickle(bytes) : fieldsInJson(bytes, arrayData);
  if (!read) return read.error();

  FieldReader fields(std::move(read).value());
  const std::string method = fields.text("method");
  if (fields.error()) return malformed(*fields.error());
  auto body = bodyIn(fields, method);
  if (!body) return malformed("method: is none that is known");
  BackendMessage message{fields.textIfAny("host_id"), *std::move(body)};
  if (fields.error()) return malformed(*fields.error());
  return message;
}

}  // namespace fanfare::dialects::socketio
