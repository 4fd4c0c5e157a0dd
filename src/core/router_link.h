#ifndef FANFARE_CORE_ROUTER_LINK_H_
#define FANFARE_CORE_ROUTER_LINK_H_

#include <cstdint>
#include <variant>
#include <vector>

#include "fanfare/channel.h"
#include "fanfare/message.h"

#include "core/channel_index.h"

namespace fanfare::core {

// Numbers the subscriptions of one hub, in the order in which they were made; from 1.
using Ticket = std::uint64_t;

// Where a hub has a channel, to find it by: as good as the last Join was, and never needed.
using HubPlace = ChannelIndex::Place;
constexpr HubPlace kNoPlace = ChannelIndex::kNowhere;

// What a hub tells the router, in order. Value types.
struct Join {  // a subscription was made, and waits for the channel's replay
  Channel channel;
  Ticket ticket;
  HubPlace place = kNoPlace;
};
struct Leave {  // no subscription to the channel is left
  Channel channel;
};
using HubNotice = std::variant<Join, Leave>;

// What the router tells a hub, in order. Value types.
struct Live {  // messages that follow each other on the channel, for all whom it was replayed to
  Channel channel;
  std::vector<MessagePtr> messages;
  HubPlace place = kNoPlace;
};
struct Replayed {  // for the channel's waiting subscriptions up to `upTo`: they are live from here
  Channel channel;
  Ticket upTo;
  std::vector<MessagePtr> messages;  // may be empty
  HubPlace place = kNoPlace;
};
struct Late {  // for the live subscriptions from `from` to `upTo`: kept after they were replayed to
  Channel channel;
  Ticket from;
  Ticket upTo;
  MessagePtr message;
};
struct Away {  // the broker cannot be reached: the waiting ones from `from` to `upTo` go on waiting
  Channel channel;
  Ticket from;
  Ticket upTo;
};
struct Local {  // messages from a topic, for all who listen to the channel, waiting or live
  Channel channel;
  std::vector<MessagePtr> messages;
};
using RouterNotice = std::variant<Live, Replayed, Late, Away, Local>;

// The way from a hub to the router. Threads: called on the hub's reactor; never calls back at once.
class RouterLink {
 public:
  virtual ~RouterLink() = default;
  virtual void tell(HubNotice notice) = 0;
};

// The way from the router to one hub, which gets the notices in the same order. An implementation
// that sends them in batches collects them in a NoticeBatch.
//
// Threads: called on the router's reactor.
class HubLink {
 public:
  virtual ~HubLink() = default;
  virtual void tell(RouterNotice notice) = 0;
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_ROUTER_LINK_H_
