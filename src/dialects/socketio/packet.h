#ifndef FANFARE_DIALECTS_SOCKETIO_PACKET_H_
#define FANFARE_DIALECTS_SOCKETIO_PACKET_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dialects/socketio/engine_packet.h"

namespace fanfare::dialects::socketio {

// Of Socket.IO: version 4 goes with Engine.IO 3, version 5 with Engine.IO 4. Whether an event or
// an acknowledgement is binary, its attachments say.
enum class PacketType { kConnect, kDisconnect, kEvent, kAck, kConnectError };

// What an event carries, and what its acknowledgement does. Value type.
struct EventData {
  std::vector<std::string> arguments = {};    // JSON, a text each
  std::vector<std::string> attachments = {};  // bytes; placeholders in the arguments name them
};

inline bool operator==(const EventData& a, const EventData& b) {
  return a.arguments == b.arguments && a.attachments == b.attachments;
}

// Value type.
struct Packet {
  PacketType type = PacketType::kEvent;
  std::string space = "/";                  // its namespace
  std::optional<std::uint64_t> ackId = {};  // of every kAck; of a kEvent that asks for one
  std::string event = {};                   // of a kEvent: its name
  EventData data = {};                      // of a kEvent and a kAck
  std::optional<std::string> content = {};  // of a kConnect and a kConnectError: JSON
};

// Whether `name` can be the name of a namespace: it begins with a slash and holds neither a comma
// nor a question mark, which end it on the wire.
bool isSpaceName(std::string_view name);

// The text of `packet`; its attachments follow in binary messages, one each.
// REQUIRES: everything in it is UTF-8 but the attachments, and isSpaceName(space).
std::string writePacket(const Packet& packet);

// What a server answers to a kConnect. In version 5 the client learns its `sid`.
Packet connected(const std::string& space, std::string_view sid, EngineVersion version);
// As python-socketio says it: in a string, in version 5, too.
Packet connectRefused(const std::string& space, std::string_view why);

}  // namespace fanfare::dialects::socketio

#endif  // FANFARE_DIALECTS_SOCKETIO_PACKET_H_
