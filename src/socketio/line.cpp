#include "socketio/line.h"

#include <utility>

#include "ws/frame_writer.h"

namespace fanfare::socketio {
namespace {

namespace reasons = core::close_reasons;

using dialects::socketio::EnginePacket;
using dialects::socketio::EnginePackets;
using dialects::socketio::EnginePacketType;
using dialects::socketio::EngineVersion;
using dialects::socketio::openPacket;
using dialects::socketio::readBinaryEnginePacket;
using dialects::socketio::readEnginePacket;
using dialects::socketio::readPayload;

constexpr char kProbe[] = "probe";
const EnginePacket kNothing{EnginePacketType::kNoop};

net::Chunk frameOf(const EnginePacket& packet, EngineVersion version) {
  const auto opcode = packet.kind == PayloadKind::kText ? ws::Opcode::kText : ws::Opcode::kBinary;
  return net::Chunk(ws::frameOf(opcode, writeEnginePacket(packet, version)));
}

// As of a packet whose type nobody knows, which the originals pass over.
bool isOfNoType(std::string_view packet) {
  return !packet.empty() && packet.front() >= '7' && packet.front() <= '9';
}

}  // namespace

Line::Line(net::Reactor& reactor, EngineVersion version, const Options& options,
           LineHandler& handler)
    : reactor_(reactor), version_(version), options_(options), handler_(handler) {
  due_ = reactor_.clock().now() + options_.pingInterval;
  if (version_ == EngineVersion::k3) due_ += options_.pingTimeout;
  setTimer();
}

Line::~Line() { reactor_.recountQueued(queuedBytes_, 0); }

std::string Line::openFrame(std::string sid) const {
  const bool isPolling = !wire_;
  const EnginePacket packet =
      openPacket({std::move(sid),
                  isPolling ? std::vector<std::string>{"websocket"} : std::vector<std::string>(),
                  options_.pingTimeout, options_.pingInterval, options_.wire.maxMessageBytes});
  return ws::frameOf(ws::Opcode::kText, writeEnginePacket(packet, version_));
}

void Line::beginPolling(std::string sid, std::unique_ptr<Exchange> exchange) {
  poll_ = std::move(exchange);
  queue(net::Chunk(openFrame(std::move(sid))));
}

void Line::beginOnWire(std::string sid, Exchange& exchange, std::string responseHead) {
  state_ = State::kOnWire;
  wire_ = wireOn(exchange);
  send(net::Chunk(std::move(responseHead) + openFrame(std::move(sid))));
}

std::unique_ptr<Wire> Line::wireOn(Exchange& exchange) {
  WireHandler& handler = *this;
  return std::make_unique<Wire>(reactor_, exchange.takeOver(), options_.wire, handler);
}

void Line::start() {
  if (state_ == State::kOnWire) wire_->start();
}

void Line::poll(std::unique_ptr<Exchange> exchange) {
  answerPoll({kNothing});  // if another waits
  poll_ = std::move(exchange);
  if (state_ == State::kOnWire) return answerPoll({kNothing});
  if (state_ == State::kProbing && isProbed_ && queue_.empty()) return answerPoll({kNothing});
  if (state_ == State::kEnding || !queue_.empty()) flush();
}

void Line::answerPoll(const EnginePackets& packets) {
  const auto poll = std::exchange(poll_, nullptr);
  if (poll) poll->answer({200, "text/plain; charset=UTF-8", writePayload(packets, version_)});
}

void Line::flush() {
  isFlushing_ = false;
  if (!poll_) return;
  EnginePackets packets = queue_.takePackets(version_);
  recount();
  if (!packets.empty()) return answerPoll(packets);
  if (state_ != State::kEnding) return;
  // Not together with others, for clients of version 4 would pass those over.
  answerPoll({{EnginePacketType::kClose}});
  cancel();
  handler_.onGone();
}

void Line::post(const std::string& body, PayloadKind kind, std::unique_ptr<Exchange> exchange) {
  if (state_ == State::kEnding) return exchange->answer(okAnswer());  // it will hear in time
  if (post_ || !handler_.onReceived(body.size()))
    return exchange->answer(badRequest("Bad Request"));
  if (body.size() > options_.wire.maxMessageBytes) {
    exchange->answer(badRequest("Bad Request"));
    return handler_.onFailed(reasons::kTooBig);
  }
  // Whatever it is called, version 4 posts text.
  const bool isBinary = kind == PayloadKind::kBinary && version_ == EngineVersion::k3;
  auto packets = readPayload(body, isBinary ? kind : PayloadKind::kText, version_);
  if (!packets) return exchange->answer(badRequest("Bad Request"));
  post_ = std::make_unique<HeldPost>(
      HeldPost{std::move(packets).value(), 0, body.size(), std::move(exchange)});
  handler_.onHeld(0, post_->bytes);
  readPost();
}

void Line::readPost() {
  auto post = std::move(post_);
  const auto isOpen = [this] { return state_ != State::kEnding; };
  while (post->next < post->packets.size() && isOpen() && !isFull()) {
    onPacket(std::move(post->packets[post->next++]));
  }
  if (post->next < post->packets.size() && isOpen()) {
    post_ = std::move(post);
    return;
  }
  handler_.onHeld(post->bytes, 0);
  post->exchange->answer(okAnswer());
}

void Line::upgrade(const std::string& responseHead, std::unique_ptr<Exchange> exchange) {
  if (state_ != State::kPolling && state_ != State::kProbing) {
    return exchange->answer(badRequest("Invalid session"));
  }
  drop(std::move(wire_));
  state_ = State::kProbing;
  isProbed_ = false;
  wire_ = wireOn(*exchange);
  (void)wire_->send(net::Chunk(responseHead));
  wire_->start();
}

void Line::resume() {
  if (post_) readPost();
  if (wire_) wire_->resume();
}

void Line::send(net::Chunk frames) {
  if (state_ == State::kEnding || frames.empty()) return;
  if (state_ != State::kOnWire) return queue(std::move(frames));
  if (wire_->send(std::move(frames)) == net::Enqueued::kSlowConsumer) {
    handler_.onFailed(reasons::kSlowConsumer);
  }
}

void Line::queue(net::Chunk frames) {
  queue_.push(std::move(frames));
  recount();
  const bool isTooMuch = queue_.bytes() > options_.wire.connection.outboxMaxBytes ||
                         reactor_.queuedBytes() > reactor_.maxQueuedBytes();
  if (isTooMuch) return handler_.onFailed(reasons::kSlowConsumer);
  if (poll_ && !std::exchange(isFlushing_, true)) handler_.onUnflushed();
}

void Line::recount() {
  const std::size_t before = std::exchange(queuedBytes_, queue_.bytes());
  reactor_.recountQueued(before, queuedBytes_);
}

void Line::end(const core::CloseReason& reason, net::Chunk lastPackets) {
  if (state_ == State::kEnding) return;
  const bool isSlow = reason.code == reasons::kSlowConsumer.code;
  const bool isOnWire = state_ == State::kOnWire;
  state_ = State::kEnding;
  cancel();
  if (const auto post = std::exchange(post_, nullptr)) {
    handler_.onHeld(post->bytes, 0);
    post->exchange->answer(okAnswer());
  }
  if (isOnWire) {
    if (isSlow) wire_->discardUnsent();
    std::string lastWords(lastPackets.bytes());
    lastWords += frameOf({EnginePacketType::kClose}, version_).bytes();
    lastWords += ws::closeFrame(reason.code, reason.text);
    return wire_->endAfter(net::Chunk(std::move(lastWords)));
  }
  drop(std::move(wire_));
  if (isSlow) queue_.takeFrames();
  if (!lastPackets.empty()) queue_.push(std::move(lastPackets));
  recount();
  reactor_.timers().set(*this, options_.wire.closePatience);
  if (poll_ && !std::exchange(isFlushing_, true)) handler_.onUnflushed();
}

// The client polls no more.
void Line::goAtOnce() {
  if (wire_) return;
  answerPoll({kNothing});
  reactor_.timers().set(*this, std::chrono::milliseconds(0));
}

void Line::onMessage(Wire& /*wire*/, std::string payload, PayloadKind kind) {
  auto packet = kind == PayloadKind::kText ? readEnginePacket(payload, version_)
                                           : readBinaryEnginePacket(payload, version_);
  if (!packet && isOfNoType(payload)) return;
  if (!packet) return onClosing(*wire_, reasons::kProtocolError);
  if (state_ == State::kProbing) return onProbePacket(*packet);
  onPacket(std::move(packet).value());
}

void Line::onProbePacket(const EnginePacket& packet) {
  if (packet.type == EnginePacketType::kUpgrade && isProbed_) return switchToWire();
  if (packet.type != EnginePacketType::kPing || packet.data != kProbe) {
    return onClosing(*wire_, reasons::kProtocolError);
  }
  isProbed_ = true;
  (void)wire_->send(frameOf({EnginePacketType::kPong, kProbe}, version_));
  if (queue_.empty()) answerPoll({kNothing});
}

void Line::switchToWire() {
  state_ = State::kOnWire;
  answerPoll({kNothing});
  auto frames = queue_.takeFrames();
  recount();
  for (auto& one : frames) send(std::move(one));
}

void Line::onPacket(EnginePacket packet) {
  onHeardOf();
  switch (packet.type) {
    case EnginePacketType::kMessage:
      if (packet.kind == PayloadKind::kText) return handler_.onText(packet.data);
      return handler_.onBinary(std::move(packet.data));
    case EnginePacketType::kPing:
      if (version_ == EngineVersion::k3) sendPacket({EnginePacketType::kPong, packet.data});
      return;
    case EnginePacketType::kUpgrade:
      return sendPacket(kNothing);
    case EnginePacketType::kClose:
      handler_.onFailed(reasons::kNormal);
      return goAtOnce();
    case EnginePacketType::kOpen:
    case EnginePacketType::kPong:
    case EnginePacketType::kNoop:
      return;
  }
}

void Line::sendPacket(const EnginePacket& packet) { send(frameOf(packet, version_)); }

void Line::onClosing(Wire& /*wire*/, const core::CloseReason& why) {
  if (state_ != State::kProbing) return handler_.onFailed(why);
  state_ = State::kPolling;
  drop(std::move(wire_));
}

void Line::onGone(Wire& /*wire*/) {
  const bool isOver = state_ != State::kProbing;
  drop(std::move(wire_));
  if (!isOver) {
    state_ = State::kPolling;
    return;
  }
  state_ = State::kEnding;
  cancel();
  handler_.onGone();
}

void Line::drop(std::unique_ptr<Wire> wire) {
  if (!wire) return;
  wire->abandon();
  reactor_.destroyLater(std::move(wire));
}

void Line::onHeardOf() {
  const auto now = reactor_.clock().now();
  if (version_ == EngineVersion::k3) {
    due_ = now + options_.pingInterval + options_.pingTimeout;
  } else if (std::exchange(isAwaitingPong_, false)) {
    due_ = now + options_.pingInterval;
    setTimer();
  }
}

void Line::onTimer() {
  if (state_ == State::kEnding) return handler_.onGone();
  const auto now = reactor_.clock().now();
  if (now < due_) return setTimer();
  if (version_ == EngineVersion::k3 || isAwaitingPong_) {
    return handler_.onFailed(reasons::kPingTimeout);
  }
  isAwaitingPong_ = true;
  due_ = now + options_.pingTimeout;
  setTimer();
  sendPacket({EnginePacketType::kPing});
}

void Line::setTimer() {
  if (state_ == State::kEnding) return;
  const auto left = due_ - reactor_.clock().now();
  reactor_.timers().set(*this, std::chrono::ceil<std::chrono::milliseconds>(left));
}

}  // namespace fanfare::socketio
