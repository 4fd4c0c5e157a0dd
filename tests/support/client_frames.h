#ifndef FANFARE_TESTS_SUPPORT_CLIENT_FRAMES_H_
#define FANFARE_TESTS_SUPPORT_CLIENT_FRAMES_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "ws/frame_header.h"
#include "ws/frame_writer.h"

namespace fanfare::testing {

constexpr std::uint8_t kFin = 0x80;
constexpr std::uint8_t kRsv1 = 0x40;

// A masked frame as a client sends it; `flags` are kFin, kRsv1 or both.
inline std::string clientFrame(ws::Opcode opcode, std::string_view payload,
                               std::uint8_t flags = kFin) {
  constexpr std::array<std::uint8_t, 4> kMask{0x37, 0xFA, 0x21, 0x3D};
  std::string frame(ws::kMaxServerHeaderBytes, '\0');
  frame.resize(ws::writeFrameHeader(opcode, ws::Deflated::kNo, payload.size(), frame.data()));
  frame[0] = static_cast<char>(flags | static_cast<std::uint8_t>(opcode));
  frame[1] = static_cast<char>(frame[1] | 0x80);
  frame.append(kMask.begin(), kMask.end());
  for (std::size_t i = 0; i < payload.size(); ++i) {
    frame += static_cast<char>(payload[i] ^ kMask[i % kMask.size()]);
  }
  return frame;
}

inline std::string clientText(std::string_view payload) {
  return clientFrame(ws::Opcode::kText, payload);
}

inline std::string clientClose(std::uint16_t code, std::string_view reason = {}) {
  std::string payload{static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)};
  return clientFrame(ws::Opcode::kClose, payload += reason);
}

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_CLIENT_FRAMES_H_
