#include "dialects/socketio/value_json.h"

#include <utility>

#include "dialects/json_text.h"
#include "dialects/socketio/placeholders.h"

namespace fanfare::dialects::socketio {
namespace {

using foreign::Value;

class Writer {
 public:
  explicit Writer(std::vector<std::string>& attachments) : attachments_(attachments) {}

  void write(const Value& value) {
    if (const auto* elements = value.elements()) return writeArray(*elements);
    if (const auto* members = value.members()) return writeObject(*members);
    if (auto bytes = value.asBytes()) {
      json_ += placeholderFor(attachments_.size());
      attachments_.push_back(*std::move(bytes));
      return;
    }
    writeScalar(value);
  }

  std::string take() { return std::move(json_); }

 private:
  void writeArray(const Value::Array& elements) {
    json_ += '[';
    for (const Value& one : elements) {
      if (&one != &elements.front()) json_ += ',';
      write(one);
    }
    json_ += ']';
  }

  void writeObject(const Value::Object& members) {
    json_ += '{';
    for (const auto& member : members) {
      if (&member != &members.front()) json_ += ',';
      appendJsonString(json_, member.first);
      json_ += ':';
      write(member.second);
    }
    json_ += '}';
  }

  void writeScalar(const Value& value) {
    if (const auto text = value.asText()) return appendJsonString(json_, *text);
    if (const auto boolean = value.asBoolean()) {
      json_ += *boolean ? "true" : "false";
    } else {
      json_ += value.asDigits().value_or("null");
    }
  }

  std::vector<std::string>& attachments_;
  std::string json_;
};

}  // namespace

std::string jsonOf(const Value& value, std::vector<std::string>& attachments) {
  Writer writer(attachments);
  writer.write(value);
  return writer.take();
}

}  // namespace fanfare::dialects::socketio
