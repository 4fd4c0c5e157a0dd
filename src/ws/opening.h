#ifndef FANFARE_WS_OPENING_H_
#define FANFARE_WS_OPENING_H_

#include <string>
#include <vector>

#include "fanfare/dialect.h"

#include "core/echo.h"
#include "core/places.h"
#include "core/publishing.h"
#include "net/transport.h"

namespace fanfare::ws {

// What goes out deflated. What is compressed together with a secret tells its length, so the
// channels of a user, a group or a session are left out unless a facility wants them in.
enum class Compression { kOff, kPublicOnly, kOn };

// Everything the front door found out about a WebSocket that is to be opened. Movable; used up by
// the reactor that opens it.
struct Opening {
  net::Transport transport;
  std::string earlyBytes;    // sent by the client right behind its handshake
  std::string responseHead;  // the whole 101, not yet sent
  Grant grant;               // the granted subscriptions in the order of their replay
  core::EchoMode echo = core::EchoMode::kOff;
  const Dialect* dialect = nullptr;
  Compression compression = Compression::kOff;  // as negotiated
  core::VisitorPtr visitor;
  core::HeldPlaces places;
  core::ClientKey client = core::kNoClient;  // who it is, of those that publish
};

// Where a WebSocket goes once the front door is through with it.
//
// Threads: safe from any thread.
class OpeningSink {
 public:
  virtual ~OpeningSink() = default;

  // Never fails; the sink closes the socket if it cannot take it.
  virtual void open(Opening opening) = 0;
};

}  // namespace fanfare::ws

#endif  // FANFARE_WS_OPENING_H_
