#ifndef FANFARE_NET_CONNECTION_H_
#define FANFARE_NET_CONNECTION_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "net/chunk.h"
#include "net/descriptor.h"
#include "net/outbox.h"
#include "net/reactor.h"

namespace fanfare::net {

class Connection;

// What a connection's bytes mean: a transport, in ws/ or sse/.
class ConnectionHandler {
 public:
  virtual ~ConnectionHandler() = default;

  // The peer sent `bytes`, valid during the call. Not called once the connection is ending.
  virtual void onBytes(std::string_view bytes) = 0;

  // All that was enqueued has been sent, after some of it had had to wait.
  virtual void onDrained() {}

  // The connection is over: the peer is gone, or end() has run its course. Nothing is called
  // afterwards; the handler destroys its connection with itself, by Reactor::destroyLater().
  virtual void onGone() = 0;
};

struct ConnectionOptions {
  std::size_t outboxMaxBytes = 4u << 20;
};

// One client socket: reads what comes, sends what was enqueued, once a turn. Knows bytes, not
// messages. Idle, it holds no buffer.
//
// Threads: confined to its reactor.
// Ownership: owns the descriptor; owned by its handler.
class Connection final : public EventHandler {
 public:
  Connection(Reactor& reactor, Descriptor socket, const ConnectionOptions& options,
             ConnectionHandler& handler);
  ~Connection() override;

  // To be sent at the end of this turn, together with all else that is enqueued until then. After
  // kSlowConsumer nothing of `chunk` is sent; the caller is expected to end the connection.
  [[nodiscard]] Enqueued enqueue(Chunk chunk);

  // Drops what is still unsent (whole chunks only), whatever the bound.
  void discardUnsent();

  // Leaves what the peer sends in the socket, until resumeReading().
  void pauseReading();
  void resumeReading();

  // Sends what is enqueued, then shuts the sending side down, and is gone when the peer has closed
  // too; at the latest after `patience`. onBytes() is not called any more.
  void endAfter(std::chrono::milliseconds patience);

  // Is gone at the end of this turn, sending nothing more.
  void abort();

  std::size_t pendingBytes() const;

  void onEvents(std::uint32_t events) override;
};

}  // namespace fanfare::net

#endif  // FANFARE_NET_CONNECTION_H_
