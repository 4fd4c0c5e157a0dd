// A packet of Engine.IO:
//
//                     version 3                  version 4
//   text              type data                  type data
//   binary            0x04 data                  data
//   binary in text    "b4" base64 of the data    "b" base64 of the data
//
// where the type is a digit: 0 open, 1 close, 2 ping, 3 pong, 4 message, 5 upgrade, 6 noop.

#include "dialects/socketio/engine_packet.h"

#include <utility>

#include "fanfare/utf8.h"

#include "dialects/json_text.h"
#include "foreign/base64url.h"

namespace fanfare::dialects::socketio {
namespace {

constexpr char kBase64Mark = 'b';
constexpr char kMessageByte = 4;

Error malformed(const char* why) { return {ErrorCode::kProtocolViolation, why}; }

EnginePacket binaryMessage(std::string data) {
  return {EnginePacketType::kMessage, std::move(data), PayloadKind::kBinary};
}

Result<EnginePacket> readBase64(std::string_view text, EngineVersion version) {
  if (version == EngineVersion::k3) {
    if (text.empty() || text.front() != '4') return malformed("a binary packet is no message");
    text.remove_prefix(1);
  }
  auto data = foreign::decodedBase64(text);
  if (!data) return malformed("a binary packet is not in base64");
  return binaryMessage(*std::move(data));
}

char digitOf(EnginePacketType type) { return static_cast<char>('0' + static_cast<int>(type)); }

}  // namespace

Result<EnginePacket> readEnginePacket(std::string_view text, EngineVersion version) {
  if (text.empty()) return malformed("a packet is empty");
  const char type = text.front();
  text.remove_prefix(1);
  if (type == kBase64Mark) return readBase64(text, version);
  if (type < digitOf(EnginePacketType::kOpen) || type > digitOf(EnginePacketType::kNoop)) {
    return malformed("a packet is of no known type");
  }
  if (!isUtf8(text)) return malformed("a packet is not UTF-8");
  return EnginePacket{static_cast<EnginePacketType>(type - '0'), std::string(text)};
}

Result<EnginePacket> readBinaryEnginePacket(std::string_view bytes, EngineVersion version) {
  if (version == EngineVersion::k3) {
    if (bytes.empty()) return malformed("a packet is empty");
    if (bytes.front() != kMessageByte) return malformed("a binary packet is no message");
    bytes.remove_prefix(1);
  }
  return binaryMessage(std::string(bytes));
}

std::string writeEnginePacket(const EnginePacket& packet, EngineVersion version) {
  if (packet.kind == PayloadKind::kText) return digitOf(packet.type) + packet.data;
  return version == EngineVersion::k3 ? kMessageByte + packet.data : packet.data;
}

std::string writeEnginePacketAsText(const EnginePacket& packet, EngineVersion version) {
  if (packet.kind == PayloadKind::kText) return writeEnginePacket(packet, version);
  std::string text = version == EngineVersion::k3 ? "b4" : "b";
  appendBase64(text, packet.data);
  return text;
}

EnginePacket openPacket(const EngineHandshake& handshake) {
  std::string json = "{\"sid\":";
  appendJsonString(json, handshake.sid);
  json += ",\"upgrades\":[";
  for (const auto& upgrade : handshake.upgrades) {
    if (json.back() != '[') json += ',';
    appendJsonString(json, upgrade);
  }
  json += "],\"pingTimeout\":" + std::to_string(handshake.pingTimeout.count());
  json += ",\"pingInterval\":" + std::to_string(handshake.pingInterval.count());
  json += ",\"maxPayload\":" + std::to_string(handshake.maxPayloadBytes) + "}";
  return {EnginePacketType::kOpen, std::move(json)};
}

}  // namespace fanfare::dialects::socketio
