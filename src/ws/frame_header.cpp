//  0               1               2 .. 2+n        then
// +-+-+-+-+-------+-+-------------+---------------+---------------+
// |F|R|R|R| op    |M| length 7    | extended      | mask, 4 bytes |
// +-+-+-+-+-------+-+-------------+---------------+---------------+
//   length 7 = 126: n = 2; = 127: n = 8; otherwise n = 0. The shortest form must be used.

#include "ws/frame_header.h"

namespace fanfare::ws {
namespace {

constexpr std::uint8_t kFinBit = 0x80;
constexpr std::uint8_t kDeflatedBit = 0x40;
constexpr std::uint8_t kOtherReservedBits = 0x30;
constexpr std::uint8_t kOpcodeBits = 0x0F;
constexpr std::uint8_t kMaskBit = 0x80;
constexpr std::uint8_t kLengthBits = 0x7F;
constexpr std::size_t kMaskSize = 4;

Error violation(const char* what) { return {ErrorCode::kProtocolViolation, what}; }

std::uint8_t byteAt(std::string_view input, std::size_t i) {
  return static_cast<std::uint8_t>(input[i]);
}

std::optional<Opcode> opcodeOf(std::uint8_t bits) {
  switch (bits) {
    case 0x0:
    case 0x1:
    case 0x2:
    case 0x8:
    case 0x9:
    case 0xA:
      return static_cast<Opcode>(bits);
    default:
      return std::nullopt;
  }
}

std::size_t extendedSizeOf(std::uint8_t length7) {
  if (length7 == 126) return 2;
  if (length7 == 127) return 8;
  return 0;
}

std::uint64_t bigEndian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char byte : bytes) value = value << 8 | static_cast<std::uint8_t>(byte);
  return value;
}

Result<void> checkFirstByte(std::uint8_t first, Reserved reserved) {
  const std::optional<Opcode> opcode = opcodeOf(first & kOpcodeBits);
  if (first & kOtherReservedBits) return violation("reserved bit set");
  if (!opcode) return violation("unknown opcode");
  if (isControl(*opcode) && !(first & kFinBit)) return violation("fragmented control frame");
  if (!(first & kDeflatedBit)) return {};

  if (reserved == Reserved::kRefuse) return violation("deflated without having negotiated it");
  if (isControl(*opcode)) return violation("deflated control frame");
  if (*opcode == Opcode::kContinuation) return violation("deflated bit on a continuation");
  return {};
}

Result<void> checkLength(std::uint64_t size, std::size_t extendedSize) {
  if (size >> 63) return violation("payload size has its top bit set");
  if (extendedSize == 2 && size < 126) return violation("payload size not in its shortest form");
  if (extendedSize == 8 && size <= 0xFFFF) {
    return violation("payload size not in its shortest form");
  }
  return {};
}

}  // namespace

Result<std::optional<FrameHeader>> parseFrameHeader(std::string_view input, Reserved reserved) {
  if (input.empty()) return std::optional<FrameHeader>();
  const std::uint8_t first = byteAt(input, 0);
  if (auto checked = checkFirstByte(first, reserved); !checked) return checked.error();

  if (input.size() < 2) return std::optional<FrameHeader>();
  const std::uint8_t second = byteAt(input, 1);
  const std::uint8_t length7 = second & kLengthBits;
  const Opcode opcode = static_cast<Opcode>(first & kOpcodeBits);
  if (!(second & kMaskBit)) return violation("client frame is not masked");
  if (isControl(opcode) && length7 > kMaxControlPayloadBytes) {
    return violation("long control frame");
  }

  const std::size_t extendedSize = extendedSizeOf(length7);
  const std::size_t headerSize = 2 + extendedSize + kMaskSize;
  if (input.size() < headerSize) return std::optional<FrameHeader>();

  FrameHeader header{};
  header.opcode = opcode;
  header.fin = (first & kFinBit) != 0;
  header.deflated = (first & kDeflatedBit) != 0;
  header.payloadSize = extendedSize ? bigEndian(input.substr(2, extendedSize)) : length7;
  header.headerSize = headerSize;
  for (std::size_t i = 0; i < kMaskSize; ++i) header.mask[i] = byteAt(input, 2 + extendedSize + i);

  if (auto checked = checkLength(header.payloadSize, extendedSize); !checked) {
    return checked.error();
  }
  return std::optional<FrameHeader>(header);
}

}  // namespace fanfare::ws
