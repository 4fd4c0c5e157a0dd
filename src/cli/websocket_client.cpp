#include "cli/websocket_client.h"

#include <utility>

#include <Poco/Buffer.h>
#include <Poco/Exception.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/WebSocket.h>
#include <Poco/StreamCopier.h>
#include <Poco/URI.h>

namespace fanfare::cli {
namespace {

using Poco::Net::HTTPClientSession;
using Poco::Net::HTTPRequest;
using Poco::Net::HTTPResponse;
using Poco::Net::HTTPSClientSession;
using Poco::Net::WebSocket;

constexpr long kHandshakeSeconds = 20;
constexpr long kFarewellSeconds = 2;
constexpr int kMaxMessageBytes = 256 << 20;

Error lost(const std::string& why) { return {ErrorCode::kUnavailable, why}; }

// The stream of a response: Poco's WebSocket does not show the body of a refusal.
using Body = std::istream*;

// A session that leaves the stream of its response at `body`.
template <typename Session>
class Remembering final : public Session {
 public:
  template <typename... Parameters>
  explicit Remembering(Body& body, const Parameters&... parameters)
      : Session(parameters...), body_(body) {}

  std::istream& receiveResponse(HTTPResponse& response) override {
    body_ = &Session::receiveResponse(response);
    return *body_;
  }

 private:
  Body& body_;
};

bool isSecure(const Poco::URI& uri) { return uri.getScheme() == "wss"; }

std::unique_ptr<HTTPClientSession> sessionFor(const Poco::URI& uri, const Trust& trust,
                                              Body& body) {
  constexpr Poco::UInt16 kHttpPort = 80;
  constexpr Poco::UInt16 kHttpsPort = 443;
  Poco::UInt16 port = uri.getPort();
  if (port == 0) port = isSecure(uri) ? kHttpsPort : kHttpPort;
  if (!isSecure(uri)) {
    return std::make_unique<Remembering<HTTPClientSession>>(body, uri.getHost(), port);
  }
  return std::make_unique<Remembering<HTTPSClientSession>>(body, uri.getHost(), port,
                                                           tlsFor(trust));
}

std::string refusalOf(const HTTPResponse& response, Body stream) {
  std::string body;
  if (stream) Poco::StreamCopier::copyToString(*stream, body);
  while (!body.empty() && (body.back() == '\n' || body.back() == '\r')) body.pop_back();
  return "refused: " + std::to_string(static_cast<int>(response.getStatus())) + " " +
         response.getReason() + (body.empty() ? "" : ": " + body);
}

Result<std::unique_ptr<WebSocket>> connect(const Poco::URI& uri, const WebSocketRequest& wanted) {
  const auto path = uri.getPathAndQuery();
  HTTPRequest request(HTTPRequest::HTTP_GET, path.empty() ? "/" : path, HTTPRequest::HTTP_1_1);
  for (const auto& header : wanted.headers) request.add(header.name, header.value);
  HTTPResponse response;
  response.setStatus("0");
  std::unique_ptr<HTTPClientSession> session;
  Body body = nullptr;  // the session's
  try {
    session = sessionFor(uri, wanted.trust, body);
    session->setTimeout(Poco::Timespan(kHandshakeSeconds, 0));
    auto socket = std::make_unique<WebSocket>(*session, request, response);
    socket->setReceiveTimeout(Poco::Timespan(0));
    socket->setMaxPayloadSize(kMaxMessageBytes);
    return socket;
  } catch (const Poco::Exception& exception) {
    const bool wasAnswered = static_cast<int>(response.getStatus()) != 0;
    if (wasAnswered && response.getStatus() != HTTPResponse::HTTP_SWITCHING_PROTOCOLS) {
      return lost(refusalOf(response, body));
    }
    return lost(uri.getAuthority() + ": " + exception.displayText());
  }
}

WebSocketClose closeIn(const Poco::Buffer<char>& payload) {
  constexpr std::uint16_t kNoCode = 1005;
  if (payload.size() < 2) return {kNoCode, ""};
  const auto high = static_cast<unsigned char>(payload[0]);
  const auto low = static_cast<unsigned char>(payload[1]);
  return {static_cast<std::uint16_t>(high << 8 | low),
          std::string(payload.begin() + 2, payload.size() - 2)};
}

}  // namespace

Result<WebSocketClient> WebSocketClient::open(const WebSocketRequest& request) {
  const auto wrong = [&request](const std::string& what) {
    return Error{ErrorCode::kInvalidArgument, "'" + request.url + "' " + what};
  };
  try {
    const Poco::URI uri(request.url);
    const bool isOurs = uri.getScheme() == "ws" || isSecure(uri);
    if (!isOurs || uri.getHost().empty()) {
      return wrong("is not of the form ws://host[:port]/path, or wss://");
    }
    auto socket = connect(uri, request);
    if (!socket) return socket.error();
    return WebSocketClient(std::move(socket).value());
  } catch (const Poco::SyntaxException&) {
    return wrong("is no URL");
  }
}

WebSocketClient::WebSocketClient(std::unique_ptr<WebSocket> socket) : socket_(std::move(socket)) {}
WebSocketClient::WebSocketClient(WebSocketClient&&) noexcept = default;
WebSocketClient& WebSocketClient::operator=(WebSocketClient&&) noexcept = default;
WebSocketClient::~WebSocketClient() = default;

Result<std::variant<std::string, WebSocketClose>> WebSocketClient::receive() {
  using Received = std::variant<std::string, WebSocketClose>;
  std::string message;
  try {
    for (;;) {
      Poco::Buffer<char> payload(0);
      int flags = 0;
      const int size = socket_->receiveFrame(payload, flags);
      if (size <= 0 && flags == 0) return lost("the connection was lost");

      switch (flags & WebSocket::FRAME_OP_BITMASK) {
        case WebSocket::FRAME_OP_CLOSE:
          socket_->shutdown();
          return Received(closeIn(payload));
        case WebSocket::FRAME_OP_PING:
          socket_->sendFrame(
              payload.begin(), static_cast<int>(payload.size()),
              static_cast<int>(WebSocket::FRAME_FLAG_FIN) | WebSocket::FRAME_OP_PONG);
          break;
        case WebSocket::FRAME_OP_PONG:
          break;
        default:
          message.append(payload.begin(), payload.size());
          if (flags & WebSocket::FRAME_FLAG_FIN) return Received(std::move(message));
      }
    }
  } catch (const Poco::Exception& exception) {
    return lost("the connection was lost: " + exception.displayText());
  }
}

void WebSocketClient::close() {
  try {
    socket_->setReceiveTimeout(Poco::Timespan(kFarewellSeconds, 0));
    socket_->shutdown();
    int flags = 0;
    do {
      Poco::Buffer<char> payload(0);
      if (socket_->receiveFrame(payload, flags) <= 0 && flags == 0) return;
    } while ((flags & WebSocket::FRAME_OP_BITMASK) != WebSocket::FRAME_OP_CLOSE);
  } catch (const Poco::Exception&) {
    return;  // all there was to say has been said
  }
}

}  // namespace fanfare::cli
