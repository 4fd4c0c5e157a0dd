#ifndef FANFARE_CORE_ROUTE_H_
#define FANFARE_CORE_ROUTE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "fanfare/broker.h"
#include "fanfare/clock.h"

#include "core/route_state.h"
#include "core/router_link.h"

namespace fanfare::core {

// What the routes of a router share.
struct RouteServices {
  // The answer to a fetch of the channel's route; `number` tells a late answer from the one that is
  // waited for.
  using OnFetched = std::function<void(const Channel& channel, std::uint64_t number,
                                       const Result<MessagePtr>& kept)>;

  Broker& broker;
  const Clock& clock;
  const std::vector<HubLink*> hubs;
  const OnFetched onFetched;
  bool isReachable = false;
  std::uint64_t lastNumber = 0;  // of a fetch
};

// One channel of the router: tells the hubs that listen to it what comes, and runs its replay.
//
//    kIdle ──someone joined──▶ kSubscribing ──ack──▶ kFetching ──kept──▶ kFencing ──ack──▶ kIdle
//      │  └──subscribed already───────────────────────▲                                  │
//      └──a look is due──▶ kLooking ──something new──┘        the window closes, all is told
//
// From the beginning of kFetching to the end of kFencing the window is open: what arrives is held
// for those who wait; in a round that holds, for all (see docs/adr/0002-replay-order.md).
//
// Threads: confined to the router's reactor.
// Ownership: made by the router for a call or a few; both it is made of are the router's. What
// lasts is in `state`, which the router asks isDone() after each call.
class Route {
 public:
  Route(RouteServices& services, RouteState& state) : services_(services), state_(state) {}

  void join(std::size_t hub, const Join& notice);
  void leave(std::size_t hub);

  void onMessage(const MessagePtr& message);
  void onSubscribed();
  void onFetched(std::uint64_t number, const Result<MessagePtr>& kept);
  void onLost();
  void onReachable();

  // What is due by now: another look, or another attempt.
  void onTick();
  // When onTick() has something to do, as things are; Time::max() if never.
  Clock::Time nextDue() const;
  bool isWatching() const;

 private:
  using Phase = RouteState::Phase;
  using Holding = RouteState::Holding;
  using Served = RouteState::Served;
  using Replay = RouteState::Replay;

  Phase phase() const { return state_.replay ? state_.replay->phase : Phase::kIdle; }
  bool isSubscribed() const;
  bool isWindowOpen() const { return phase() == Phase::kFetching || phase() == Phase::kFencing; }

  // Of the stake at this place among them.
  bool isServed(std::size_t at) const { return !state_.replay || servedOf(at) > 0; }
  bool isHeldFor(std::size_t at) const;
  Ticket servedOf(std::size_t at) const { return state_.replay->progress[at].served; }

  bool isAnyoneWaiting() const;
  bool isAnyoneServed() const { return state_.replay && !state_.replay->served.empty(); }
  // How many stakes there are where there is none of the hub.
  std::size_t stakeOf(std::size_t hub) const;

  void begin(Holding holding);
  void beginOrRest();
  void openWindow();
  void fetch(Phase phase);
  void onLooked(const Result<MessagePtr>& kept);
  void conclude();
  void stall();
  void closeWindow(Phase next);
  void rest();

  bool isNews(const Served& served, Fingerprint kept, SeenLog::Place told) const;
  void tellLate();
  void tellHeld();
  void tellReplayed();
  void tellAway(std::size_t at);
  std::vector<MessagePtr> messagesToReplay() const;
  void remember(Served served);
  void forgetServed();

  // Made where there is none: all who joined so far were served.
  Replay& replaying();
  // Ends it, if nothing is under way, nobody waits and nobody is to be looked after.
  void endReplay();

  RouteServices& services_;
  RouteState& state_;
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_ROUTE_H_
