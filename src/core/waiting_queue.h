#ifndef FANFARE_CORE_WAITING_QUEUE_H_
#define FANFARE_CORE_WAITING_QUEUE_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "core/router_link.h"

namespace fanfare::core {

class Subscriber;
class Subscription;

// Who listens to a channel. Value type.
struct Listener {
  Subscriber* subscriber;
  Subscription* subscription;
};

// Those who wait for the replay of one channel, by their tickets. Whoever leaves them leaves a
// hole, and holes are closed when they are the majority, so that one leaves at little cost however
// many there are.
//
// Made to lie in a FlatTable, by the hub's place of the channel: one that is made of nothing stands
// for none.
//
// Threads: confined to its hub's reactor.
// Reentrancy: what is visited does not call the queue.
class WaitingQueue {
 public:
  WaitingQueue() = default;
  WaitingQueue(HubPlace place, Ticket ticket, Listener first) : place_(place) {
    enter(ticket, first);
  }

  HubPlace place() const { return place_; }
  std::size_t count() const { return waiting_.size() - holes_; }
  bool empty() const { return count() == 0; }

  // REQUIRES: `ticket` is greater than those of all who entered before.
  void enter(Ticket ticket, Listener listener) { waiting_.push_back({ticket, listener}); }
  // REQUIRES: who has the ticket waits.
  void leave(Ticket ticket);

  // Calls `visit` with each Listener whose ticket is one from `from` to `upTo`, in order.
  template <typename Visit>
  void forEach(Ticket from, Ticket upTo, const Visit& visit) const {
    for (auto at = firstFrom(from); at != waiting_.size() && waiting_[at].ticket <= upTo; ++at) {
      if (!isHole(waiting_[at])) visit(waiting_[at].listener);
    }
  }
  template <typename Visit>
  void forEach(const Visit& visit) const {
    forEach(0, std::numeric_limits<Ticket>::max(), visit);
  }

  // The same up to `upTo`; those wait no more when all were visited.
  template <typename Visit>
  void takeUpTo(Ticket upTo, const Visit& visit) {
    forEach(0, upTo, visit);
    dropUpTo(upTo);
  }

  friend bool operator==(const WaitingQueue& a, const WaitingQueue& b) {
    return a.place_ == b.place_;
  }

 private:
  struct Waiting {
    Ticket ticket;
    Listener listener;
  };

  static bool isHole(const Waiting& one) { return !one.listener.subscriber; }
  std::size_t firstFrom(Ticket ticket) const;
  void dropUpTo(Ticket ticket);

  HubPlace place_ = kNoPlace;
  std::uint32_t holes_ = 0;
  std::vector<Waiting> waiting_;  // sorted by ticket
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_WAITING_QUEUE_H_
