#include "http/shown_channel.h"

#include <openssl/sha.h>

#include <array>

namespace fanfare::http {

std::string shownChannel(const Channel& channel) {
  if (channel.audienceKind() != AudienceKind::kSession) return channel.key();

  constexpr char kHexDigits[] = "0123456789abcdef";
  const std::string_view name = channel.name();
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest;
  SHA256(reinterpret_cast<const unsigned char*>(name.data()), name.size(), digest.data());

  std::string shown = "session:#";
  for (int i = 0; i < 4; ++i) shown += {kHexDigits[digest[i] >> 4], kHexDigits[digest[i] & 15]};
  return shown.append(":").append(channel.facility());
}

}  // namespace fanfare::http
