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

}  // namespace

std::vector<Listeners::Waiting>::iterator Listeners::Queue::firstFrom(Ticket ticket) {
  return std::lower_bound(waiting.begin(), waiting.end(), ticket,
                          [](const Waiting& one, Ticket wanted) { return one.ticket < wanted; });
}

void Listeners::enter(Ticket ticket, Listener listener) {
  if (!queue) queue = std::make_unique<Queue>();
  queue->waiting.push_back({ticket, listener});
}

void Listeners::leave(Ticket ticket) {
  auto& [waiting, holes] = *queue;
  queue->firstFrom(ticket)->listener = {};
  ++holes;
  if (holes * 2 <= waiting.size()) return;
  const auto isHole = [](const Waiting& one) { return !one.listener.subscription; };
  waiting.erase(std::remove_if(waiting.begin(), waiting.end(), isHole), waiting.end());
  holes = 0;
  if (waiting.empty()) queue.reset();
}

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
  Listeners& listeners = listeners_.at(subscription.place_);
  listeners.enter(subscription.ticket_, {&subscriber, &subscription});
  ++subscriptionCount_;
  router_.tell(Join{listeners.channel(), subscription.ticket_, subscription.place_});
}

void Hub::leave(Subscription& subscription) {
  assert(!isCalling_);
  Listeners& listeners = listeners_.at(subscription.place_);
  if (subscription.isLive()) {
    auto& live = listeners.live;
    live[subscription.index_] = live.back();
    live[subscription.index_].subscription->index_ = subscription.index_;
    live.dropLast();
  } else {
    listeners.leave(subscription.ticket_);
  }
  --subscriptionCount_;
  if (listeners.count() > 0) return;

  Leave notice{listeners.channel()};
  listeners_.erase(subscription.place_);
  router_.tell(std::move(notice));
}

void Hub::onNotice(const RouterNotice& notice) {
  std::visit(
      [this](const auto& what) {
        const HubPlace place = listeners_.find(what.channel, guessOf(what));
        if (place == kNoPlace) return;
        const Calling calling(isCalling_);
        on(what, listeners_.at(place));
      },
      notice);
}

void Hub::on(const Live& notice, Listeners& listeners) {
  const Delivery delivery =
      deliveryOf(listeners.channel(), notice.messages.data(), notice.messages.size());
  for (const auto& listener : listeners.live) listener.subscriber->deliver(delivery);
  deliveredCount_ += delivery.count * listeners.live.size();
}

void Hub::on(const Replayed& notice, Listeners& listeners) {
  const Delivery delivery =
      deliveryOf(listeners.channel(), notice.messages.data(), notice.messages.size());
  if (!listeners.queue) return;
  auto& [all, holes] = *listeners.queue;
  const auto end = listeners.queue->firstFrom(notice.upTo + 1);
  const auto alreadyLive = listeners.live.size();
  for (auto waiting = all.begin(); waiting != end; ++waiting) {
    const auto [subscriber, subscription] = waiting->listener;
    if (!subscription) {
      --holes;
      continue;
    }
    subscription->index_ = static_cast<std::uint32_t>(listeners.live.size());
    listeners.live.add(waiting->listener);
    subscriber->replay(*subscription, delivery);
  }
  deliveredCount_ += delivery.count * (listeners.live.size() - alreadyLive);
  all.erase(all.begin(), end);
  if (all.empty()) listeners.queue.reset();
}

void Hub::on(const Late& notice, Listeners& listeners) {
  const Delivery delivery = deliveryOf(listeners.channel(), &notice.message, 1);
  for (const auto& [subscriber, subscription] : listeners.live) {
    const Ticket ticket = subscription->ticket_;
    if (ticket < notice.from || ticket > notice.upTo) continue;
    subscriber->replay(*subscription, delivery);
    ++deliveredCount_;
  }
}

void Hub::on(const Away& notice, Listeners& listeners) {
  if (!listeners.queue) return;
  const auto end = listeners.queue->firstFrom(notice.upTo + 1);
  for (auto waiting = listeners.queue->firstFrom(notice.from); waiting != end; ++waiting) {
    const auto [subscriber, subscription] = waiting->listener;
    if (subscription) subscriber->onBrokerAway(*subscription);
  }
}

void Hub::on(const Local& notice, Listeners& listeners) {
  const Delivery delivery =
      deliveryOf(listeners.channel(), notice.messages.data(), notice.messages.size());
  for (const auto& listener : listeners.live) listener.subscriber->deliver(delivery);
  if (listeners.queue) {
    for (const auto& [ticket, listener] : listeners.queue->waiting) {
      if (listener.subscriber) listener.subscriber->deliver(delivery);
    }
  }
  deliveredCount_ += delivery.count * listeners.count();
}

std::vector<ChannelInfo> Hub::channels(std::size_t first, std::size_t end,
                                       const WantsFacility& wanted) const {
  std::vector<ChannelInfo> found;
  for (std::size_t place = first; place < std::min(end, bucketCount()); ++place) {
    if (!listeners_.isTaken(place)) continue;
    const Listeners& listeners = listeners_.at(static_cast<HubPlace>(place));
    if (!wanted(listeners.channel().facility())) continue;
    found.push_back({listeners.channel(), listeners.count()});
  }
  return found;
}

Delivery Hub::deliveryOf(const Channel& channel, const MessagePtr* messages, std::size_t count) {
  return {channel, messages, count, ++deliveries_};
}

}  // namespace fanfare::core
