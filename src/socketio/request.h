#ifndef FANFARE_SOCKETIO_REQUEST_H_
#define FANFARE_SOCKETIO_REQUEST_H_

#include <memory>
#include <string>
#include <variant>

#include "fanfare/message.h"

#include "dialects/socketio/engine_packet.h"
#include "dialects/socketio/sid.h"
#include "socketio/exchange.h"
#include "ws/opening.h"

namespace fanfare::socketio {

// What the front door has found out about a request to Engine.IO. Movable; used up by the reactor
// that serves it.

enum class FirstTransport { kPolling, kWebSocket };

// Who comes in. Of the opening, transport and early bytes are the exchange's.
struct Arriving {
  dialects::socketio::EngineVersion version;
  FirstTransport transport;
  ws::Opening opening;
};

// Who is in, and asks what there is for it, sends something, or goes on to a WebSocket.
struct Polling {
  dialects::socketio::Sid sid;
};
struct Posting {
  dialects::socketio::Sid sid;
  std::string body;
  PayloadKind kind;
};
struct Upgrading {
  dialects::socketio::Sid sid;
  std::string responseHead;  // the whole 101
};

struct Request {
  std::unique_ptr<Exchange> exchange;
  std::variant<Arriving, Polling, Posting, Upgrading> what;
};

// Where requests go once the front door is through with them.
//
// Threads: safe from any thread.
class RequestSink {
 public:
  virtual ~RequestSink() = default;

  // Never fails; the sink answers.
  virtual void serve(Request request) = 0;
};

}  // namespace fanfare::socketio

#endif  // FANFARE_SOCKETIO_REQUEST_H_
