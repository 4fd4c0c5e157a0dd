#ifndef FANFARE_CORE_HUB_H_
#define FANFARE_CORE_HUB_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "fanfare/channel.h"
#include "fanfare/message.h"

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

 private:
  friend class Hub;

  Hub& hub_;
  Listeners& listeners_;
  Subscriber& subscriber_;
  Ticket ticket_;
  std::uint32_t index_;  // in listeners_, among the waiting or the live ones
  bool isLive_ = false;
};

// Knows which local subscribers listen to which channel, and hands each message to them. A
// subscription waits until the router has replayed its channel to it; live messages pass it by
// meanwhile, for the replay brings them.
//
// Threads: confined to one reactor; every reactor has its own hub.
// Ownership: owns no subscriber.
class Hub {
 public:
  // `router` hears of every subscription made, and of every channel that lost its last one.
  explicit Hub(RouterLink& router);
  Hub(const Hub&) = delete;
  Hub& operator=(const Hub&) = delete;
  ~Hub();

  // What the router said. A channel nobody listens to any more is passed over.
  void onNotice(const RouterNotice& notice);

  std::size_t channelCount() const;
  std::size_t subscriptionCount() const;
  std::uint64_t deliveredCount() const;  // messages times subscribers

 private:
  friend class Subscription;
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_HUB_H_
