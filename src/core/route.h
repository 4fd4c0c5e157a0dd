#ifndef FANFARE_CORE_ROUTE_H_
#define FANFARE_CORE_ROUTE_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "fanfare/broker.h"
#include "fanfare/clock.h"

#include "core/few.h"
#include "core/router_link.h"
#include "core/seen_log.h"

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

// One channel of the router: which hubs listen to it, and the replay that is under way.
//
//    kIdle ──someone joined──▶ kSubscribing ──ack──▶ kFetching ──kept──▶ kFencing ──ack──▶ kIdle
//      │  └──subscribed already───────────────────────▲                                  │
//      └──a look is due──▶ kLooking ──something new──┘        the window closes, all is told
//
// From the beginning of kFetching to the end of kFencing the window is open: what arrives is held
// for those who wait; in a round that holds, for all (see docs/adr/0002-replay-order.md).
//
// Small while it is at rest, for there may be one for each user: what a replay needs lies behind a
// pointer until those it served have been looked after.
//
// Threads: confined to the router's reactor.
// Ownership: owned by the router, which asks isDone() after each call.
class Route {
 public:
  static constexpr std::chrono::milliseconds kFirstLook{250};
  static constexpr std::chrono::milliseconds kSecondLook{2000};
  static constexpr std::size_t kLooks = 2;

  // Between two attempts at a round whose fetch failed: this, then twice as long each time.
  static constexpr std::chrono::milliseconds kFirstPause{50};
  static constexpr std::chrono::milliseconds kLongestPause{5000};

  Route(RouteServices& services, const Channel& channel);
  Route(const Route&) = delete;
  Route& operator=(const Route&) = delete;

  const Channel& channel() const { return channel_; }

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

  // Nobody listens and nothing is under way: the route has unsubscribed, and can go.
  bool isDone() const { return isDone_; }

 private:
  enum class Phase : std::uint8_t { kIdle, kSubscribing, kFetching, kFencing, kLooking, kStalled };
  enum class Holding : std::uint8_t { kForWaiting, kForAll };

  // What one hub has of the channel. Tickets up to `served` were replayed to, those up to `taken`
  // are of the round under way, those up to `joined` wait.
  struct Stake {
    std::uint32_t hub;
    HubPlace place;  // of the channel there
    Ticket first;
    Ticket served;
    Ticket taken;
    Ticket joined;
    Ticket told;  // that the broker is away

    bool isServed() const { return served >= first; }
    bool isWaiting() const { return joined > served; }
  };

  struct Range {
    std::size_t hub;
    Ticket from;
    Ticket upTo;
  };

  // Those served by a round, and what is known of what they have: `kept`, and what came live from
  // `since` on; `next` was the place of the next live message when they were served.
  struct Served {
    std::vector<Range> ranges;
    SeenLog::Place since;
    SeenLog::Place next;
    Fingerprint kept;
    Clock::Time at;
    std::size_t looks;  // made so far

    Clock::Time nextLook() const { return at + (looks == 0 ? kFirstLook : kSecondLook); }
  };

  bool isAnyoneWaiting() const;
  bool isWindowOpen() const { return phase_ == Phase::kFetching || phase_ == Phase::kFencing; }
  bool isHeldFor(const Stake& stake) const;
  bool hasStake(std::size_t hub) const;

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
  void tellAway(Stake& stake);
  std::vector<MessagePtr> messagesToReplay() const;
  void remember(Served served);
  void forgetServed();

  // What is under way, or was a moment ago.
  struct Replay {
    std::vector<Served> served;  // those who may still turn out to lack something
    Clock::Time lookedAt;        // when the last look began
    Clock::Time tryAgainAt;      // while it is stalled
    std::chrono::milliseconds pause = kFirstPause;  // behind the next round that fails
    SeenLog::Place windowBegan = 0;
    std::uint64_t number = 0;      // of the fetch that is under way; 0: none
    MessagePtr kept;               // as the round fetched it; null: none
    std::vector<MessagePtr> held;  // empty while no window is open
  };

  // Made where there is none.
  Replay& replaying();
  // Ends it, if the route is at rest and nobody is to be looked after.
  void endReplay();
  bool isAnyoneServed() const { return replay_ && !replay_->served.empty(); }

  const Channel channel_;
  RouteServices& services_;
  Few<Stake> stakes_;
  SeenLog seen_;
  Fingerprint lastKept_ = 0;  // that was told to anyone
  std::unique_ptr<Replay> replay_;

  Phase phase_ = Phase::kIdle;
  Holding holding_ = Holding::kForWaiting;
  bool isSubscribed_ = false;  // at the broker, acknowledged
  bool isDone_ = false;
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_ROUTE_H_
