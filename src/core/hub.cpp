#include "core/hub.h"

#include <algorithm>
#include <cassert>

namespace fanfare::core {
namespace {

// Marks that subscribers are being called, which must not come back.
class Calling {
 public:
  explicit Calling(bool& flag) : flag_(flag) {
    assert(!flag_);
    flag_ = true;
  }
  Calling(const Calling&) = delete;
  Calling& operator=(const Calling&) = delete;
  ~Calling() { flag_ = false; }

 private:
  bool& flag_;
};

// Where the hub has the channel of a notice, as far as the notice knows.
HubPlace guessOf(const Live& notice) { return notice.place; }
HubPlace guessOf(const Replayed& notice) { return notice.place; }
template <typename Notice>
HubPlace guessOf(const Notice& /*notice*/) {
  return kNoPlace;
}

auto isAt(HubPlace place) {
  return [place](const WaitingQueue& queue) { return queue.place() == place; };
}

}  // namespace

Subscription::Subscription(Hub& hub, const Channel& channel, Subscriber& subscriber)
    : ticket_(++hub.lastTicket_), place_(hub.placeOf(channel)) {
  hub.enter(*this, subscriber);
}

Subscription::~Subscription() { assert(index_ == kEnded); }

void Subscription::end(Hub& hub) {
  hub.leave(*this);
  index_ = kEnded;
}

const Channel& Subscription::channelIn(const Hub& hub) const {
  return hub.listeners_.at(place_).channel();
}

Hub::Hub(RouterLink& router) : router_(router) {}

Hub::~Hub() { assert(listeners_.empty()); }

// A handshake's channels are made by another thread, among much that is soon freed; the pages would
// stay for the sake of the keys.
HubPlace Hub::placeOf(const Channel& channel) {
  const HubPlace place = listeners_.find(channel);
  return place == kNoPlace ? listeners_.emplace(channel.withKeyOfItsOwn()) : place;
}

void Hub::enter(Subscription& subscription, Subscriber& subscriber) {
  assert(!isCalling_);
  const Listener listener{&subscriber, &subscription};
  const HubPlace place = subscription.place_;
  if (WaitingQueue* const queue = queueAt(place)) {
    queue->enter(subscription.ticket_, listener);
  } else {
    queues_.insert({place, subscription.ticket_, listener});
  }
  ++subscriptionCount_;
  router_.tell(Join{listeners_.at(place).channel(), subscription.ticket_, place});
}

void Hub::leave(Subscription& subscription) {
  assert(!isCalling_);
  const HubPlace place = subscription.place_;
  Listeners& listeners = listeners_.at(place);
  if (subscription.isLive()) {
    auto& live = listeners.live;
    live[subscription.index_] = live.back();
    live[subscription.index_].subscription->index_ = subscription.index_;
    live.dropLast();
  } else if (WaitingQueue* const queue = queueAt(place)) {
    queue->leave(subscription.ticket_);
    if (queue->empty()) queues_.take(queue);
  }
  --subscriptionCount_;
  if (!listeners.live.empty() || queueAt(place)) return;

  Leave notice{listeners.channel()};
  listeners_.erase(place);
  router_.tell(std::move(notice));
}

void Hub::onNotice(const RouterNotice& notice) {
  std::visit(
      [this](const auto& what) {
        const HubPlace place = listeners_.find(what.channel, guessOf(what));
        if (place == kNoPlace) return;
        const Calling calling(isCalling_);
        on(what, place);
      },
      notice);
}

void Hub::on(const Live& notice, HubPlace place) {
  const Listeners& listeners = listeners_.at(place);
  const Delivery delivery =
      deliveryOf(listeners.channel(), notice.messages.data(), notice.messages.size());
  for (const auto& listener : listeners.live) listener.subscriber->deliver(delivery);
  deliveredCount_ += delivery.count * listeners.live.size();
}

void Hub::on(const Replayed& notice, HubPlace place) {
  Listeners& listeners = listeners_.at(place);
  const Delivery delivery =
      deliveryOf(listeners.channel(), notice.messages.data(), notice.messages.size());
  WaitingQueue* const queue = queueAt(place);
  if (!queue) return;
  auto& live = listeners.live;
  const auto alreadyLive = live.size();
  queue->takeUpTo(notice.upTo, [&](const Listener& listener) {
    listener.subscription->index_ = static_cast<std::uint32_t>(live.size());
    live.add(listener);
    listener.subscriber->replay(*listener.subscription, delivery);
  });
  deliveredCount_ += delivery.count * (live.size() - alreadyLive);
  if (queue->empty()) queues_.take(queue);
}

void Hub::on(const Late& notice, HubPlace place) {
  const Listeners& listeners = listeners_.at(place);
  const Delivery delivery = deliveryOf(listeners.channel(), &notice.message, 1);
  for (const auto& [subscriber, subscription] : listeners.live) {
    const Ticket ticket = subscription->ticket_;
    if (ticket < notice.from || ticket > notice.upTo) continue;
    subscriber->replay(*subscription, delivery);
    ++deliveredCount_;
  }
}

void Hub::on(const Away& notice, HubPlace place) {
  const WaitingQueue* const queue = queueAt(place);
  if (!queue) return;
  queue->forEach(notice.from, notice.upTo, [](const Listener& listener) {
    listener.subscriber->onBrokerAway(*listener.subscription);
  });
}

void Hub::on(const Local& notice, HubPlace place) {
  const Listeners& listeners = listeners_.at(place);
  const Delivery delivery =
      deliveryOf(listeners.channel(), notice.messages.data(), notice.messages.size());
  const auto deliver = [&](const Listener& listener) { listener.subscriber->deliver(delivery); };
  std::for_each(listeners.live.begin(), listeners.live.end(), deliver);
  if (const WaitingQueue* const queue = queueAt(place)) queue->forEach(deliver);
  deliveredCount_ += delivery.count * countAt(place);
}

std::vector<ChannelInfo> Hub::channels(std::size_t first, std::size_t end,
                                       const WantsFacility& wanted) const {
  std::vector<ChannelInfo> found;
  for (std::size_t place = first; place < std::min(end, bucketCount()); ++place) {
    if (!listeners_.isTaken(place)) continue;
    const auto at = static_cast<HubPlace>(place);
    const Channel& channel = listeners_.at(at).channel();
    if (wanted(channel.facility())) found.push_back({channel, countAt(at)});
  }
  return found;
}

WaitingQueue* Hub::queueAt(HubPlace place) { return queues_.find(place, isAt(place)); }

const WaitingQueue* Hub::queueAt(HubPlace place) const { return queues_.find(place, isAt(place)); }

std::size_t Hub::countAt(HubPlace place) const {
  const WaitingQueue* const queue = queueAt(place);
  return listeners_.at(place).live.size() + (queue ? queue->count() : 0);
}

Delivery Hub::deliveryOf(const Channel& channel, const MessagePtr* messages, std::size_t count) {
  return {channel, messages, count, ++deliveries_};
}

}  // namespace fanfare::core
