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

auto firstFrom(std::vector<Listeners::Waiting>& waiting, Ticket ticket) {
  return std::lower_bound(
      waiting.begin(), waiting.end(), ticket,
      [](const Listeners::Waiting& one, Ticket wanted) { return one.ticket < wanted; });
}

void closeHoles(Listeners& listeners) {
  auto& waiting = listeners.waiting;
  if (listeners.holes * 2 <= waiting.size()) return;
  const auto isHole = [](const Listeners::Waiting& one) { return !one.listener.subscription; };
  waiting.erase(std::remove_if(waiting.begin(), waiting.end(), isHole), waiting.end());
  listeners.holes = 0;
}

bool isDeserted(const Listeners& listeners) {
  return listeners.live.empty() && listeners.waiting.size() == listeners.holes;
}

}  // namespace

Subscription::Subscription(Hub& hub, const Channel& channel, Subscriber& subscriber)
    : hub_(hub), listeners_(hub.listenersOf(channel)), ticket_(++hub.lastTicket_) {
  hub_.enter(*this, subscriber);
}

Subscription::~Subscription() { hub_.leave(*this); }

const Channel& Subscription::channel() const { return *listeners_.channel; }

Hub::Hub(RouterLink& router) : router_(router) {}

Hub::~Hub() { assert(listeners_.empty()); }

Listeners& Hub::listenersOf(const Channel& channel) {
  const auto [entry, isNew] = listeners_.try_emplace(channel);
  if (isNew) entry->second.channel = &entry->first;
  return entry->second;
}

void Hub::enter(Subscription& subscription, Subscriber& subscriber) {
  assert(!isCalling_);
  Listeners& listeners = subscription.listeners_;
  listeners.waiting.push_back({subscription.ticket_, {&subscriber, &subscription}});
  ++subscriptionCount_;
  router_.tell(Join{*listeners.channel, subscription.ticket_});
}

void Hub::leave(Subscription& subscription) {
  assert(!isCalling_);
  Listeners& listeners = subscription.listeners_;
  if (subscription.isLive_) {
    auto& live = listeners.live;
    live[subscription.index_] = live.back();
    live[subscription.index_].subscription->index_ = subscription.index_;
    live.pop_back();
  } else {
    firstFrom(listeners.waiting, subscription.ticket_)->listener = {};
    ++listeners.holes;
    closeHoles(listeners);
  }
  --subscriptionCount_;
  if (!isDeserted(listeners)) return;

  Leave notice{*listeners.channel};
  listeners_.erase(notice.channel);
  router_.tell(std::move(notice));
}

void Hub::onNotice(const RouterNotice& notice) {
  std::visit(
      [this](const auto& what) {
        const auto entry = listeners_.find(what.channel);
        if (entry == listeners_.end()) return;
        const Calling calling(isCalling_);
        on(what, entry->second);
      },
      notice);
}

void Hub::on(const Live& notice, Listeners& listeners) {
  const Delivery delivery =
      deliveryOf(*listeners.channel, notice.messages.data(), notice.messages.size());
  for (const auto& listener : listeners.live) listener.subscriber->deliver(delivery);
  deliveredCount_ += delivery.count * listeners.live.size();
}

void Hub::on(const Replayed& notice, Listeners& listeners) {
  const Delivery delivery =
      deliveryOf(*listeners.channel, notice.messages.data(), notice.messages.size());
  const auto end = firstFrom(listeners.waiting, notice.upTo + 1);
  const auto alreadyLive = listeners.live.size();
  for (auto waiting = listeners.waiting.begin(); waiting != end; ++waiting) {
    const auto [subscriber, subscription] = waiting->listener;
    if (!subscription) {
      --listeners.holes;
      continue;
    }
    subscription->isLive_ = true;
    subscription->index_ = static_cast<std::uint32_t>(listeners.live.size());
    listeners.live.push_back(waiting->listener);
    subscriber->replay(*subscription, delivery);
  }
  deliveredCount_ += delivery.count * (listeners.live.size() - alreadyLive);
  listeners.waiting.erase(listeners.waiting.begin(), end);
  if (listeners.waiting.empty()) listeners.waiting.shrink_to_fit();
}

void Hub::on(const Late& notice, Listeners& listeners) {
  const Delivery delivery = deliveryOf(*listeners.channel, &notice.message, 1);
  for (const auto& [subscriber, subscription] : listeners.live) {
    const Ticket ticket = subscription->ticket_;
    if (ticket < notice.from || ticket > notice.upTo) continue;
    subscriber->replay(*subscription, delivery);
    ++deliveredCount_;
  }
}

void Hub::on(const Away& notice, Listeners& listeners) {
  const auto end = firstFrom(listeners.waiting, notice.upTo + 1);
  for (auto waiting = firstFrom(listeners.waiting, notice.from); waiting != end; ++waiting) {
    const auto [subscriber, subscription] = waiting->listener;
    if (subscription) subscriber->onBrokerAway(*subscription);
  }
}

void Hub::on(const Local& notice, Listeners& listeners) {
  const Delivery delivery =
      deliveryOf(*listeners.channel, notice.messages.data(), notice.messages.size());
  for (const auto& listener : listeners.live) listener.subscriber->deliver(delivery);
  for (const auto& [ticket, listener] : listeners.waiting) {
    if (listener.subscriber) listener.subscriber->deliver(delivery);
  }
  const auto count = listeners.live.size() + listeners.waiting.size() - listeners.holes;
  deliveredCount_ += delivery.count * count;
}

std::vector<ChannelInfo> Hub::channels(std::size_t first, std::size_t end,
                                       const WantsFacility& wanted) const {
  std::vector<ChannelInfo> found;
  for (std::size_t bucket = first; bucket < std::min(end, bucketCount()); ++bucket) {
    for (auto at = listeners_.begin(bucket); at != listeners_.end(bucket); ++at) {
      const auto& [channel, listeners] = *at;
      if (!wanted(channel.facility())) continue;
      found.push_back(
          {channel, listeners.live.size() + listeners.waiting.size() - listeners.holes});
    }
  }
  return found;
}

Delivery Hub::deliveryOf(const Channel& channel, const MessagePtr* messages, std::size_t count) {
  return {channel, messages, count, ++deliveries_};
}

}  // namespace fanfare::core
