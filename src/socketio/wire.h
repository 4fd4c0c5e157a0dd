#ifndef FANFARE_SOCKETIO_WIRE_H_
#define FANFARE_SOCKETIO_WIRE_H_

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "fanfare/message.h"

#include "core/close_reason.h"
#include "net/chunk.h"
#include "net/connection.h"
#include "socketio/exchange.h"
#include "ws/frame_reader.h"

namespace fanfare::socketio {

class Wire;

// What the messages of a wire mean.
class WireHandler {
 public:
  virtual ~WireHandler() = default;

  // So many bytes have come. False: they are not to be read, for the line is ending.
  virtual bool onReceived(std::size_t bytes) = 0;
  // What came of messages that are not complete was `before`, and is `now` bytes.
  virtual void onHeld(std::size_t before, std::size_t now) = 0;

  virtual void onMessage(Wire& wire, std::string payload, PayloadKind kind) = 0;
  // Nothing more is to be read until Wire::resume().
  virtual bool isFull() const = 0;

  // The client has closed it, or sent what no client may.
  virtual void onClosing(Wire& wire, const core::CloseReason& why) = 0;
  virtual void onGone(Wire& wire) = 0;
};

// A WebSocket that carries packets of Engine.IO, one in each message.
//
// Threads: confined to one reactor.
// Ownership: owned by its handler, which destroys it by Reactor::destroyLater().
class Wire final : private net::Connection, private ws::FrameSink {
 public:
  struct Options {
    net::ConnectionOptions connection;
    std::size_t maxMessageBytes;
    std::chrono::milliseconds closePatience;
  };

  // `options` outlive it.
  Wire(net::Reactor& reactor, Exchange::Taken taken, const Options& options, WireHandler& handler);
  ~Wire() override;

  // Reads what came with the handshake.
  void start();

  [[nodiscard]] net::Enqueued send(net::Chunk frames) { return enqueue(std::move(frames)); }
  // As one whose client does not read.
  void discardUnsent() { Connection::discardUnsent(); }
  void endAfter(net::Chunk lastWords) {
    Connection::endAfter(options_.closePatience, std::move(lastWords));
  }

  void resume();

  // It calls its handler no more, and is gone soon.
  void abandon();

 private:
  void onBytes(std::string_view bytes) override;
  void onGone() override;
  std::size_t outboxMaxBytes() const override { return options_.connection.outboxMaxBytes; }
  void onMessage(std::string payload, PayloadKind kind) override;
  void onPing(std::string_view payload) override;
  void onPong() override {}
  void onClose(ws::PeerClose close) override;
  bool isFull() const override { return !handler_ || handler_->isFull(); }

  void read(std::string_view bytes);
  void recount();

  const Options& options_;
  WireHandler* handler_;  // null: abandoned
  ws::FrameReader reader_;
  std::string unread_;
  std::size_t held_ = 0;
  bool isPaused_ = false;
  bool isClosing_ = false;
};

}  // namespace fanfare::socketio

#endif  // FANFARE_SOCKETIO_WIRE_H_
