#ifndef FANFARE_SOCKETIO_LINE_H_
#define FANFARE_SOCKETIO_LINE_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "fanfare/clock.h"
#include "fanfare/message.h"

#include "core/close_reason.h"
#include "dialects/socketio/engine_payload.h"
#include "net/chunk.h"
#include "net/reactor.h"
#include "net/timer_wheel.h"
#include "socketio/exchange.h"
#include "socketio/packet_queue.h"
#include "socketio/wire.h"

namespace fanfare::socketio {

// What a line brings, and how it ends.
class LineHandler {
 public:
  virtual ~LineHandler() = default;

  // As WireHandler's.
  virtual bool onReceived(std::size_t bytes) = 0;
  virtual void onHeld(std::size_t before, std::size_t now) = 0;
  virtual bool isFull() const = 0;

  // The data of a message.
  virtual void onText(std::string_view data) = 0;
  virtual void onBinary(std::string data) = 0;

  // The line is to be ended for that reason.
  virtual void onFailed(const core::CloseReason& why) = 0;

  // Line::flush() is to be called at the end of this turn.
  virtual void onUnflushed() = 0;

  // It is over. The last call.
  virtual void onGone() = 0;
};

// A session of Engine.IO: carries packets between a client and us, by polling or by a WebSocket,
// over which the client may go from polling. It keeps the client's pace: version 4 is asked for a
// sign of life, version 3 asks us.
//
//   polling ──▶ probing ──▶ on a wire ──▶ ending
//      ◀──────────┘ the wire that was tried ended
//
// A second poll takes the place of one that waits, which hears that there is nothing. What is sent
// while nobody polls waits, up to a bound.
//
// Threads: confined to one reactor.
// Ownership: owned by its handler.
class Line final : private WireHandler, private net::Timer {
 public:
  struct Options {
    std::chrono::milliseconds pingInterval{25'000};
    std::chrono::milliseconds pingTimeout{20'000};
    Wire::Options wire;  // its maxMessageBytes bound what is posted, too
  };

  // `options` and `handler` outlive it.
  Line(net::Reactor& reactor, dialects::socketio::EngineVersion version, const Options& options,
       LineHandler& handler);
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;
  ~Line() override;

  // Says the first packet, in the way the client came. REQUIRES: one of them is called, first.
  void beginPolling(std::string sid, std::unique_ptr<Exchange> exchange);
  void beginOnWire(std::string sid, Exchange& exchange, std::string responseHead);

  // Reads what came with the first request.
  void start();

  // The client's requests.
  void poll(std::unique_ptr<Exchange> exchange);
  void post(const std::string& body, PayloadKind kind, std::unique_ptr<Exchange> exchange);
  void upgrade(const std::string& responseHead, std::unique_ptr<Exchange> exchange);

  // Frames of a WebSocket, each with a packet, or none. Without effect once the line is ending.
  void send(net::Chunk frames);
  void flush();

  // The handler is not full any more.
  void resume();

  // Says what is left, `lastPackets` behind it, and that it ends; is gone soon after.
  void end(const core::CloseReason& reason, net::Chunk lastPackets = net::Chunk());

 private:
  enum class State : std::uint8_t { kPolling, kProbing, kOnWire, kEnding };
  // A post that was not read to its end, for the handler is full.
  struct HeldPost {
    dialects::socketio::EnginePackets packets;
    std::size_t next = 0;
    std::size_t bytes = 0;  // of its body
    std::unique_ptr<Exchange> exchange;
  };

  bool onReceived(std::size_t bytes) override { return handler_.onReceived(bytes); }
  void onHeld(std::size_t before, std::size_t now) override { handler_.onHeld(before, now); }
  void onMessage(Wire& wire, std::string payload, PayloadKind kind) override;
  bool isFull() const override { return handler_.isFull(); }
  void onClosing(Wire& wire, const core::CloseReason& why) override;
  void onGone(Wire& wire) override;
  void onTimer() override;

  std::string openFrame(std::string sid) const;
  std::unique_ptr<Wire> wireOn(Exchange& exchange);
  void onPacket(dialects::socketio::EnginePacket packet);
  void onProbePacket(const dialects::socketio::EnginePacket& packet);
  void switchToWire();
  void goAtOnce();
  void readPost();
  void answerPoll(const dialects::socketio::EnginePackets& packets);
  void sendPacket(const dialects::socketio::EnginePacket& packet);
  void drop(std::unique_ptr<Wire> wire);
  void queue(net::Chunk frames);
  void recount();
  void onHeardOf();
  void setTimer();

  net::Reactor& reactor_;
  const dialects::socketio::EngineVersion version_;
  const Options& options_;
  LineHandler& handler_;

  State state_ = State::kPolling;
  bool isFlushing_ = false;      // onUnflushed() was called
  bool isProbed_ = false;        // the client may go on to wire_
  bool isAwaitingPong_ = false;  // in version 4
  Clock::Time due_;              // of the ping, or of the end
  std::size_t queuedBytes_ = 0;  // as the reactor counts them
  std::unique_ptr<Wire> wire_;   // null while polling
  std::unique_ptr<Exchange> poll_;
  std::unique_ptr<HeldPost> post_;
  PacketQueue queue_;  // while not on a wire
};

}  // namespace fanfare::socketio

#endif  // FANFARE_SOCKETIO_LINE_H_
