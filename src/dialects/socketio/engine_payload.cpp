// A payload of Engine.IO is one of
//
//   version 4            packet *( 0x1e packet )
//   version 3, text      1*( length ":" packet )               length in UTF-16 units, decimal
//   version 3, binary    1*( kind length 0xff packet )         kind 0x00 text, 0x01 binary;
//                                                              length in bytes, a byte a digit

#include "dialects/socketio/engine_payload.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "model/ascii.h"

namespace fanfare::dialects::socketio {
namespace {

constexpr char kSeparator = '\x1e';
constexpr char kLengthEnd = '\xff';
constexpr std::size_t kMaxLengthDigits = 9;

Error malformed(const char* why) { return {ErrorCode::kProtocolViolation, why}; }

// Adds what was read, if it was read and has room. False ends the reading.
class Collected {
 public:
  bool add(Result<EnginePacket> packet) {
    if (!packet) return fail(packet.error());
    if (packets_.size() == kMaxPayloadPackets) return fail(malformed("too many packets"));
    packets_.push_back(std::move(packet).value());
    return true;
  }

  bool fail(Error error) {
    error_ = std::move(error);
    return false;
  }

  Result<EnginePackets> take() {
    if (error_) return *std::move(error_);
    return std::move(packets_);
  }

 private:
  EnginePackets packets_;
  std::optional<Error> error_;
};

// The decimal digits before `end`, each a character from `zero` on, as a number; removes them, and
// the end, from `text`. Nullopt if there are none, or too many.
std::optional<std::size_t> takeLength(char zero, char end, std::string_view& text) {
  std::size_t length = 0;
  for (std::size_t at = 0; at < std::min(text.size(), kMaxLengthDigits + 1); ++at) {
    if (text[at] == end && at > 0) {
      text.remove_prefix(at + 1);
      return length;
    }
    const int digit = static_cast<unsigned char>(text[at]) - static_cast<unsigned char>(zero);
    if (digit < 0 || digit > 9) return std::nullopt;
    length = length * 10 + static_cast<std::size_t>(digit);
  }
  return std::nullopt;
}

std::size_t utf16UnitsOf(unsigned char byte) {
  const bool isContinuation = (byte & 0xC0) == 0x80;
  const bool needsSurrogates = byte >= 0xF0;
  return isContinuation ? 0 : needsSurrogates ? 2 : 1;
}

std::size_t utf16UnitsIn(std::string_view text) {
  std::size_t units = 0;
  for (const char c : text) units += utf16UnitsOf(static_cast<unsigned char>(c));
  return units;
}

// So many units of UTF-16 from the front of `text`, which are removed; nullopt if they are not
// there, or end within a character.
std::optional<std::string_view> takeUnits(std::size_t count, std::string_view& text) {
  std::size_t units = 0;
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    const std::size_t more = utf16UnitsOf(static_cast<unsigned char>(text[at]));
    if (more > 0 && units >= count) break;
    units += more;
  }
  if (units != count) return std::nullopt;
  const auto taken = text.substr(0, at);
  text.remove_prefix(at);
  return taken;
}

Result<EnginePackets> readSeparated(std::string_view body) {
  Collected packets;
  for (bool isLast = false; !isLast;) {
    isLast = body.find(kSeparator) == std::string_view::npos;
    if (!packets.add(readEnginePacket(takeUntil(kSeparator, body), EngineVersion::k4))) break;
  }
  return packets.take();
}

Result<EnginePackets> readCounted(std::string_view body) {
  Collected packets;
  while (!body.empty()) {
    const auto length = takeLength('0', ':', body);
    if (!length) return malformed("a packet's length is malformed");
    const auto packet = takeUnits(*length, body);
    if (!packet) return malformed("a packet is shorter than its length");
    if (!packets.add(readEnginePacket(*packet, EngineVersion::k3))) break;
  }
  return packets.take();
}

Result<EnginePackets> readBinaryCounted(std::string_view body) {
  Collected packets;
  while (!body.empty()) {
    const char kind = body.front();
    body.remove_prefix(1);
    if (kind != 0 && kind != 1) return malformed("a packet is neither text nor binary");
    const auto length = takeLength('\0', kLengthEnd, body);
    if (!length) return malformed("a packet's length is malformed");
    if (*length > body.size()) return malformed("a packet is shorter than its length");
    const auto packet = body.substr(0, *length);
    body.remove_prefix(*length);
    const auto read = kind == 0 ? readEnginePacket : readBinaryEnginePacket;
    if (!packets.add(read(packet, EngineVersion::k3))) break;
  }
  return packets.take();
}

}  // namespace

Result<EnginePackets> readPayload(std::string_view body, PayloadKind kind, EngineVersion version) {
  if (body.empty()) return malformed("a payload is empty");
  if (version == EngineVersion::k4) {
    if (kind == PayloadKind::kBinary) return malformed("a payload is binary");
    return readSeparated(body);
  }
  return kind == PayloadKind::kBinary ? readBinaryCounted(body) : readCounted(body);
}

std::string writePayload(const EnginePackets& packets, EngineVersion version) {
  std::string body;
  for (const EnginePacket& packet : packets) {
    const std::string text = writeEnginePacketAsText(packet, version);
    if (version == EngineVersion::k3) {
      body += std::to_string(utf16UnitsIn(text)) + ':';
    } else if (!body.empty()) {
      body += kSeparator;
    }
    body += text;
  }
  return body;
}

std::string writeBinaryPayload(const EnginePackets& packets) {
  std::string body;
  for (const EnginePacket& packet : packets) {
    const std::string bytes = writeEnginePacket(packet, EngineVersion::k3);
    body += packet.kind == PayloadKind::kBinary ? '\1' : '\0';
    for (const char digit : std::to_string(bytes.size())) body += static_cast<char>(digit - '0');
    body += kLengthEnd;
    body += bytes;
  }
  return body;
}

}  // namespace fanfare::dialects::socketio
