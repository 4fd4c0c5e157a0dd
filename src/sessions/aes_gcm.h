#ifndef FANFARE_SESSIONS_AES_GCM_H_
#define FANFARE_SESSIONS_AES_GCM_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace fanfare::sessions {

constexpr std::size_t kAesKeyBytes = 32;
constexpr std::size_t kGcmNonceBytes = 12;
constexpr std::size_t kGcmTagBytes = 16;

// Value type. A view of what AES-256-GCM (NIST SP 800-38D) made.
struct GcmSealed {
  std::string_view text;
  std::string_view nonce;
  std::string_view tag;
};

// What was encrypted with `key`; nullopt unless key, nonce and tag have the sizes above and nothing
// was changed.
std::optional<std::string> openedGcm(std::string_view key, const GcmSealed& sealed);

}  // namespace fanfare::sessions

#endif  // FANFARE_SESSIONS_AES_GCM_H_
