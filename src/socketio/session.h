#ifndef FANFARE_SOCKETIO_SESSION_H_
#define FANFARE_SOCKETIO_SESSION_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/kept_visitor.h"
#include "core/places.h"
#include "core/publishing.h"
#include "core/token_bucket.h"
#include "dialects/socketio/packet_reader.h"
#include "dialects/socketio/sid.h"
#include "net/timer_wheel.h"
#include "socketio/line.h"
#include "socketio/request.h"
#include "ws/client.h"
#include "ws/encoding.h"
#include "ws/facility_names.h"
#include "ws/listening.h"

namespace fanfare::socketio {

class Endpoint;

// A client of Socket.IO: what its packets mean, and the subscriber that the hub sees. It hears what
// it may from when it has connected to the namespace "/", and enters and leaves rooms by the events
// `join` and `leave`, which are acknowledged when they have taken effect; a join that is refused,
// as if it had. Other events are passed over.
//
//   open ──▶ arriving ──▶ connected ──▶ ending
//     ▲──────────┴────────────┘ the client disconnects from the namespace
//
// Threads, ownership: as Client's.
class Session final : public ws::Client, private LineHandler, private net::Timer {
 public:
  // Equal for clients of Socket.IO 2; others get another name of the socket's each time they
  // connect.
  struct Names {
    dialects::socketio::Sid session;
    dialects::socketio::Sid socket;
  };

  Session(Endpoint& endpoint, const Names& names, Arriving arriving,
          std::unique_ptr<Exchange> exchange);
  ~Session() override;

  bool isCalled(const dialects::socketio::Sid& sid) const { return sid == names_.session; }
  Line& line() { return line_; }

  void start() override;
  void close(const core::CloseReason& reason) override;
  void unsubscribe(const std::vector<Channel>& channels) override;
  void onDecision(const RequestedChannels& requested, Decision decision) override;
  void onOrder(const core::ClientOrder& order) override;
  const std::string& facility() const override;
  core::ConnectionInfo info() const override;

  void onIdentityChanged(const Identity& now) override;
  void onIdentityEnded() override;
  void onIdentityCleared() override;
  void onIdentityUnknown() override;
  bool follows(const Channel& /*to*/) const override { return false; }
  void onAdopted(const core::Adoption& /*adoption*/) override {}

  void deliver(const core::Delivery& delivery) override;
  void replay(core::Subscription& subscription, const core::Delivery& delivery) override;
  void onBrokerAway(core::Subscription& subscription) override;

 private:
  enum class State : std::uint8_t { kOpen, kArriving, kConnected, kEnding };
  // A room that the policy is asked about, and under which number the client wants to hear of it.
  struct Join {
    Channel room;
    std::optional<std::uint64_t> ackId;
  };

  // Of the line.
  bool onReceived(std::size_t bytes) override;
  void onHeld(std::size_t before, std::size_t now) override;
  bool isFull() const override;
  void onText(std::string_view data) override;
  void onBinary(std::string data) override;
  void onFailed(const core::CloseReason& why) override { close(why); }
  void onUnflushed() override;
  void onGone() override;
  void onTimer() override { announceArrivals(); }

  // What the client sends.
  bool isWithinMessages();
  void onPacket(const Result<std::optional<dialects::socketio::Packet>>& packet);
  void handle(const dialects::socketio::Packet& packet);
  void onConnect(const std::string& space);
  void onDisconnect();
  void onEvent(const dialects::socketio::Packet& packet);
  void onAck(const dialects::socketio::Packet& packet);
  void join(const Channel& room, const std::string& secret, std::optional<std::uint64_t> ackId);
  void leave(const Channel& room, std::optional<std::uint64_t> ackId);

  // What it is sent.
  void deliver(const Channel& channel, const std::vector<net::Chunk>& pieces);
  void replay(core::Subscription& subscription, const std::vector<net::Chunk>& pieces);
  // As they were encoded for all.
  bool isForIt(const ws::EncodedRun& run) const;
  std::vector<net::Chunk> piecesFor(const ws::EncodedRun& run, const core::Delivery& delivery);
  void hear(const Message& message, net::Chunk frames, std::vector<net::Chunk>& pieces);
  bool isHeardAlready(const Message& message);
  net::Chunk askingFrames(const Message& message);
  bool isClosed(const Channel& room) const;
  void onRoomClosed(const Channel& room);
  void leaveClosedRooms();
  void quit(const std::vector<Channel>& rooms);
  void send(net::Chunk frames) { line_.send(std::move(frames)); }
  void sendPacket(const dialects::socketio::Packet& packet);
  std::string ackFrame(std::optional<std::uint64_t> ackId) const;
  std::string frameOf(const dialects::socketio::Packet& packet) const;

  // Arrivals.
  void connect();
  void arrive(std::string head, const RequestedChannels& granted);
  void announceArrivals();
  void waitForClearance();
  void admit(const RequestedChannels& granted, std::string acknowledgements);
  // The acknowledgements of the joins that wait for `room`, which wait no more.
  std::string takeJoins(const Channel& room);
  void resume() { line_.resume(); }

  void askForGroups();
  void ask(RequestedChannels requested);
  bool isListening() const { return state_ == State::kArriving || state_ == State::kConnected; }
  enum class Return { kWelcome, kUnwelcome };
  void end(const core::CloseReason& reason, Return client);
  void stopListening();
  void flush() { line_.flush(); }

  Endpoint& endpoint_;
  Names names_;
  const dialects::socketio::EngineVersion version_;
  ws::Encoding& encoding_;  // the endpoint's
  Line line_;
  dialects::socketio::PacketReader reader_;

  State state_ = State::kOpen;
  std::uint32_t requestsUnderWay_ = 0;
  core::TokenBucket messages_;
  core::TokenBucket bytes_;
  std::uint64_t lastNumber_ = 0;  // of an event that came by several rooms
  std::uint64_t lastAckId_ = 0;
  std::map<std::uint64_t, std::string> replies_;  // whom acknowledgements go to, by their numbers
  std::vector<Join> joins_;
  std::vector<Channel> closed_;  // rooms that it is yet to leave

  const core::HeldPlaces places_;
  const ws::FacilityNames::Number facility_;
  core::KeptVisitor visitor_;
  RequestedChannels granted_;  // of its handshake, less what its identity has lost since
  bool hasChanged_ = false;    // its identity, since the handshake
  ws::Listening listening_;
  core::Hub& hub_;  // of the reactor; the endpoint may be gone when this is destroyed
};

}  // namespace fanfare::socketio

#endif  // FANFARE_SOCKETIO_SESSION_H_
