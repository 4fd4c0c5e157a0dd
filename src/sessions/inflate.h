#ifndef FANFARE_SESSIONS_INFLATE_H_
#define FANFARE_SESSIONS_INFLATE_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace fanfare::sessions {

// What `bytes` hold in the format of zlib (RFC 1950). Nullopt if they are malformed, cut, followed
// by more, or hold more than `maxBytes`, of which no more is ever inflated.
std::optional<std::string> inflated(std::string_view bytes, std::size_t maxBytes);

}  // namespace fanfare::sessions

#endif  // FANFARE_SESSIONS_INFLATE_H_
