#include "ws/listening.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace fanfare::ws {

std::size_t Listening::count() const {
  return static_cast<std::size_t>(std::distance(subscriptions_.begin(), subscriptions_.end()));
}

bool Listening::has(const core::Hub& hub, const Channel& channel) const {
  return std::any_of(subscriptions_.begin(), subscriptions_.end(),
                     [&](const auto& one) { return one.channelIn(hub) == channel; });
}

std::unordered_set<std::string_view> Listening::keys(const core::Hub& hub) const {
  std::unordered_set<std::string_view> keys;
  for (const auto& subscription : subscriptions_) keys.insert(subscription.channelIn(hub).key());
  return keys;
}

std::vector<Channel> Listening::channels(const core::Hub& hub) const {
  std::vector<Channel> channels;
  for (const auto& subscription : subscriptions_) channels.push_back(subscription.channelIn(hub));
  return channels;
}

Arrival& Listening::begin(std::string head, Clock::Time deadline) {
  auto last = arrivals_.before_begin();
  while (std::next(last) != arrivals_.end()) ++last;
  return *arrivals_.emplace_after(last, std::move(head), deadline);
}

void Listening::subscribe(core::Hub& hub, const RequestedChannels& granted,
                          core::Subscriber& subscriber, Arrival& arrival) {
  auto subscribed = keys(hub);
  for (const RequestedChannel& request : granted) {
    if (request.access != Access::kSubscribe) continue;
    if (!subscribed.insert(request.channel.key()).second) continue;
    const auto& made = subscriptions_.emplace_front(hub, request.channel, subscriber);
    arrival.await(made, made.channelIn(hub));
  }
}

void Listening::unsubscribe(core::Hub& hub, const std::vector<Channel>& channels) {
  std::unordered_set<std::string_view> keys;
  for (const Channel& channel : channels) keys.insert(channel.key());

  subscriptions_.remove_if([&](core::Subscription& subscription) {
    if (keys.count(subscription.channelIn(hub).key()) == 0) return false;
    for (Arrival& arrival : arrivals_) arrival.forget(subscription);
    subscription.end(hub);
    return true;
  });
}

void Listening::clear(core::Hub& hub) {
  arrivals_.clear();
  for (core::Subscription& subscription : subscriptions_) subscription.end(hub);
  subscriptions_.clear();
}

void Listening::forgetArrivals() {
  for (const core::Subscription& subscription : subscriptions_) {
    for (Arrival& arrival : arrivals_) arrival.forget(subscription);
  }
}

Arrival* Listening::onLive(const Channel& channel, const Pieces& pieces) {
  for (Arrival& arrival : arrivals_) {
    if (arrival.onLive(channel, pieces)) return &arrival;
  }
  return nullptr;
}

Arrival* Listening::onReplay(const core::Subscription& subscription, const Pieces& pieces) {
  for (Arrival& arrival : arrivals_) {
    if (arrival.onReplay(subscription, pieces)) return &arrival;
  }
  return nullptr;
}

Arrival* Listening::onBrokerAway(const core::Subscription& subscription) {
  for (Arrival& arrival : arrivals_) {
    if (arrival.onBrokerAway(subscription)) return &arrival;
  }
  return nullptr;
}

Listening::Pieces Listening::takeHeld(const Channel& channel) {
  for (Arrival& arrival : arrivals_) {
    if (Pieces held = arrival.takeHeld(channel); !held.empty()) return held;
  }
  return {};
}

void Listening::release(Clock::Time now, std::size_t maxHeld,
                        const std::function<void(net::Chunk)>& take) {
  arrivals_.remove_if([&](Arrival& arrival) {
    const bool isDue =
        arrival.isComplete() || now >= arrival.deadline() || arrival.heldBytes() > maxHeld;
    if (!isDue) return false;
    for (net::Chunk& chunk : arrival.release()) take(std::move(chunk));
    return true;
  });
}

}  // namespace fanfare::ws
