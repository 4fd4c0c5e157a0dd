#ifndef FANFARE_DIALECTS_SOCKETIO_ENGINE_PACKET_H_
#define FANFARE_DIALECTS_SOCKETIO_ENGINE_PACKET_H_

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "fanfare/message.h"
#include "fanfare/result.h"

namespace fanfare::dialects::socketio {

// Of Engine.IO: the clients of Socket.IO 1 and 2 speak version 3, those since speak version 4.
enum class EngineVersion { k3, k4 };

enum class EnginePacketType { kOpen, kClose, kPing, kPong, kMessage, kUpgrade, kNoop };

// Value type. Only a message may be binary.
struct EnginePacket {
  EnginePacketType type = EnginePacketType::kNoop;
  std::string data = {};
  PayloadKind kind = PayloadKind::kText;
};

// The packet in a text, which is a frame of a WebSocket or a part of a payload. Binary data may be
// in base64. Fails with kProtocolViolation, as all readers of this folder do.
Result<EnginePacket> readEnginePacket(std::string_view text, EngineVersion version);

// The packet in a binary frame.
Result<EnginePacket> readBinaryEnginePacket(std::string_view bytes, EngineVersion version);

// As a frame of the kind that the packet is of.
std::string writeEnginePacket(const EnginePacket& packet, EngineVersion version);
// As a text in any case.
std::string writeEnginePacketAsText(const EnginePacket& packet, EngineVersion version);

// What a server says first. Value type.
struct EngineHandshake {
  std::string sid;
  std::vector<std::string> upgrades;  // the transports that the client may go on to
  std::chrono::milliseconds pingTimeout;
  std::chrono::milliseconds pingInterval;
  std::size_t maxPayloadBytes;
};

EnginePacket openPacket(const EngineHandshake& handshake);

}  // namespace fanfare::dialects::socketio

#endif  // FANFARE_DIALECTS_SOCKETIO_ENGINE_PACKET_H_
