#ifndef FANFARE_CORE_HUB_H_
#define FANFARE_CORE_HUB_H_

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "fanfare/channel.h"
#include "fanfare/message.h"

#include "core/presence.h"
#include "core/router_link.h"
#include "core/subscriber.h"

namespace fanfare::core {

class Hub;
struct Listeners;

// One subscriber on one channel, for as long as this lives. Neither copyable nor movable: the hub
// points to it.
//
// Threads: confined to its hub's reactor.
// Ownership: owned by its subscriber and destroyed before it, which unsubscribes; the hub outlives
// it.
class Subscription {
 public:
  // REQUIRES: `subscriber` has no other subscription to `channel`.
  Subscription(Hub& hub, const Channel& channel, Subscriber& subscriber);
  Subscription(const Subscription&) = delete;
  Subscription& operator=(const Subscription&) = delete;
  ~Subscription();

  const Channel& channel() const;

  // Whether replay() was called for it: it hears what is published.
  bool isLive() const { return isLive_; }

 private:
  friend class Hub;

  Hub& hub_;
  Listeners& listeners_;
  const Ticket ticket_;
  std::uint32_t index_ = 0;  // among the live ones of listeners_, while isLive_
  bool isLive_ = false;
};

// Those who listen to one channel. Subscriptions know their place among the live ones, so that one
// leaves at the same cost however many there are. The waiting ones are sorted by ticket; whoever
// leaves them leaves a hole, and holes are closed when they are the majority.
struct Listeners {
  struct Listener {
    Subscriber* subscriber;
    Subscription* subscription;  // null: a hole
  };
  struct Waiting {
    Ticket ticket;
    Listener listener;
  };

  const Channel* channel = nullptr;  // the key it lies under
  std::vector<Listener> live;
  std::vector<Waiting> waiting;
  std::size_t holes = 0;  // in `waiting`
};

// Knows which local subscribers listen to which channel, and hands each message to them. A
// subscription waits until the router has replayed its channel to it; live messages pass it by
// meanwhile, for the replay brings them. Local ones do not, for it does not.
//
// Threads: confined to one reactor; every reactor has its own hub.
// Ownership: owns no subscriber.
// Reentrancy: no Subscription is made or destroyed, and no notice given, from within a call to a
// Subscriber.
class Hub {
 public:
  // `router` hears of every subscription made, and of every channel that lost its last one.
  explicit Hub(RouterLink& router);
  Hub(const Hub&) = delete;
  Hub& operator=(const Hub&) = delete;
  ~Hub();

  // What the router said. A channel nobody listens to any more is passed over.
  void onNotice(const RouterNotice& notice);

  // Those of the channels in the map's buckets from `first` to before `end` whose facility is
  // `wanted`. How many buckets there are changes with the number of channels.
  std::size_t bucketCount() const { return listeners_.bucket_count(); }
  std::vector<ChannelInfo> channels(std::size_t first, std::size_t end,
                                    const WantsFacility& wanted) const;

  std::size_t channelCount() const { return listeners_.size(); }
  std::size_t subscriptionCount() const { return subscriptionCount_; }
  std::uint64_t deliveredCount() const { return deliveredCount_; }  // messages times subscribers

 private:
  friend class Subscription;

  Listeners& listenersOf(const Channel& channel);
  void enter(Subscription& subscription, Subscriber& subscriber);
  void leave(Subscription& subscription);

  void on(const Live& notice, Listeners& listeners);
  void on(const Replayed& notice, Listeners& listeners);
  void on(const Late& notice, Listeners& listeners);
  void on(const Away& notice, Listeners& listeners);
  void on(const Local& notice, Listeners& listeners);

  Delivery deliveryOf(const Channel& channel, const MessagePtr* messages, std::size_t count);

  RouterLink& router_;
  std::unordered_map<Channel, Listeners> listeners_;  // never empty ones
  std::size_t subscriptionCount_ = 0;
  std::uint64_t deliveredCount_ = 0;
  std::uint64_t deliveries_ = 0;
  Ticket lastTicket_ = 0;
  bool isCalling_ = false;  // a subscriber
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_HUB_H_
