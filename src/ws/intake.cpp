#include "ws/intake.h"

#include <utility>

namespace fanfare::ws {

bool Intake::isQuiet() const {
  const bool isReading = !reader_.isIdle() || reader_.isThrough() || hasUnread();
  const bool isAwaited = requestsUnderWay_ > 0 || publishesUnderWay_ > 0 || peerClose_;
  return !isReading && !isAwaited && !echo_.mayWithhold();
}

void Intake::keepUnread(std::string_view bytes) {
  if (!unread_) unread_ = std::make_unique<std::string>();
  unread_->append(bytes);
}

std::string Intake::takeUnread() {
  const auto unread = std::move(unread_);
  return unread ? std::move(*unread) : std::string();
}

std::size_t Intake::recount() {
  const std::size_t held = reader_.heldBytes() + (unread_ ? unread_->capacity() : 0);
  countedBytes_ = static_cast<std::uint32_t>(held);  // the bound of a message is far below
  return countedBytes_;
}

void Intake::beginPublish(std::size_t bytes) {
  ++publishesUnderWay_;
  bytesUnderWay_ += static_cast<std::uint32_t>(bytes);
}

void Intake::endPublish(std::size_t bytes) {
  --publishesUnderWay_;
  bytesUnderWay_ -= static_cast<std::uint32_t>(bytes);
}

void Intake::setPeerClose(PeerClose close) {
  peerClose_ = std::make_unique<const PeerClose>(std::move(close));
}

}  // namespace fanfare::ws
