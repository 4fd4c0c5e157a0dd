#ifndef FANFARE_SESSIONS_HMAC_H_
#define FANFARE_SESSIONS_HMAC_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace fanfare::sessions {

enum class Digest { kSha1, kSha256, kSha384, kSha512 };
constexpr std::size_t kDigests = 4;

std::string digestOf(Digest digest, std::string_view text);

// RFC 2104.
std::string hmacOf(Digest digest, std::string_view key, std::string_view text);

// Whether both are the same bytes, in a time that tells only their sizes.
bool isSame(std::string_view a, std::string_view b);

}  // namespace fanfare::sessions

#endif  // FANFARE_SESSIONS_HMAC_H_
