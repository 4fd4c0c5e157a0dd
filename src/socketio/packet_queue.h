#ifndef FANFARE_SOCKETIO_PACKET_QUEUE_H_
#define FANFARE_SOCKETIO_PACKET_QUEUE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "dialects/socketio/engine_payload.h"
#include "net/chunk.h"

namespace fanfare::socketio {

// What waits for a client to poll: packets as they are framed for WebSockets, so that they are
// encoded once for all clients and can go out on the wire that the client may go on to.
//
// Threads: confined to one reactor.
class PacketQueue {
 public:
  // `frames` are whole, and come from a server.
  void push(net::Chunk frames);

  bool empty() const { return first_ == chunks_.size(); }
  std::size_t bytes() const { return bytes_; }

  // The next packets, as many as a payload may have.
  dialects::socketio::EnginePackets takePackets(dialects::socketio::EngineVersion version);

  // All that is left.
  std::vector<net::Chunk> takeFrames();

 private:
  std::vector<net::Chunk> chunks_;  // from first_ on, none is empty
  std::size_t first_ = 0;
  std::size_t bytes_ = 0;  // with what it costs to list what cannot be joined
};

}  // namespace fanfare::socketio

#endif  // FANFARE_SOCKETIO_PACKET_QUEUE_H_
