#include "ws/partings.h"

#include <iterator>

namespace fanfare::ws {

void Partings::add(ConnectionId id, const Channel& channel) {
  younger_.emplace(id, channel);
  if (!isSet()) timers_.set(*this, kGrace);
}

void Partings::remove(ConnectionId id, const Channel& channel) {
  remove(id, channel, older_);
  remove(id, channel, younger_);
}

void Partings::remove(ConnectionId id, const Channel& channel, Channels& from) {
  auto [at, end] = from.equal_range(id);
  while (at != end) at = at->second == channel ? from.erase(at) : std::next(at);
}

void Partings::onTimer() {
  const Channels parted = std::exchange(older_, std::exchange(younger_, {}));
  if (!older_.empty()) timers_.set(*this, kGrace);
  for (const auto& [id, channel] : parted) onParted_(id, channel);
}

}  // namespace fanfare::ws
