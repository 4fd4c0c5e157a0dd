#ifndef FANFARE_DIALECTS_WEBSOCKET_PUSH_H_
#define FANFARE_DIALECTS_WEBSOCKET_PUSH_H_

#include <optional>
#include <string>
#include <string_view>

#include "fanfare/dialect.h"

namespace fanfare::dialects {

// What a tab is told its connection is called: the number, stirred, in base 36, so that the ones of
// neighbours look nothing alike. It is no secret: whoever pushes to a tab names its user or room,
// too.
std::string tabWindowIdOf(ConnectionId connection);

// The connection that is called so; nullopt if none ever is.
std::optional<ConnectionId> connectionOf(std::string_view tabWindowId);

// The protocol of webstack-micro's websocket-push (docs/dialects/websocket_push.md): the first
// frame tells the tab its id, then each message is one text frame of JSON, as JavaScript writes it.
// A client sends {"joinRoom": NAME} or {"leaveRoom": NAME}, and is answered nothing.
class WebsocketPush final : public Dialect {
 public:
  // Rooms are those of `facility`.
  explicit WebsocketPush(std::string facility) : facility_(std::move(facility)) {}

  const char* name() const override { return "websocket_push"; }

  // What is no JSON goes out as a JSON string.
  std::string_view encode(const Channel& channel, const Message& message,
                          std::string& scratch) const override;
  bool speaksText() const override { return true; }
  bool mayAskForMore() const override { return true; }
  bool followsAdoptions() const override { return true; }
  bool answersRequests() const override { return false; }
  Pace pace() const override;

  // What is none of the two asks for nothing, as in the original.
  ClientRequest decode(std::string payload, PayloadKind kind,
                       std::string_view sessionKey) const override;

  std::string welcome(const Welcome& welcome) const override;
  std::string granted(const Grant& /*grant*/) const override { return {}; }
  std::string revoked(const RequestedChannels& /*channels*/) const override { return {}; }
  std::string error(std::string_view /*code*/, std::string_view /*message*/) const override {
    return {};
  }

 private:
  const std::string facility_;
};

}  // namespace fanfare::dialects

#endif  // FANFARE_DIALECTS_WEBSOCKET_PUSH_H_
