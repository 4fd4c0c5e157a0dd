#include "redis/reply.h"

#include <string_view>
#include <utility>

namespace fanfare::redis {
namespace {

constexpr std::string_view kWrongType = "WRONGTYPE";
constexpr std::string_view kForbidden = "NOPERM";

Error errorOf(const Reply& reply) {
  const auto begins = [&reply](std::string_view word) {
    return reply.text.compare(0, word.size(), word) == 0;
  };
  auto code = ErrorCode::kUnavailable;
  if (begins(kWrongType)) code = ErrorCode::kInvalidArgument;
  if (begins(kForbidden)) code = ErrorCode::kNotAuthorized;
  return {code, "redis: " + reply.text};
}

}  // namespace

Result<Reply> withoutError(Reply reply) {
  if (reply.isError()) return errorOf(reply);
  for (const Reply& item : reply.items) {
    if (item.isError()) return errorOf(item);
  }
  return reply;
}

Result<std::optional<std::string>> asOptionalString(Reply reply) {
  switch (reply.type) {
    case ReplyType::kNil:
      return std::optional<std::string>();
    case ReplyType::kString:
    case ReplyType::kStatus:
      return std::optional<std::string>(std::move(reply.text));
    case ReplyType::kError:
      return errorOf(reply);
    case ReplyType::kInteger:
    case ReplyType::kArray:
      break;
  }
  return Error{ErrorCode::kUnavailable, "redis: neither a string nor nil was answered"};
}

}  // namespace fanfare::redis
