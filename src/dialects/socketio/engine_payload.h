#ifndef FANFARE_DIALECTS_SOCKETIO_ENGINE_PAYLOAD_H_
#define FANFARE_DIALECTS_SOCKETIO_ENGINE_PAYLOAD_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "fanfare/result.h"

#include "dialects/socketio/engine_packet.h"

namespace fanfare::dialects::socketio {

using EnginePackets = std::vector<EnginePacket>;

// What clients of python-engineio take at once.
constexpr std::size_t kMaxSentPackets = 16;
// socket.io-client sends all it has, as long as it fits: this is for those who would send nothing
// but beginnings.
constexpr std::size_t kMaxPayloadPackets = 10'000;

// The packets in the body of a request or response of the transport polling, which is binary where
// its content type is application/octet-stream: only version 3 has such. Fails if there is none, or
// there are more than kMaxPayloadPackets.
Result<EnginePackets> readPayload(std::string_view body, PayloadKind kind, EngineVersion version);

// As a text body.
std::string writePayload(const EnginePackets& packets, EngineVersion version);
// As a binary body, for version 3.
std::string writeBinaryPayload(const EnginePackets& packets);

}  // namespace fanfare::dialects::socketio

#endif  // FANFARE_DIALECTS_SOCKETIO_ENGINE_PAYLOAD_H_
