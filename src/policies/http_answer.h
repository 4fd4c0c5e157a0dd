#ifndef FANFARE_POLICIES_HTTP_ANSWER_H_
#define FANFARE_POLICIES_HTTP_ANSWER_H_

#include <set>
#include <string>
#include <variant>

#include "fanfare/refusal.h"
#include "fanfare/result.h"

#include "backend/response_reader.h"

namespace fanfare::policies {

// Value type.
struct AllowedChannels {
  std::set<std::string> channels;  // as textOf() writes them
  std::string reason;              // why not the others; may be empty
};

// What a site's backend answered:
//
//    200, application/json   {"allowed": ["subscribe user:ann:chat"...], "reason": TEXT}
//    403                     nobody gets in; with {"reason": TEXT}, or a line of text/plain
//
// A reason may be missing; clients are told it: it is cut to 200 bytes, without control characters.
// Fails with kUnavailable, in words for operators, where the answer is any other.
Result<std::variant<AllowedChannels, Refusal>> allowedBy(const backend::Response& response);

}  // namespace fanfare::policies

#endif  // FANFARE_POLICIES_HTTP_ANSWER_H_
