#ifndef FANFARE_WS_FRAME_WRITER_H_
#define FANFARE_WS_FRAME_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "ws/frame_header.h"

namespace fanfare::ws {

// The longest header of a server-to-client frame, which has no mask.
constexpr std::size_t kMaxServerHeaderBytes = 10;

enum class Deflated { kNo, kYes };

// Puts the header of an unfragmented server-to-client frame to `to`; returns its size, at most
// kMaxServerHeaderBytes.
std::size_t writeFrameHeader(Opcode opcode, Deflated deflated, std::size_t payloadSize, char* to);

// A whole frame. REQUIRES: for a control frame, at most kMaxControlPayloadBytes.
std::string frameOf(Opcode opcode, std::string_view payload);

// A close frame; a reason too long for it is cut at a character.
std::string closeFrame(std::uint16_t code, std::string_view reason);

}  // namespace fanfare::ws

#endif  // FANFARE_WS_FRAME_WRITER_H_
