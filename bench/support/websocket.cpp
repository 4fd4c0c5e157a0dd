#include "support/websocket.h"

#include <array>

namespace fanfare::bench {
namespace {

using Digest = std::array<std::uint32_t, 5>;

std::uint32_t rotated(std::uint32_t value, unsigned bits) {
  return value << bits | value >> (32 - bits);
}

std::uint8_t byteAt(std::string_view text, std::size_t at) {
  return static_cast<std::uint8_t>(text[at]);
}

// RFC 3174, 6.1: one block of 64 bytes.
void mix(Digest& digest, std::string_view block) {
  std::array<std::uint32_t, 80> words{};
  for (std::size_t i = 0; i < 64; ++i) words[i / 4] = words[i / 4] << 8 | byteAt(block, i);
  for (std::size_t i = 16; i < 80; ++i) {
    words[i] = rotated(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1);
  }
  auto [a, b, c, d, e] = digest;
  for (std::size_t i = 0; i < 80; ++i) {
    const std::uint32_t parity = b ^ c ^ d;
    const std::uint32_t choice = (b & c) | (~b & d);
    const std::uint32_t majority = (b & c) | (b & d) | (c & d);
    const std::uint32_t mixed = i < 20   ? choice + 0x5A827999
                                : i < 40 ? parity + 0x6ED9EBA1
                                : i < 60 ? majority + 0x8F1BBCDC
                                         : parity + 0xCA62C1D6;
    const std::uint32_t next = rotated(a, 5) + mixed + e + words[i];
    e = d;
    d = c;
    c = rotated(b, 30);
    b = a;
    a = next;
  }
  digest = {digest[0] + a, digest[1] + b, digest[2] + c, digest[3] + d, digest[4] + e};
}

std::string sha1(std::string message) {
  const std::uint64_t bits = message.size() * 8;
  message += '\x80';
  while (message.size() % 64 != 56) message += '\0';
  for (int shift = 56; shift >= 0; shift -= 8) message += static_cast<char>(bits >> shift);

  Digest digest = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
  for (std::size_t at = 0; at < message.size(); at += 64) {
    mix(digest, std::string_view(message).substr(at, 64));
  }
  std::string bytes;
  for (const auto word : digest) {
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(word >> shift);
  }
  return bytes;
}

}  // namespace

std::string base64(std::string_view bytes) {
  constexpr std::string_view kSigns =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t left = bytes.size() - i;
    std::uint32_t value = std::uint32_t{byteAt(bytes, i)} << 16;
    if (left > 1) value |= std::uint32_t{byteAt(bytes, i + 1)} << 8;
    if (left > 2) value |= byteAt(bytes, i + 2);
    text += kSigns[value >> 18];
    text += kSigns[value >> 12 & 63];
    text += left > 1 ? kSigns[value >> 6 & 63] : '=';
    text += left > 2 ? kSigns[value & 63] : '=';
  }
  return text;
}

std::string acceptFor(std::string_view key) {
  return base64(sha1(std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"));
}

void appendFrameHeader(std::string& out, std::uint8_t opcode, std::size_t size,
                       std::uint8_t maskBit) {
  out += static_cast<char>(0x80 | opcode);
  int lengthBytes = 0;
  if (size < 126) {
    out += static_cast<char>(maskBit | size);
  } else if (size < 65536) {
    out += static_cast<char>(maskBit | 126);
    lengthBytes = 2;
  } else {
    out += static_cast<char>(maskBit | 127);
    lengthBytes = 8;
  }
  for (int i = lengthBytes - 1; i >= 0; --i) {
    out += static_cast<char>(std::uint64_t{size} >> (8 * i));
  }
}

}  // namespace fanfare::bench
