#include "socketio/wire.h"

#include <utility>

#include "ws/frame_writer.h"

namespace fanfare::socketio {

namespace reasons = core::close_reasons;

Wire::Wire(net::Reactor& reactor, Exchange::Taken taken, const Options& options,
           WireHandler& handler)
    : Connection(reactor, std::move(taken.transport)),
      options_(options),
      handler_(&handler),
      unread_(std::move(taken.earlyBytes)) {}

Wire::~Wire() = default;

void Wire::start() {
  const std::string early = std::exchange(unread_, {});
  if (!early.empty()) onBytes(early);
}

void Wire::onBytes(std::string_view bytes) {
  if (!handler_ || !handler_->onReceived(bytes.size())) return;
  if (unread_.empty()) {
    read(bytes);
  } else {
    unread_.append(bytes);
  }
  recount();
}

void Wire::read(std::string_view bytes) {
  const auto violation = reader_.read(bytes, {options_.maxMessageBytes, nullptr}, *this);
  if (!handler_) return;
  if (violation) return handler_->onClosing(*this, *violation);
  if (bytes.empty()) return;
  unread_.assign(bytes);
  if (std::exchange(isPaused_, true)) return;
  pauseReading();
}

void Wire::resume() {
  const std::string bytes = std::exchange(unread_, {});
  if (!bytes.empty()) read(bytes);
  recount();
  if (!isPaused_ || !unread_.empty()) return;
  isPaused_ = false;
  resumeReading();
}

void Wire::recount() {
  const std::size_t before = std::exchange(held_, reader_.heldBytes() + unread_.size());
  if (handler_ && held_ != before) handler_->onHeld(before, held_);
}

void Wire::abandon() {
  if (!handler_) return;
  handler_->onHeld(std::exchange(held_, 0), 0);
  handler_ = nullptr;
  abort();
}

void Wire::onGone() {
  if (handler_) handler_->onGone(*this);
}

void Wire::onMessage(std::string payload, PayloadKind kind) {
  if (handler_ && !isClosing_) handler_->onMessage(*this, std::move(payload), kind);
}

void Wire::onPing(std::string_view payload) {
  const net::Chunk pong(ws::frameOf(ws::Opcode::kPong, payload));
  if (!handler_ || enqueue(pong) == net::Enqueued::kAccepted) return;
  handler_->onClosing(*this, reasons::kSlowConsumer);
}

void Wire::onClose(ws::PeerClose /*close*/) {
  isClosing_ = true;
  if (handler_) handler_->onClosing(*this, reasons::kNormal);
}

}  // namespace fanfare::socketio
