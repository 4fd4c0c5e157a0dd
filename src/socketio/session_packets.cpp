// What a session makes of what its client sends, and of what it is sent.

#include <algorithm>
#include <utility>

#include "core/room_space.h"
#include "dialects/socketio/topics.h"
#include "dialects/socketio/wording.h"
#include "model/json_reader.h"
#include "socketio/endpoint.h"
#include "socketio/session.h"
#include "ws/frame_writer.h"

namespace fanfare::socketio {
namespace {

namespace reasons = core::close_reasons;

using dialects::socketio::connectRefused;
using dialects::socketio::Packet;
using dialects::socketio::PacketType;
using dialects::socketio::replyFor;
using dialects::socketio::sidIn;

constexpr std::size_t kMaxReplies = 1000;  // that a client owes

// What `join` and `leave` are about. Value type.
struct RoomRequest {
  std::optional<std::string> room;  // nullopt: it is no string
  std::string secret;               // empty: none, or no string
};

// nullopt if it is no object, or names no room.
std::optional<RoomRequest> roomRequestIn(const std::string& json) {
  RoomRequest request;
  bool hasRoom = false;
  JsonReader reader(json);
  const auto readText = [&reader]() -> std::optional<std::string> {
    if (reader.nextIs('"')) return reader.readString();
    (void)reader.readRaw();
    return std::nullopt;
  };
  const bool isObject = reader.readObject([&](const std::string& name) {
    if (name == "room") {
      hasRoom = true;
      request.room = readText();
    } else if (name == "secret") {
      request.secret = readText().value_or("");
    } else {
      (void)reader.readRaw();
    }
    return reader.error().empty();
  });
  if (!isObject || !hasRoom) return std::nullopt;
  return request;
}

}  // namespace

bool Session::onReceived(std::size_t bytes) {
  if (state_ == State::kEnding) return false;
  ws::Endpoint& clients = endpoint_.clients();
  const auto now = clients.parts().reactor.clock().now();
  if (bytes_.take(clients.options().bytes, static_cast<double>(bytes), now)) return true;
  clients.noteLimit(names_.session.connection, core::Limit::kBytesPerConnection);
  close(reasons::kTooManyBytes);
  return false;
}

bool Session::isWithinMessages() {
  ws::Endpoint& clients = endpoint_.clients();
  const auto now = clients.parts().reactor.clock().now();
  if (messages_.take(clients.options().messages, 1, now)) return true;
  clients.noteLimit(names_.session.connection, core::Limit::kMessagesPerConnection);
  close(reasons::kTooManyMessages);
  return false;
}

void Session::onHeld(std::size_t before, std::size_t now) {
  ws::Endpoint& clients = endpoint_.clients();
  clients.recountReceived(before, now);
  if (now > before && clients.hasReceivedTooMuch()) close(reasons::kTryAgainLater);
}

bool Session::isFull() const {
  return state_ == State::kArriving ||
         requestsUnderWay_ >= endpoint_.clients().options().maxRequestsUnderWay;
}

void Session::onText(std::string_view data) {
  if (state_ != State::kEnding && isWithinMessages()) onPacket(reader_.onText(data));
}

void Session::onBinary(std::string data) {
  if (state_ != State::kEnding && isWithinMessages()) onPacket(reader_.onBinary(std::move(data)));
}

void Session::onPacket(const Result<std::optional<Packet>>& packet) {
  if (!packet) {
    reader_.forget();
    return endpoint_.clients().notePassedOver(names_.session.connection, packet.error().message);
  }
  if (*packet) handle(**packet);
}

void Session::handle(const Packet& packet) {
  if (packet.type == PacketType::kConnect) return onConnect(packet.space);
  if (packet.space != "/" || state_ != State::kConnected) return;
  if (packet.type == PacketType::kDisconnect) return onDisconnect();
  if (packet.type == PacketType::kEvent) return onEvent(packet);
  if (packet.type == PacketType::kAck) return onAck(packet);
}

void Session::onConnect(const std::string& space) {
  if (space != "/") {
    return sendPacket(connectRefused(space, "Unable to connect"));
  }
  if (state_ == State::kOpen) connect();
}

void Session::onDisconnect() {
  std::vector<Channel> wanted;
  for (const auto& join : joins_) wanted.push_back(join.room);
  endpoint_.clients().withdraw(names_.session.connection, wanted);
  state_ = State::kOpen;
  replies_.clear();
  cancel();
  stopListening();
}

void Session::onEvent(const Packet& packet) {
  const bool isJoin = packet.event == "join";
  if (!isJoin && packet.event != "leave") return;
  if (packet.data.arguments.empty()) return;
  const auto request = roomRequestIn(packet.data.arguments.front());
  if (!request) return;
  leaveClosedRooms();
  const bool isClients = request->room && sidIn(*request->room);
  const auto room =
      Channel::of({AudienceKind::kRoom, request->room.value_or("")}, facility(), visitor_.colons());
  if (isClients || !room) return send(net::Chunk(ackFrame(packet.ackId)));
  isJoin ? join(*room, request->secret, packet.ackId) : leave(*room, packet.ackId);
}

void Session::join(const Channel& room, const std::string& secret,
                   std::optional<std::uint64_t> ackId) {
  if (listening_.has(hub_, room)) return send(net::Chunk(ackFrame(ackId)));
  core::PresentedSecrets secrets;
  if (const auto space = core::roomSpaceOf(room); space && !secret.empty()) {
    secrets.add(*space + "::" + secret);
  }
  joins_.push_back({room, ackId});
  ask({{Access::kSubscribe, room, secrets.secretFor(room)}});
}

void Session::leave(const Channel& room, std::optional<std::uint64_t> ackId) {
  endpoint_.clients().withdraw(names_.session.connection, {room});
  unsubscribe({room});
  send(net::Chunk(takeJoins(room) + ackFrame(ackId)));
}

std::string Session::takeJoins(const Channel& room) {
  std::string acknowledgements;
  const auto isOver = [&](const Join& join) {
    if (join.room != room) return false;
    acknowledgements += ackFrame(join.ackId);
    return true;
  };
  joins_.erase(std::remove_if(joins_.begin(), joins_.end(), isOver), joins_.end());
  return acknowledgements;
}

void Session::onAck(const Packet& packet) {
  const auto reply = replies_.find(*packet.ackId);
  if (reply == replies_.end()) return;
  if (packet.data.attachments.empty()) {
    endpoint_.clients().parts().publishing.say(
        endpoint_.options().topic, writeBackendMessage(replyFor(reply->second, packet.data)));
  }
  replies_.erase(reply);
}

void Session::deliver(const core::Delivery& delivery) {
  if (!isListening()) return;
  const auto& run = encoding_.encode(delivery);
  if (isForIt(run)) return deliver(delivery.channel, run.pieces);
  deliver(delivery.channel, piecesFor(run, delivery));
}

bool Session::isForIt(const ws::EncodedRun& run) const { return run.isForAll && closed_.empty(); }

void Session::deliver(const Channel& channel, const std::vector<net::Chunk>& pieces) {
  if (const ws::Arrival* const arrival = listening_.onLive(channel, pieces)) {
    ws::Endpoint& clients = endpoint_.clients();
    const bool isTooMuch = arrival->heldBytes() > clients.options().connection.outboxMaxBytes;
    if (isTooMuch) clients.later(names_.session.connection, &Session::announceArrivals);
    return;
  }
  for (const auto& piece : pieces) send(piece);
}

void Session::replay(core::Subscription& subscription, const core::Delivery& delivery) {
  if (!isListening()) return;
  const auto& run = encoding_.encode(delivery);
  if (isForIt(run)) return replay(subscription, run.pieces);
  replay(subscription, piecesFor(run, delivery));
}

void Session::replay(core::Subscription& subscription, const std::vector<net::Chunk>& pieces) {
  const ws::Arrival* const arrival = listening_.onReplay(subscription, pieces);
  if (!arrival) {
    for (const auto& piece : pieces) send(piece);
  } else if (arrival->isComplete()) {
    endpoint_.clients().later(names_.session.connection, &Session::announceArrivals);
  }
}

void Session::onBrokerAway(core::Subscription& subscription) {
  const ws::Arrival* const arrival = listening_.onBrokerAway(subscription);
  if (!arrival || !arrival->isComplete()) return;
  endpoint_.clients().later(names_.session.connection, &Session::announceArrivals);
}

std::vector<net::Chunk> Session::piecesFor(const ws::EncodedRun& run,
                                           const core::Delivery& delivery) {
  std::vector<net::Chunk> pieces;
  ws::forEachMessage(run, delivery, [&](const Message& message, net::Chunk frames) {
    if (isClosed(delivery.channel)) return;
    if (message.event && message.event->closesRoom) return onRoomClosed(delivery.channel);
    hear(message, std::move(frames), pieces);
  });
  return pieces;
}

void Session::hear(const Message& message, net::Chunk frames, std::vector<net::Chunk>& pieces) {
  if (frames.empty() || !message.isFor(names_.socket.connection)) return;
  if (isHeardAlready(message)) return;
  const bool isAsked = message.event && !message.event->replyTo.empty();
  ws::append(pieces, isAsked ? askingFrames(message) : std::move(frames));
}

bool Session::isHeardAlready(const Message& message) {
  if (!message.event || message.event->number == 0) return false;
  return std::exchange(lastNumber_, message.event->number) == message.event->number;
}

net::Chunk Session::askingFrames(const Message& message) {
  const std::uint64_t ackId = ++lastAckId_;
  if (replies_.size() >= kMaxReplies) replies_.erase(replies_.begin());
  replies_.emplace(ackId, message.event->replyTo);
  std::string frames =
      ws::frameOf(ws::Opcode::kText, "4" + dialects::socketio::askingPacket(message, ackId));
  for (const auto& one : message.event->attachments) {
    const dialects::socketio::EnginePacket packet{dialects::socketio::EnginePacketType::kMessage,
                                                  one, PayloadKind::kBinary};
    frames += ws::frameOf(ws::Opcode::kBinary, writeEnginePacket(packet, version_));
  }
  return net::Chunk(std::move(frames));
}

bool Session::isClosed(const Channel& room) const {
  return std::find(closed_.begin(), closed_.end(), room) != closed_.end();
}

// It hears nothing more there; it leaves when the hub is through.
void Session::onRoomClosed(const Channel& room) {
  closed_.push_back(room);
  endpoint_.clients().later(names_.session.connection, &Session::leaveClosedRooms);
}

void Session::leaveClosedRooms() {
  if (!closed_.empty()) quit(std::exchange(closed_, {}));
}

// What a backend said there before goes out first, also where the room is only being entered.
void Session::quit(const std::vector<Channel>& rooms) {
  if (state_ == State::kConnected) {
    for (const Channel& room : rooms) {
      for (auto& piece : listening_.takeHeld(room)) send(std::move(piece));
    }
  }
  unsubscribe(rooms);
}

void Session::sendPacket(const Packet& packet) { send(net::Chunk(frameOf(packet))); }

std::string Session::ackFrame(std::optional<std::uint64_t> ackId) const {
  if (!ackId) return {};
  Packet packet{PacketType::kAck};
  packet.ackId = ackId;
  return frameOf(packet);
}

std::string Session::frameOf(const Packet& packet) const {
  return ws::frameOf(
      ws::Opcode::kText,
      writeEnginePacket({dialects::socketio::EnginePacketType::kMessage, writePacket(packet)},
                        version_));
}

}  // namespace fanfare::socketio
