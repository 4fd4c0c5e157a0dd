#include "dialects/socketio/packet.h"

#include <utility>

#include "dialects/json_text.h"

namespace fanfare::dialects::socketio {
namespace {

// A binary event is 5, a binary acknowledgement 6.
char digitOf(const Packet& packet) {
  const bool isBinary = !packet.data.attachments.empty();
  return static_cast<char>('0' + static_cast<int>(packet.type) + (isBinary ? 3 : 0));
}

void appendArray(std::string& json, const Packet& packet) {
  json += '[';
  if (packet.type == PacketType::kEvent) appendJsonString(json, packet.event);
  for (const auto& argument : packet.data.arguments) {
    if (json.back() != '[') json += ',';
    json += argument;
  }
  json += ']';
}

}  // namespace

bool isSpaceName(std::string_view name) {
  return !name.empty() && name.front() == '/' && name.find_first_of(",?") == std::string_view::npos;
}

std::string writePacket(const Packet& packet) {
  std::string text(1, digitOf(packet));
  const auto& attachments = packet.data.attachments;
  if (!attachments.empty()) text += std::to_string(attachments.size()) + '-';
  if (packet.space != "/") text += packet.space + ',';
  if (packet.ackId) text += std::to_string(*packet.ackId);
  if (packet.type == PacketType::kEvent || packet.type == PacketType::kAck) {
    appendArray(text, packet);
  }
  return text + packet.content.value_or("");
}

Packet connected(const std::string& space, std::string_view sid, EngineVersion version) {
  Packet packet{PacketType::kConnect, space};
  if (version == EngineVersion::k3) return packet;
  packet.content = "{\"sid\":";
  appendJsonString(*packet.content, sid);
  *packet.content += '}';
  return packet;
}

Packet connectRefused(const std::string& space, std::string_view why) {
  std::string json;
  appendJsonString(json, why);
  return {PacketType::kConnectError, space, {}, {}, {}, std::move(json)};
}

}  // namespace fanfare::dialects::socketio
