#ifndef FANFARE_DIALECTS_SOCKETIO_WORDING_H_
#define FANFARE_DIALECTS_SOCKETIO_WORDING_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fanfare/dialect.h"

#include "dialects/socketio/engine_packet.h"

namespace fanfare::dialects::socketio {

// How messages look to clients of Socket.IO, as frames of a WebSocket: an event is a packet of that
// event. What else is published is one of the event that the settings name, with one argument: the
// JSON that the message is, or a string, or its bytes as an attachment.
class SocketIoWording final : public Wording {
 public:
  SocketIoWording(EngineVersion version, std::string rawEvent)
      : version_(version), rawEvent_(std::move(rawEvent)) {}

  const char* name() const override { return "socketio"; }
  std::string_view encode(const Channel& channel, const Message& message,
                          std::string& scratch) const override;
  bool speaksText() const override { return true; }
  std::vector<std::string> attachments(const Message& message) const override;

 private:
  const EngineVersion version_;
  const std::string rawEvent_;
};

// An event's payload as Message has it, and its packet without that of Engine.IO around it, for a
// client that is to acknowledge it under `ackId`.
std::string payloadOf(const std::string& event, const std::vector<std::string>& arguments);
std::string askingPacket(const Message& event, std::uint64_t ackId);

}  // namespace fanfare::dialects::socketio

#endif  // FANFARE_DIALECTS_SOCKETIO_WORDING_H_
