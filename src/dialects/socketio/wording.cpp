#include "dialects/socketio/wording.h"

#include "dialects/json_text.h"
#include "dialects/socketio/placeholders.h"
#include "model/json_reader.h"

namespace fanfare::dialects::socketio {
namespace {

constexpr char kMessage = '4';      // of Engine.IO
constexpr char kEvent = '2';        // of Socket.IO
constexpr char kBinaryEvent = '5';  // of Socket.IO

bool isJson(std::string_view text) {
  JsonReader reader(text);
  return reader.readRaw() && reader.readEnd();
}

// What stands before the payload of an event.
void appendHead(std::string& text, std::size_t attachments) {
  text += attachments == 0 ? kEvent : kBinaryEvent;
  if (attachments > 0) text += std::to_string(attachments) + '-';
}

std::string argumentOf(const Message& message) {
  if (message.kind == PayloadKind::kBinary) return placeholderFor(0);
  return isJson(message.payload) ? message.payload : jsonQuoted(message.payload);
}

}  // namespace

std::string payloadOf(const std::string& event, const std::vector<std::string>& arguments) {
  std::string payload = "[";
  appendJsonString(payload, event);
  for (const auto& argument : arguments) payload += ',' + argument;
  return payload + ']';
}

std::string askingPacket(const Message& event, std::uint64_t ackId) {
  std::string text;
  appendHead(text, event.event->attachments.size());
  return text + std::to_string(ackId) + event.payload;
}

std::string_view SocketIoWording::encode(const Channel& /*channel*/, const Message& message,
                                         std::string& scratch) const {
  scratch.assign(1, kMessage);
  if (message.event) {
    appendHead(scratch, message.event->attachments.size());
    scratch += message.payload;
  } else {
    appendHead(scratch, message.kind == PayloadKind::kBinary ? 1 : 0);
    scratch += payloadOf(rawEvent_, {argumentOf(message)});
  }
  return scratch;
}

std::vector<std::string> SocketIoWording::attachments(const Message& message) const {
  std::vector<std::string> frames;
  const auto add = [&](const std::string& bytes) {
    frames.push_back(
        writeEnginePacket({EnginePacketType::kMessage, bytes, PayloadKind::kBinary}, version_));
  };
  if (message.event) {
    for (const auto& one : message.event->attachments) add(one);
  } else if (message.kind == PayloadKind::kBinary) {
    add(message.payload);
  }
  return frames;
}

}  // namespace fanfare::dialects::socketio
