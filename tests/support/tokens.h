#ifndef FANFARE_TESTS_SUPPORT_TOKENS_H_
#define FANFARE_TESTS_SUPPORT_TOKENS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "sessions/hmac.h"

namespace fanfare::testing {

// Without padding (RFC 4648, 5).
inline std::string base64Url(std::string_view bytes) {
  constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string text;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : bytes) {
    bits = bits << 8 | static_cast<unsigned char>(c);
    for (held += 8; held >= 6; held -= 6) text += kAlphabet[bits >> (held - 6) & 63];
  }
  if (held > 0) text += kAlphabet[bits << (6 - held) & 63];
  return text;
}

// A JSON Web Token, signed with HMAC-SHA256 whatever its header says.
inline std::string tokenOf(std::string_view header, std::string_view claims,
                           std::string_view secret) {
  const std::string text = base64Url(header) + "." + base64Url(claims);
  return text + "." + base64Url(sessions::hmacOf(sessions::Digest::kSha256, secret, text));
}

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_TOKENS_H_
