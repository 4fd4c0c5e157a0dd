#ifndef FANFARE_SESSIONS_SIGNED_COOKIE_H_
#define FANFARE_SESSIONS_SIGNED_COOKIE_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fanfare/result.h"

#include "sessions/hmac.h"

namespace fanfare::sessions {

// What an HMAC is made with. Value type.
struct SigningKey {
  Digest digest = Digest::kSha256;
  std::string bytes;
};

// Whether `signature` is that of `text` under one of `keys`. Takes as long wherever they differ.
bool isSignedBy(const std::vector<SigningKey>& keys, std::string_view text,
                std::string_view signature);

// How a framework signs what a whole session is in. Value type.
struct Seal {
  char separator = '.';
  std::vector<SigningKey> keys;                                              // any of them is good
  std::optional<std::int64_t> (*readTime)(std::string_view text) = nullptr;  // seconds since 1970
  std::optional<std::chrono::seconds> maxAge;  // nullopt: it does not age
};

// What such a text holds. Value type.
struct SealedSession {
  std::string content;  // as the framework's serializer wrote it
  std::chrono::system_clock::time_point signedAt;
  std::optional<std::chrono::system_clock::time_point> expiry;  // nullopt: it does not age
};

// The bounds of what openSealed() reads, and of what is inflated from it.
constexpr std::size_t kMaxSealedBytes = std::size_t{256} * 1024;
constexpr std::size_t kMaxContentBytes = std::size_t{256} * 1024;

// The session in `sealed`, at the time `now`. Its signature is checked before anything else of it
// is read. Fails with kNotAuthorized, in words that the visitor may read, if it is too large,
// malformed, forged or over.
Result<SealedSession> openSealed(std::string_view sealed, const Seal& seal,
                                 std::chrono::system_clock::time_point now);

}  // namespace fanfare::sessions

#endif  // FANFARE_SESSIONS_SIGNED_COOKIE_H_
