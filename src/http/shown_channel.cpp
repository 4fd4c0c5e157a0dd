#include "http/shown_channel.h"

#include <openssl/sha.h>

#include <array>

namespace fanfare::http {

std::string shownSecret(std::string_view secret) {
  constexpr char kHexDigits[] = "0123456789abcdef";
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest;
  SHA256(reinterpret_cast<const unsigned char*>(secret.data()), secret.size(), digest.data());

  std::string shown = "#";
  for (std::size_t i = 0; i < 4; ++i)
    shown += {kHexDigits[digest[i] >> 4], kHexDigits[digest[i] & 15]};
  return shown;
}

std::string shownChannel(const Channel& channel) {
  if (channel.audienceKind() != AudienceKind::kSession) return channel.key();
  return "session:" + shownSecret(channel.name()) + ":" + std::string(channel.facility());
}

}  // namespace fanfare::http
