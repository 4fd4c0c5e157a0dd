#ifndef FANFARE_HTTP_URL_H_
#define FANFARE_HTTP_URL_H_

#include <optional>
#include <string>
#include <string_view>

#include "fanfare/handshake.h"

namespace fanfare::http {

enum class Plus { kIsPlus, kIsBlank };

// `text` with its percent escapes decoded; nullopt unless all of them are well-formed and the
// result is UTF-8 without control characters.
std::optional<std::string> percentDecoded(std::string_view text, Plus plus);

// The parameters of a query, split at "&", a name without a value having an empty one; nullopt
// unless each can be decoded.
std::optional<Fields> queryFields(std::string_view query);

// Adds the cookies of one Cookie header; what has no "=" is passed over.
void addCookies(std::string_view header, Fields& cookies);

// `text` with everything escaped that has a meaning in a list of header values, or is not ASCII.
std::string headerEscaped(std::string_view text);

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_URL_H_
