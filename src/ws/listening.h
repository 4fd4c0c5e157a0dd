#ifndef FANFARE_WS_LISTENING_H_
#define FANFARE_WS_LISTENING_H_

#include <cstddef>
#include <forward_list>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "fanfare/channel.h"
#include "fanfare/clock.h"
#include "fanfare/policy.h"

#include "core/hub.h"
#include "model/slabs.h"
#include "net/chunk.h"
#include "ws/arrival.h"

namespace fanfare::ws {

// What one client listens to: its subscriptions, and the arrivals by which it hears of those that
// are on their way. All its subscriptions are of one hub: who owns it gives it that with each call
// that needs it, for it would take as much as half a subscription.
//
// Threads: confined to one reactor.
// Ownership: owned by the subscriber, which the subscriptions name, and which clears it before it
// is destroyed.
// Reentrancy: what makes or ends subscriptions is not called by a hub.
class Listening {
 public:
  using Pieces = Arrival::Pieces;

  // Counts them.
  std::size_t count() const;
  bool has(const core::Hub& hub, const Channel& channel) const;
  // Valid until the next call that is not const.
  std::unordered_set<std::string_view> keys(const core::Hub& hub) const;
  std::vector<Channel> channels(const core::Hub& hub) const;

  // Begins an arrival, the last of those that are on their way.
  Arrival& begin(std::string head, Clock::Time deadline);
  // Subscribes to what of `granted` is to be heard and is not yet; `arrival` awaits it.
  void subscribe(core::Hub& hub, const RequestedChannels& granted, core::Subscriber& subscriber,
                 Arrival& arrival);
  void unsubscribe(core::Hub& hub, const std::vector<Channel>& channels);
  void clear(core::Hub& hub);

  // Nobody is to wait for what is on its way, and what came of it is forgotten with it.
  void forgetArrivals();

  // Each is the arrival that has taken it; null if there is none that is concerned.
  Arrival* onLive(const Channel& channel, const Pieces& pieces);
  Arrival* onReplay(const core::Subscription& subscription, const Pieces& pieces);
  Arrival* onBrokerAway(const core::Subscription& subscription);

  // What arrivals hold of the channel, for who is to hear it at once.
  Pieces takeHeld(const Channel& channel);

  bool isArriving() const { return !arrivals_.empty(); }
  // REQUIRES: isArriving().
  Arrival& first() { return arrivals_.front(); }
  const Arrival& first() const { return arrivals_.front(); }

  // Ends the arrivals that are complete or overdue, or hold more than `maxHeld` bytes, and hands
  // out what they held.
  void release(Clock::Time now, std::size_t maxHeld, const std::function<void(net::Chunk)>& take);

 private:
  std::forward_list<core::Subscription, SlabAllocator<core::Subscription>> subscriptions_;
  std::forward_list<Arrival> arrivals_;  // in the order of their deadlines
};

}  // namespace fanfare::ws

#endif  // FANFARE_WS_LISTENING_H_
