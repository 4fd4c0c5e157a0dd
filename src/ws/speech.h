#ifndef FANFARE_WS_SPEECH_H_
#define FANFARE_WS_SPEECH_H_

#include <chrono>

#include "net/chunk.h"
#include "ws/encoding.h"

namespace fanfare::ws {

class Endpoint;

// When a session gives a sign of life and asks for one: the dialect's pace, and the server's
// settings where it has none. Value type.
struct Tempo {
  std::chrono::milliseconds pingInterval{0};  // 0: never; within core::ShortTime::kReach
  std::chrono::milliseconds pingTimeout{0};   // at most the interval
  net::Chunk ping;

  net::Chunk heartbeat;  // empty: none
  std::chrono::milliseconds heartbeatInterval{0};
  bool isHeartbeatServers = false;  // and not the dialect's own
};

// How the sessions of one dialect with one sort of compression speak: what they share.
//
// Threads: confined to one reactor.
// Ownership: owned by the endpoint.
struct Speech {
  Endpoint& endpoint;  // the sessions'
  Encoding encoding;
  const Tempo tempo;
};

}  // namespace fanfare::ws

#endif  // FANFARE_WS_SPEECH_H_
