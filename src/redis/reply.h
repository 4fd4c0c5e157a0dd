#ifndef FANFARE_REDIS_REPLY_H_
#define FANFARE_REDIS_REPLY_H_

#include <optional>
#include <string>
#include <vector>

#include "fanfare/result.h"

namespace fanfare::redis {

enum class ReplyType { kNil, kString, kStatus, kError, kInteger, kArray };

// What Redis answered. Value type.
struct Reply {
  ReplyType type = ReplyType::kNil;
  std::string text;          // of kString, kStatus and kError
  long long integer = 0;     // of kInteger
  std::vector<Reply> items;  // of kArray

  bool isError() const { return type == ReplyType::kError; }
};

// The reply, or, where it is or (an EXEC's array) holds an error, that error with its code.
Result<Reply> withoutError(Reply reply);

// The string in `reply`, nullopt for a nil. Fails for any other type: for a key that holds
// something else ("WRONGTYPE ...") with kInvalidArgument, where an access list forbids it
// ("NOPERM ...") with kNotAuthorized, else with kUnavailable.
Result<std::optional<std::string>> asOptionalString(Reply reply);

}  // namespace fanfare::redis

#endif  // FANFARE_REDIS_REPLY_H_
