#include "http/shown_channel.h"

#include <openssl/sha.h>

#include <array>

namespace fanfare::http {

namespace {

// The first `bytes` of a secret's digest.
std::string digestOf(std::string_view secret, std::size_t bytes) {
  constexpr char kHexDigits[] = "0123456789abcdef";
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest;
  SHA256(reinterpret_cast<const unsigned char*>(secret.data()), secret.size(), digest.data());

  std::string shown = "#";
  for (std::size_t i = 0; i < bytes; ++i)
    shown += {kHexDigits[digest[i] >> 4], kHexDigits[digest[i] & 15]};
  return shown;
}

std::string keyWith(const Channel& channel, std::size_t digestBytes) {
  if (channel.audienceKind() != AudienceKind::kSession) return std::string(channel.key());
  return "session:" + digestOf(channel.name(), digestBytes) + ":" + std::string(channel.facility());
}

}  // namespace

std::string shownSecret(std::string_view secret) { return digestOf(secret, 4); }

std::string shownChannel(const Channel& channel) { return keyWith(channel, 4); }

std::string cursorOf(const Channel& channel) { return keyWith(channel, 16); }

}  // namespace fanfare::http
