#include "ws/under_way.h"

#include <algorithm>

namespace fanfare::ws {

UnderWay::Bounds UnderWay::Bounds::shareOf(std::size_t sharers) const {
  return {std::max<std::size_t>(messages / sharers, 1), std::max<std::size_t>(bytes / sharers, 1)};
}

bool UnderWay::isTooMuch(std::size_t messages, std::size_t bytes) const {
  return isHeld_ || messages_ + messages >= bounds_.messages || bytes_ + bytes >= bounds_.bytes;
}

void UnderWay::add(std::size_t messages, std::size_t bytes) {
  isHeld_ = isTooMuch(messages, bytes);
  messages_ += messages;
  bytes_ += bytes;
}

void UnderWay::remove(std::size_t messages, std::size_t bytes) {
  messages_ -= messages;
  bytes_ -= bytes;
  if (messages_ <= bounds_.messages / 2 && bytes_ <= bounds_.bytes / 2) isHeld_ = false;
}

void UnderWay::enter(ConnectionId id) {
  if (!isInLine(id)) places_.emplace(id, line_.insert(line_.end(), id));
}

void UnderWay::leave(ConnectionId id) {
  const auto found = places_.find(id);
  if (found == places_.end()) return;
  line_.erase(found->second);
  places_.erase(found);
}

std::optional<ConnectionId> UnderWay::next() {
  if (line_.empty() || isTooMuch(0, 0)) return std::nullopt;
  const ConnectionId id = line_.front();
  leave(id);
  return id;
}

}  // namespace fanfare::ws
