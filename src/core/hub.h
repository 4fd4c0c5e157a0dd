#ifndef FANFARE_CORE_HUB_H_
#define FANFARE_CORE_HUB_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "fanfare/channel.h"
#include "fanfare/message.h"

#include "core/channel_table.h"
#include "core/few.h"
#include "core/flat_table.h"
#include "core/presence.h"
#include "core/router_link.h"
#include "core/subscriber.h"
#include "core/waiting_queue.h"

namespace fanfare::core {

class Hub;

// One subscriber on one channel, until end(). Neither copyable nor movable: the hub points to it.
//
// There are several for each connection, and who owns it knows the hub; so it does not.
//
// Threads: confined to its hub's reactor.
// Ownership: owned by its subscriber, which ends it before either is destroyed; the hub outlives
// it.
class Subscription {
 public:
  // REQUIRES: `subscriber` has no other subscription to `channel`.
  Subscription(Hub& hub, const Channel& channel, Subscriber& subscriber);
  Subscription(const Subscription&) = delete;
  Subscription& operator=(const Subscription&) = delete;
  ~Subscription();

  // Unsubscribes. REQUIRES: `hub` is the one it was made for; called once.
  void end(Hub& hub);

  // REQUIRES: `hub` is the one it was made for.
  const Channel& channelIn(const Hub& hub) const;

  // Whether replay() was called for it: it hears what is published.
  bool isLive() const { return index_ != kWaiting; }

 private:
  friend class Hub;

  static constexpr std::uint32_t kWaiting = ~std::uint32_t{0};
  static constexpr std::uint32_t kEnded = kWaiting - 1;

  const Ticket ticket_;
  const HubPlace place_;            // of its listeners
  std::uint32_t index_ = kWaiting;  // among the live ones of them
};

// Those who listen to one channel and were replayed to. Subscriptions know their place among them,
// so that one leaves at the same cost however many there are.
//
// Small while one listens, for there may be one for each user: those who wait are not in here, but
// in a WaitingQueue of the hub's, which is there only while somebody waits.
class Listeners {
 public:
  explicit Listeners(const Channel& channel) : channel_(channel) {}

  const Channel& channel() const { return channel_; }

  Few<Listener> live;

 private:
  const Channel channel_;
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

  // Those of the channels in the table's buckets from `first` to before `end` whose facility is
  // `wanted`. How many buckets there are changes with the number of channels.
  std::size_t bucketCount() const { return listeners_.capacity(); }
  std::vector<ChannelInfo> channels(std::size_t first, std::size_t end,
                                    const WantsFacility& wanted) const;

  std::size_t channelCount() const { return listeners_.size(); }
  std::size_t subscriptionCount() const { return subscriptionCount_; }
  std::uint64_t deliveredCount() const { return deliveredCount_; }  // messages times subscribers

 private:
  friend class Subscription;

  struct PlaceOf {
    std::uint64_t operator()(const WaitingQueue& queue) const { return queue.place(); }
  };

  HubPlace placeOf(const Channel& channel);
  void enter(Subscription& subscription, Subscriber& subscriber);
  void leave(Subscription& subscription);

  void on(const Live& notice, HubPlace place);
  void on(const Replayed& notice, HubPlace place);
  void on(const Late& notice, HubPlace place);
  void on(const Away& notice, HubPlace place);
  void on(const Local& notice, HubPlace place);

  // Null: nobody waits. Valid until a queue begins or ends.
  WaitingQueue* queueAt(HubPlace place);
  const WaitingQueue* queueAt(HubPlace place) const;
  std::size_t countAt(HubPlace place) const;

  Delivery deliveryOf(const Channel& channel, const MessagePtr* messages, std::size_t count);

  RouterLink& router_;
  ChannelTable<Listeners> listeners_;        // each has live ones, or a queue
  FlatTable<WaitingQueue, PlaceOf> queues_;  // by places in listeners_; never empty ones
  std::size_t subscriptionCount_ = 0;
  std::uint64_t deliveredCount_ = 0;
  std::uint64_t deliveries_ = 0;
  Ticket lastTicket_ = 0;
  bool isCalling_ = false;  // a subscriber
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_HUB_H_
