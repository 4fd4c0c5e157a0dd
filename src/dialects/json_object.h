#ifndef FANFARE_DIALECTS_JSON_OBJECT_H_
#define FANFARE_DIALECTS_JSON_OBJECT_H_

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "fanfare/result.h"

namespace fanfare::dialects {

// A JSON value that is neither a string nor an array of strings: no request has one.
struct OtherJson {};
using JsonMember = std::variant<OtherJson, std::string, std::vector<std::string>>;

// The members of a flat JSON object, in order; a name may come twice. Value type.
using JsonObject = std::vector<std::pair<std::string, JsonMember>>;

// Fails with kInvalidArgument if `text` is not exactly one JSON object, or nested more than four
// levels deep. The message says so in words that the sender may read.
Result<JsonObject> parseJsonObject(const std::string& text);

}  // namespace fanfare::dialects

#endif  // FANFARE_DIALECTS_JSON_OBJECT_H_
