#ifndef FANFARE_CORE_ROUTER_H_
#define FANFARE_CORE_ROUTER_H_

#include <chrono>
#include <cstddef>
#include <functional>
#include <queue>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "fanfare/broker.h"
#include "fanfare/clock.h"

#include "core/channel_table.h"
#include "core/route.h"
#include "core/router_link.h"

namespace fanfare::core {

// Stands between the broker and the hubs of all reactors: subscribes at the broker to what any hub
// listens to, hands each message to the hubs concerned, and runs the replays.
//
// A replay of a channel (docs/adr/0002-replay-order.md): subscribe, acknowledged; fetch what is
// kept; a fence. Live messages that arrive from the acknowledgement to the fence are held for those
// who wait; then the kept message goes out, and behind it what was held. Where the kept message is
// among those held, it goes out once, in its place. One replay of a channel runs at a time; who
// joins while its window is open is served by the next, together with all who joined until then.
//
// A foreign publisher may PUBLISH before our subscribe and SETEX after our fetch; so the channel is
// fetched again kFirstLook and kSecondLook later, and what turns out to be kept, was not kept
// before and did not come live since, goes to those served by the replay as Late.
//
// When the broker comes back, every channel is subscribed and fetched again; what is kept goes to
// all its live subscriptions as Late, unless it is among the last messages seen on the channel.
//
// An empty message is as none, live or kept: the model knows none.
//
// Threads: confined to the broker's reactor.
// Ownership: owned by the application; `broker` and the links outlive it.
class Router final : public BrokerListener {
 public:
  static constexpr std::chrono::milliseconds kFirstLook = RouteState::kFirstLook;
  static constexpr std::chrono::milliseconds kSecondLook = RouteState::kSecondLook;

  // `hubs` in the order of the reactors' numbers.
  Router(Broker& broker, const Clock& clock, std::vector<HubLink*> hubs);
  Router(const Router&) = delete;
  Router& operator=(const Router&) = delete;
  ~Router() override;

  void onNotice(std::size_t hub, const HubNotice& notice);

  // As onMessage(), of the channel that has this key. Whether it is one that any hub listens to.
  bool onKeyMessage(std::string_view key, const MessagePtr& message);

  // A message from a topic, which has no part in replays. Every hub is told: one may have got a
  // subscriber of which the router is yet to hear.
  void onLocal(const Channel& channel, const MessagePtr& message);

  // To be called about every 50 ms while isWatching(): looks again where that is due.
  void onTick();
  bool isWatching() const { return !watched_.empty(); }

  bool isBrokerReachable() const { return services_.isReachable; }
  std::size_t channelCount() const { return routes_.size(); }

  void onMessage(const Channel& channel, MessagePtr message) override;
  void onSubscribed(const Channel& channel) override;
  void onLost() override;
  void onReachable() override;

 private:
  using Routes = ChannelTable<RouteState>;

  static constexpr std::size_t kFewWatched = 64;

  struct Watch {
    Clock::Time due;                          // its route's nextDue()
    Clock::Time queued = Clock::Time::max();  // the earliest it is in queue_ for
  };
  struct Queued {
    Clock::Time due;
    Routes::Place place;  // to be looked for in watched_: its route may be gone

    friend bool operator>(const Queued& a, const Queued& b) { return a.due > b.due; }
  };

  Route at(Routes::Place place) { return {services_, routes_.at(place)}; }

  // To be called behind each call to a route: forgets it, or begins or ceases to watch it.
  void review(Routes::Place place);
  void watch(Routes::Place place);
  // REQUIRES: none is watched.
  void forgetWatching();

  // Calls `call(place)` for each route; it may forget that one.
  template <typename Call>
  void forEachRoute(const Call& call);

  RouteServices services_;
  Routes routes_;
  std::unordered_map<Routes::Place, Watch> watched_;  // of routes_
  // Those of watched_ that are due some time, the earliest first, so that a tick looks at none that
  // has nothing to do; and some that were.
  std::priority_queue<Queued, std::vector<Queued>, std::greater<>> queue_;
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_ROUTER_H_
