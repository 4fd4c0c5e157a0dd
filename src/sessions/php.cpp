#include "sessions/php.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>

#include "foreign/php_serialization.h"
#include "model/percent.h"

namespace fanfare::sessions {
namespace {

// PHP makes ids of these, and takes no others for ids of its own.
bool isOfAnId(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ',' ||
         c == '-';
}

Result<std::string> idIn(std::string_view cookie) {
  constexpr std::size_t kMaxBytes = 256;  // PHP's own bound, of session.sid_length
  auto id = percentDecoded(cookie);
  const bool isId = id && !id->empty() && id->size() <= kMaxBytes &&
                    std::all_of(id->begin(), id->end(), isOfAnId);
  if (!isId) return Error{ErrorCode::kNotAuthorized, "the cookie is no id of a session of PHP"};
  return *std::move(id);
}

// A session that was begun and has no variables yet is empty.
Result<foreign::Value> readJson(std::string_view bytes) {
  if (bytes.empty()) return foreign::Value::ofObject({});
  return foreign::Value::parse(bytes);
}

std::function<Result<foreign::Value>(std::string_view)> readerOf(PhpWriting writing) {
  const auto with = [](foreign::PhpHandler handler) {
    return [handler](std::string_view bytes) { return foreign::readPhpSession(bytes, handler); };
  };
  switch (writing) {
    case PhpWriting::kPhp:
      return with(foreign::PhpHandler::kPhp);
    case PhpWriting::kPhpSerialize:
      return with(foreign::PhpHandler::kPhpSerialize);
    case PhpWriting::kPhpBinary:
      return with(foreign::PhpHandler::kPhpBinary);
    case PhpWriting::kJson:
      return readJson;
  }
  return nullptr;
}

}  // namespace

SessionFormat phpSessionFormat(const PhpOptions& options) {
  SessionFormat format{};
  format.resolver = "php";
  format.cookie = options.cookie;
  format.paths = options.paths;
  format.keyIn = idIn;
  format.read = readerOf(options.writing);
  return format;
}

}  // namespace fanfare::sessions
