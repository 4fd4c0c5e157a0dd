#ifndef FANFARE_DIALECTS_JSON_REENCODING_H_
#define FANFARE_DIALECTS_JSON_REENCODING_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "fanfare/result.h"

namespace fanfare::dialects {

// What relays in other languages make of a JSON text by decoding and encoding it: the same bytes,
// without blanks, that pages got from them. Both are fixed points: what they wrote stays as it is.
//
// Fails with kInvalidArgument if `json` is not exactly one value of JSON in that language's eyes,
// or nested more than kMaxJsonDepth levels deep. The result is at most six times as long as `json`;
// what is held meanwhile is bounded by its length too, and the stack by nothing of it.

// Go's own bound. ECMAScript has none but its stack, which ends before this.
constexpr std::size_t kMaxJsonDepth = 10000;

// By Go's encoding/json, into an interface{} and back. Members are sorted by the bytes of their
// names; of a name given twice the last counts. < > & U+2028 U+2029 are escaped, \b and \f by
// number (by name only since Go 1.22). Halves of surrogate pairs, and each byte that is not UTF-8,
// become U+FFFD. A number beyond a double is a failure.
Result<std::string> reencodedAsGo(std::string_view json);

// `bytes` as the JSON string that Go's encoding/json writes for them: each byte that is not UTF-8
// becomes \ufffd, and what reencodedAsGo() escapes is escaped.
std::string quotedAsGo(std::string_view bytes);

// By ECMAScript's JSON.parse and JSON.stringify, from bytes as Node.js decodes them. Members named
// by array indexes come first, by value, then the others as they came; a name given twice has the
// place of the first and the value of the last. Halves of surrogate pairs are escaped; what is not
// UTF-8 becomes U+FFFD. -0 is 0, and a number beyond a double null.
Result<std::string> reencodedAsJavaScript(std::string_view json);

}  // namespace fanfare::dialects

#endif  // FANFARE_DIALECTS_JSON_REENCODING_H_
