#ifndef FANFARE_WS_FRAME_HEADER_H_
#define FANFARE_WS_FRAME_HEADER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "fanfare/result.h"

namespace fanfare::ws {

enum class Opcode : std::uint8_t {
  kContinuation = 0x0,
  kText = 0x1,
  kBinary = 0x2,
  kClose = 0x8,
  kPing = 0x9,
  kPong = 0xA,
};

inline bool isControl(Opcode opcode) { return static_cast<std::uint8_t>(opcode) >= 0x8; }

// Of either direction: two bytes, eight of length, four of mask.
constexpr std::size_t kMaxFrameHeaderBytes = 14;
constexpr std::size_t kMaxControlPayloadBytes = 125;

// What permessage-deflate makes of the first reserved bit: it may be set where a message begins.
enum class Reserved { kRefuse, kAllowDeflated };

// The header of a client-to-server frame (RFC 6455, 5.2). Value type.
struct FrameHeader {
  Opcode opcode;
  bool fin;
  bool deflated;  // RSV1
  std::uint64_t payloadSize;
  std::array<std::uint8_t, 4> mask;
  std::size_t headerSize;  // bytes of input the header occupied
};

// Reads one header from the front of `input`, consuming nothing.
//
// Returns nullopt while `input` is too short to hold the whole header; call again with more.
// Fails with kProtocolViolation for bytes no client may send, at the first byte that shows it.
Result<std::optional<FrameHeader>> parseFrameHeader(std::string_view input, Reserved reserved);

}  // namespace fanfare::ws

#endif  // FANFARE_WS_FRAME_HEADER_H_
