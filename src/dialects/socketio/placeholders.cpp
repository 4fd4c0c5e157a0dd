#include "dialects/socketio/placeholders.h"

#include <cstdint>
#include <optional>

#include "model/json_reader.h"

namespace fanfare::dialects::socketio {
namespace {

// False once the reader has failed.
bool checkValue(JsonReader& reader, std::size_t attachments);

bool checkObject(JsonReader& reader, std::size_t attachments) {
  bool isPlaceholder = false;
  std::optional<std::string_view> number;
  const auto readMember = [&](const std::string& name) {
    if (name == "num" && !reader.nextIs('{') && !reader.nextIs('[')) {
      number = reader.readRaw();
      return number.has_value();
    }
    if (name != "_placeholder" || !reader.nextIs('t')) return checkValue(reader, attachments);
    isPlaceholder = reader.readBoolean().value_or(false);
    return isPlaceholder;
  };
  if (!reader.readObject(readMember)) return false;
  if (!isPlaceholder) return true;

  const auto attachment = JsonReader(number.value_or("-")).readInteger();
  if (!attachment || *attachment < 0) return reader.fail("a placeholder has no number");
  const bool isThere = static_cast<std::uint64_t>(*attachment) < attachments;
  return isThere || reader.fail("a placeholder has no attachment");
}

bool checkValue(JsonReader& reader, std::size_t attachments) {
  if (reader.nextIs('{')) return checkObject(reader, attachments);
  if (reader.nextIs('[')) {
    return reader.readArray([&](std::size_t) { return checkValue(reader, attachments); });
  }
  return reader.readRaw().has_value();
}

}  // namespace

std::string placeholderFor(std::size_t attachment) {
  return R"({"_placeholder":true,"num":)" + std::to_string(attachment) + "}";
}

Result<void> checkPlaceholders(std::string_view json, std::size_t attachments) {
  JsonReader reader(json);
  if (checkValue(reader, attachments) && reader.readEnd()) return {};
  return Error{ErrorCode::kProtocolViolation, reader.error()};
}

}  // namespace fanfare::dialects::socketio
