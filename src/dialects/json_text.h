#ifndef FANFARE_DIALECTS_JSON_TEXT_H_
#define FANFARE_DIALECTS_JSON_TEXT_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace fanfare::dialects {

// Appends `text` as a JSON string, quotes and all.
// REQUIRES: `text` is well-formed UTF-8.
void appendJsonString(std::string& json, std::string_view text);

// Appends the escape of `c`, a control character, a quote or a backslash: by name the line's ends
// and the tabulator, other control characters by number.
void appendJsonEscape(std::string& json, char c);

// Appends `unit` as an escape by number.
void appendUnicodeEscape(std::string& json, std::uint16_t unit);

// Appends `bytes` in base64 (RFC 4648, 4), without quotes.
void appendBase64(std::string& json, std::string_view bytes);

}  // namespace fanfare::dialects

#endif  // FANFARE_DIALECTS_JSON_TEXT_H_
