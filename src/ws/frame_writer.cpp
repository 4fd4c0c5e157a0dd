#include "ws/frame_writer.h"

#include <cassert>

namespace fanfare::ws {
namespace {

constexpr std::uint8_t kFinBit = 0x80;
constexpr std::uint8_t kDeflatedBit = 0x40;
constexpr std::size_t kCloseCodeBytes = 2;

std::string_view cutTo(std::string_view text, std::size_t size) {
  if (text.size() <= size) return text;
  const auto isContinuation = [&](std::size_t at) { return (text[at] & 0xC0) == 0x80; };
  while (size > 0 && isContinuation(size)) --size;
  return text.substr(0, size);
}

void writeBigEndian(std::uint64_t value, std::size_t bytes, char* to) {
  for (std::size_t i = bytes; i-- > 0; value >>= 8) to[i] = static_cast<char>(value & 0xFF);
}

}  // namespace

std::size_t writeFrameHeader(Opcode opcode, Deflated deflated, std::size_t payloadSize, char* to) {
  const unsigned flags = kFinBit | (deflated == Deflated::kYes ? kDeflatedBit : 0u);
  to[0] = static_cast<char>(flags | static_cast<std::uint8_t>(opcode));
  if (payloadSize < 126) {
    to[1] = static_cast<char>(payloadSize);
    return 2;
  }
  const bool isShort = payloadSize <= 0xFFFF;
  const std::size_t lengthBytes = isShort ? 2 : 8;
  to[1] = static_cast<char>(isShort ? 126 : 127);
  writeBigEndian(payloadSize, lengthBytes, to + 2);
  return 2 + lengthBytes;
}

std::string frameOf(Opcode opcode, std::string_view payload) {
  assert(!isControl(opcode) || payload.size() <= kMaxControlPayloadBytes);
  std::string frame(kMaxServerHeaderBytes, '\0');
  frame.resize(writeFrameHeader(opcode, Deflated::kNo, payload.size(), frame.data()));
  frame += payload;
  return frame;
}

std::string closeFrame(std::uint16_t code, std::string_view reason) {
  std::string payload(kCloseCodeBytes, '\0');
  writeBigEndian(code, kCloseCodeBytes, payload.data());
  payload += cutTo(reason, kMaxControlPayloadBytes - kCloseCodeBytes);
  return frameOf(Opcode::kClose, payload);
}

}  // namespace fanfare::ws
