#ifndef FANFARE_CLI_WEBSOCKET_CLIENT_H_
#define FANFARE_CLI_WEBSOCKET_CLIENT_H_

#include <cstdint>
#include <memory>
#include <string>
#include <variant>

#include "fanfare/handshake.h"
#include "fanfare/result.h"

#include "cli/trust.h"

namespace Poco::Net {  // NOLINT(readability-identifier-naming): theirs
class WebSocket;
}

namespace fanfare::cli {

// Value type.
struct WebSocketRequest {
  std::string url;  // ws://host[:port]/path?query, or wss://
  Fields headers;   // besides those of the handshake
  Trust trust;
};

// Value type.
struct WebSocketClose {
  std::uint16_t code;
  std::string reason;
};

// A client that waits for messages.
class WebSocketClient {
 public:
  // Fails with kInvalidArgument for a URL it cannot make sense of, and with kUnavailable, telling
  // what the server answered, if there is no WebSocket.
  static Result<WebSocketClient> open(const WebSocketRequest& request);

  WebSocketClient(WebSocketClient&&) noexcept;
  WebSocketClient& operator=(WebSocketClient&&) noexcept;
  ~WebSocketClient();

  // The next message, whole; pings are answered meanwhile. Fails with kUnavailable if the
  // connection is lost.
  Result<std::variant<std::string, WebSocketClose>> receive();

  // Says good-bye, and waits a moment for the answer.
  void close();

 private:
  explicit WebSocketClient(std::unique_ptr<Poco::Net::WebSocket> socket);

  std::unique_ptr<Poco::Net::WebSocket> socket_;
};

}  // namespace fanfare::cli

#endif  // FANFARE_CLI_WEBSOCKET_CLIENT_H_
