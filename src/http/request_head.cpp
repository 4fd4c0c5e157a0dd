#include "http/request_head.h"

#include "core/upgrade_request.h"
#include "model/ascii.h"

namespace fanfare::http {
namespace {

constexpr std::string_view kLineEnd = "\r\n";

struct FieldView {
  std::string_view name;
  std::string_view value;
};

// Takes the next field off `head`, which begins behind a line; nullopt behind the last.
std::optional<FieldView> nextField(std::string_view& head) {
  const std::string_view line = head.substr(0, head.find(kLineEnd));
  if (line.empty()) return std::nullopt;
  head.remove_prefix(line.size() + kLineEnd.size());
  const auto colon = line.find(':');
  return FieldView{line.substr(0, colon), trimmed(line.substr(colon + 1))};
}

std::string_view behindFirstLine(std::string_view head) {
  return head.substr(head.find(kLineEnd) + kLineEnd.size());
}

}  // namespace

RequestLine requestLineOf(const Poco::Net::HTTPServerRequest& request) {
  return {request.getMethod(), request.getURI(), request.getVersion()};
}

RequestLine requestLineIn(std::string_view head) {
  std::string_view line = head.substr(0, head.find(kLineEnd));
  const std::string_view method = takeUntil(' ', line);
  const std::string_view target = takeUntil(' ', line);
  return {method, target, line};
}

Fields fieldsIn(std::string_view head) {
  constexpr std::size_t kUsual = 16;
  Fields fields;
  fields.reserve(kUsual);
  head = behindFirstLine(head);
  while (const auto field = nextField(head)) {
    fields.push_back({std::string(field->name), std::string(field->value)});
  }
  return fields;
}

std::optional<std::string_view> fieldIn(std::string_view head, std::string_view name) {
  head = behindFirstLine(head);
  while (const auto field = nextField(head)) {
    if (equalsIgnoringCase(field->name, name)) return field->value;
  }
  return std::nullopt;
}

bool headLists(std::string_view head, std::string_view name, std::string_view token) {
  head = behindFirstLine(head);
  while (const auto field = nextField(head)) {
    if (equalsIgnoringCase(field->name, name) && core::listHas(field->value, token)) return true;
  }
  return false;
}

}  // namespace fanfare::http
