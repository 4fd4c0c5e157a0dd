#include "ws/arrival.h"

#include <algorithm>
#include <utility>

namespace fanfare::ws {

Arrival::Arrival(std::string head, Clock::Time deadline)
    : head_(std::move(head)), deadline_(deadline) {}

void Arrival::await(const core::Subscription& subscription, const Channel& channel) {
  held_.push_back({&subscription, channel, true, {}});
  ++awaited_;
}

void Arrival::forget(const core::Subscription& subscription) {
  Held* held = find(subscription);
  if (!held) return;
  settle(*held);
  held_.erase(held_.begin() + (held - held_.data()));
}

bool Arrival::onReplay(const core::Subscription& subscription, const Pieces& pieces) {
  Held* held = find(subscription);
  if (!held) return false;
  const Pieces newer = held->isAwaited ? take(*held) : Pieces();
  settle(*held);
  hold(*held, pieces);
  hold(*held, newer);
  return true;
}

bool Arrival::onBrokerAway(const core::Subscription& subscription) {
  Held* held = find(subscription);
  if (!held) return false;
  settle(*held);
  return true;
}

bool Arrival::onLive(const Channel& channel, const Pieces& pieces) {
  Held* held = find(channel);
  if (!held) return false;
  hold(*held, pieces);
  return true;
}

Arrival::Pieces Arrival::takeHeld(const Channel& channel) {
  Held* held = find(channel);
  return held ? take(*held) : Pieces();
}

Arrival::Pieces Arrival::release() {
  Pieces all;
  if (!head_.empty()) all.emplace_back(std::move(head_));
  for (Held& held : held_) {
    std::move(held.pieces.begin(), held.pieces.end(), std::back_inserter(all));
  }
  held_.clear();
  return all;
}

Arrival::Held* Arrival::find(const core::Subscription& subscription) {
  const auto held = std::find_if(held_.begin(), held_.end(), [&](const Held& candidate) {
    return candidate.subscription == &subscription;
  });
  return held == held_.end() ? nullptr : &*held;
}

Arrival::Held* Arrival::find(const Channel& channel) {
  const auto held = std::find_if(held_.begin(), held_.end(), [&](const Held& candidate) {
    return candidate.channel == channel;
  });
  return held == held_.end() ? nullptr : &*held;
}

void Arrival::settle(Held& held) {
  if (!std::exchange(held.isAwaited, false)) return;
  --awaited_;
}

void Arrival::hold(Held& held, const Pieces& pieces) {
  for (const net::Chunk& piece : pieces) {
    heldBytes_ += piece.size();
    if (!held.pieces.empty() && held.pieces.back().join(piece)) continue;
    heldBytes_ += sizeof piece;
    held.pieces.push_back(piece);
  }
}

Arrival::Pieces Arrival::take(Held& held) {
  for (const net::Chunk& piece : held.pieces) heldBytes_ -= piece.size() + sizeof piece;
  return std::exchange(held.pieces, {});
}

}  // namespace fanfare::ws
