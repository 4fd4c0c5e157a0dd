#ifndef FANFARE_MODEL_PERCENT_H_
#define FANFARE_MODEL_PERCENT_H_

#include <optional>
#include <string>
#include <string_view>

namespace fanfare {

// The bytes that `text` stands for once its percent escapes are decoded (RFC 3986, 2.1): any bytes.
// Nullopt unless all escapes are well-formed.
std::optional<std::string> percentDecoded(std::string_view text);

}  // namespace fanfare

#endif  // FANFARE_MODEL_PERCENT_H_
