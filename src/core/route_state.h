#ifndef FANFARE_CORE_ROUTE_STATE_H_
#define FANFARE_CORE_ROUTE_STATE_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "fanfare/channel.h"
#include "fanfare/clock.h"
#include "fanfare/message.h"

#include "core/few.h"
#include "core/router_link.h"
#include "core/seen_log.h"

namespace fanfare::core {

// What the router keeps of one channel, between the calls to its Route: which hubs listen to it,
// what came lately, and the replay that is under way.
//
// Small while it is at rest, for there may be one for each user: what a replay needs lies behind a
// pointer until those it served have been looked after. A channel without a replay is at rest:
// all who joined were served, and it is subscribed at the broker unless that is away.
//
// Threads: confined to the router's reactor.
// Ownership: owned by the router.
struct RouteState {
  static constexpr std::chrono::milliseconds kFirstLook{250};
  static constexpr std::chrono::milliseconds kSecondLook{2000};
  static constexpr std::size_t kLooks = 2;

  // Between two attempts at a round whose fetch failed: this, then twice as long each time.
  static constexpr std::chrono::milliseconds kFirstPause{50};
  static constexpr std::chrono::milliseconds kLongestPause{5000};

  enum class Phase : std::uint8_t { kIdle, kSubscribing, kFetching, kFencing, kLooking, kStalled };
  enum class Holding : std::uint8_t { kForWaiting, kForAll };

  // What one hub has of the channel.
  struct Stake {
    Ticket joined;   // the last there
    HubPlace place;  // of the channel there
    std::uint32_t hub;
  };

  // How far a replay is with a stake: tickets up to `served` were replayed to (0: none), those up
  // to `taken` are of the round under way, those up to the stake's `joined` wait.
  struct Progress {
    Ticket served;
    Ticket taken;
    Ticket told;  // that the broker is away
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

  // What is under way, or was a moment ago.
  struct Replay {
    Phase phase = Phase::kIdle;
    Holding holding = Holding::kForWaiting;
    bool isSubscribed = false;   // at the broker, acknowledged
    Few<Progress> progress;      // of the stakes, in their order
    std::vector<Served> served;  // those who may still turn out to lack something
    Clock::Time lookedAt;        // when the last look began
    Clock::Time tryAgainAt;      // while it is stalled
    std::chrono::milliseconds pause = kFirstPause;  // behind the next round that fails
    SeenLog::Place windowBegan = 0;
    std::uint64_t number = 0;      // of the fetch that is under way; 0: none
    MessagePtr kept;               // as the round fetched it; null: none
    std::vector<MessagePtr> held;  // empty while no window is open
  };

  explicit RouteState(const Channel& of) : ofChannel(of) {}

  const Channel& channel() const { return ofChannel; }

  // Nobody listens and nothing is under way: the channel is unsubscribed, and this can go.
  bool isDone() const { return stakes.empty() && !replay; }

  const Channel ofChannel;
  Few<Stake> stakes;  // at most one of a hub
  SeenLog seen;
  std::unique_ptr<Replay> replay;
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_ROUTE_STATE_H_
