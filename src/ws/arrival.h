#ifndef FANFARE_WS_ARRIVAL_H_
#define FANFARE_WS_ARRIVAL_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "fanfare/clock.h"

#include "core/hub.h"
#include "net/chunk.h"

namespace fanfare::ws {

// Subscriptions made together, which the client hears of once all have taken effect, so that it
// misses nothing of what is published after it was told. Until then what arrives on them is held,
// and goes out in the order in which they were granted.
//
// Threads: confined to one reactor.
// Ownership: owned by its session; never follows a subscription that it was told to forget.
class Arrival {
 public:
  using Pieces = std::vector<net::Chunk>;

  // `head` is what the client is told; `deadline`, when it is told in any case.
  Arrival(std::string head, Clock::Time deadline);

  // Behind the head.
  void addToHead(std::string_view text) { head_.append(text); }

  // `channel` is the subscription's.
  void await(const core::Subscription& subscription, const Channel& channel);
  void forget(const core::Subscription& subscription);

  // Each returns false if the subscription is not one of these. The first replay of one goes before
  // what was delivered while it was awaited, which is newer.
  bool onReplay(const core::Subscription& subscription, const Pieces& pieces);
  bool onBrokerAway(const core::Subscription& subscription);
  bool onLive(const Channel& channel, const Pieces& pieces);

  // What is held of the channel, and is held no more.
  Pieces takeHeld(const Channel& channel);

  bool isComplete() const { return awaited_ == 0; }
  Clock::Time deadline() const { return deadline_; }
  // With what it costs to list what cannot be joined.
  std::size_t heldBytes() const { return heldBytes_; }

  // The head, and all that was held.
  Pieces release();

 private:
  struct Held {
    const core::Subscription* subscription;
    Channel channel;
    bool isAwaited;
    Pieces pieces;
  };

  Held* find(const core::Subscription& subscription);
  Held* find(const Channel& channel);
  void settle(Held& held);
  void hold(Held& held, const Pieces& pieces);
  Pieces take(Held& held);

  std::string head_;
  const Clock::Time deadline_;
  std::vector<Held> held_;  // in the order of the grant
  std::size_t awaited_ = 0;
  std::size_t heldBytes_ = 0;
};

}  // namespace fanfare::ws

#endif  // FANFARE_WS_ARRIVAL_H_
