#include "sessions/base64url.h"

#include <cstdint>

namespace fanfare::sessions {
namespace {

std::optional<std::uint32_t> sextetOf(char c) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const auto at = kAlphabet.find(c);
  if (at == std::string_view::npos) return std::nullopt;
  return static_cast<std::uint32_t>(at);
}

}  // namespace

std::optional<std::string> decodedBase64Url(std::string_view text) {
  if (text.size() % 4 == 1) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3 + 2);
  std::uint32_t bits = 0;
  int held = 0;  // how many of `bits` are not yet in `bytes`
  for (const char c : text) {
    const auto sextet = sextetOf(c);
    if (!sextet) return std::nullopt;
    bits = (bits << 6 | *sextet) & 0xFFFF;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes += static_cast<char>(bits >> held & 0xFF);
  }
  const bool hasStrayBits = (bits & ((1U << held) - 1)) != 0;
  if (hasStrayBits) return std::nullopt;
  return bytes;
}

}  // namespace fanfare::sessions
