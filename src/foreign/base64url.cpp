#include "foreign/base64url.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace fanfare::foreign {
namespace {

constexpr std::uint8_t kNone = 0xFF;

// What each byte stands for; kNone: nothing.
using Sextets = std::array<std::uint8_t, 256>;

constexpr Sextets sextetsOf(std::string_view alphabet) {
  Sextets sextets{};
  for (auto& sextet : sextets) sextet = kNone;
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    sextets[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return sextets;
}

constexpr Sextets kPlain =
    sextetsOf("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
constexpr Sextets kForUrls =
    sextetsOf("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

std::optional<std::string> decoded(std::string_view text, const Sextets& sextets) {
  if (text.size() % 4 == 1) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3 + 2);
  std::uint32_t bits = 0;
  int held = 0;  // how many of `bits` are not yet in `bytes`
  for (const char c : text) {
    const std::uint8_t sextet = sextets[static_cast<unsigned char>(c)];
    if (sextet == kNone) return std::nullopt;
    bits = (bits << 6 | sextet) & 0xFFFF;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes += static_cast<char>(bits >> held & 0xFF);
  }
  const bool hasStrayBits = (bits & ((1U << held) - 1)) != 0;
  if (hasStrayBits) return std::nullopt;
  return bytes;
}

}  // namespace

std::optional<std::string> decodedBase64Url(std::string_view text) {
  return decoded(text, kForUrls);
}

std::optional<std::string> decodedBase64(std::string_view text) {
  const bool isPadded = !text.empty() && text.back() == '=';
  if (isPadded && text.size() % 4 != 0) return std::nullopt;
  if (isPadded) text.remove_suffix(text[text.size() - 2] == '=' ? 2 : 1);
  return decoded(text, kPlain);
}

}  // namespace fanfare::foreign
