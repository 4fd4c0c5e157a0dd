#ifndef FANFARE_NET_CONNECTION_H_
#define FANFARE_NET_CONNECTION_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "net/chunk.h"
#include "net/outbox.h"
#include "net/reactor.h"
#include "net/transport.h"

namespace fanfare::net {

struct ConnectionOptions {
  std::size_t outboxMaxBytes = 4u << 20;
};

// One client socket: reads what comes, sends what was enqueued, once a turn. Knows bytes, not
// messages: what they mean is known by what derives from it, in ws/ or socketio/. Idle, it holds no
// buffer, and no outbox. There is no more to coalesce, so whoever accepts the socket sets
// TCP_NODELAY.
//
// One whose socket the reactor cannot watch is gone at the end of the turn in which it was made.
//
// Threads: confined to its reactor.
// Ownership: owns the transport; may be destroyed at any time, also in what it calls.
class Connection : public EventHandler {
 public:
  Connection(Reactor& reactor, Transport transport);
  ~Connection() override;

  // To be sent at the end of this turn, together with all else that is enqueued until then; earlier
  // only where a burst would go over the bound, for that alone does not make a peer slow. After
  // kSlowConsumer, which tells that the outbox would be over its bound, or the reactor over its
  // own, nothing of `chunk` is sent; the caller is expected to end the connection. Once that is
  // ending, accepts and drops everything.
  [[nodiscard]] Enqueued enqueue(Chunk chunk);

  // Drops what is still unsent, but for the rest of a chunk that was begun.
  void discardUnsent();

  // Leaves what the peer sends in the socket, until resumeReading() or the end. That the peer has
  // closed is noticed then too, unless it has reset the connection.
  void pauseReading();
  void resumeReading();

  // Sends what is enqueued and then `lastWords`, whatever the bound; shuts the sending side down,
  // and is gone when the peer has closed too, at the latest after `patience`. What the peer sends
  // meanwhile is read and dropped, for unread bytes would make the kernel reset the connection and
  // take the last words back. Without effect once the connection is ending.
  void endAfter(std::chrono::milliseconds patience, Chunk lastWords = Chunk());

  // Is gone at the end of this turn, sending nothing more.
  void abort();

  std::size_t pendingBytes() const { return outbox_ ? outbox_->pendingBytes() : 0; }

  void onEvents(std::uint32_t events) final;
  void onEndOfTurn() final;

 protected:
  // None of these is called from within a call to the connection.

  // The peer sent `bytes`, valid during the call. Not called once the connection is ending.
  virtual void onBytes(std::string_view bytes) = 0;

  // All that was enqueued has been sent, after some of it had had to wait. Not called once the
  // connection is ending.
  virtual void onDrained() {}

  // The connection is over: the peer is gone or has closed its side, or endAfter() or abort() have
  // run their course. Called once, nothing is called afterwards.
  virtual void onGone() = 0;

 private:
  class Patience;
  enum class State : std::uint8_t { kOpen, kEnding, kAborting, kGone };

  // The bound of the outbox; what is beyond 2 GiB counts as that. Called whenever something is
  // enqueued: who derives from this knows it from what its connections share, so that none has to
  // keep it.
  virtual std::size_t outboxMaxBytes() const = 0;

  void receive(bool isDead);
  void onPeerClosed();
  void makeRoom();
  void shutDown();
  void watchWhatMatters();
  void recount();
  // As the outbox's; each lets go of one that is empty.
  [[nodiscard]] Enqueued append(Chunk chunk, std::size_t maxBytes);
  [[nodiscard]] bool flush();
  void letGoIfEmpty();
  bool hasToWait() const { return outbox_ || transport_.unsentBytes() > 0; }
  void beGone();

  // There are many, and most are idle: in an order that leaves no gaps, of a size that the bound of
  // an outbox allows.
  std::uint32_t queuedBytes_ = 0;  // as the reactor counts them
  State state_ = State::kOpen;
  bool isPaused_ : 1;
  bool isWaiting_ : 1;  // for the socket to take more
  bool hasPeerClosed_ : 1;
  std::uint8_t watched_ = EPOLLIN;  // EPOLLIN, EPOLLOUT, both or none
  Transport transport_;
  Reactor& reactor_;
  std::unique_ptr<Outbox> outbox_;      // one of the reactor's; null rather than empty
  std::unique_ptr<Patience> patience_;  // null until it is ending
};

}  // namespace fanfare::net

#endif  // FANFARE_NET_CONNECTION_H_
