#ifndef FANFARE_FOREIGN_BASE64URL_H_
#define FANFARE_FOREIGN_BASE64URL_H_

#include <optional>
#include <string>
#include <string_view>

namespace fanfare::foreign {

// The bytes that `text` encodes in base64url without padding (RFC 4648, 5). Nullopt unless it is
// the one text that encodes them: no padding, no blanks, no stray bits at the end.
std::optional<std::string> decodedBase64Url(std::string_view text);

// Likewise in base64 (RFC 4648, 4), with all of its padding or none.
std::optional<std::string> decodedBase64(std::string_view text);

}  // namespace fanfare::foreign

#endif  // FANFARE_FOREIGN_BASE64URL_H_
