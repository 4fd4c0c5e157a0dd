#ifndef FANFARE_DIALECTS_JSON_TEXT_H_
#define FANFARE_DIALECTS_JSON_TEXT_H_

#include <string>
#include <string_view>

namespace fanfare::dialects {

// Appends `text` as a JSON string, quotes and all.
// REQUIRES: `text` is well-formed UTF-8.
void appendJsonString(std::string& json, std::string_view text);

// Appends `bytes` in base64 (RFC 4648, 4), without quotes.
void appendBase64(std::string& json, std::string_view bytes);

}  // namespace fanfare::dialects

#endif  // FANFARE_DIALECTS_JSON_TEXT_H_
