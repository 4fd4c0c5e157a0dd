#ifndef FANFARE_CORE_SUBSCRIBER_H_
#define FANFARE_CORE_SUBSCRIBER_H_

#include <cstddef>
#include <cstdint>

#include "fanfare/channel.h"
#include "fanfare/message.h"

namespace fanfare::core {

class Subscription;

// Messages of one channel that follow each other, as the hub hands them to each subscriber: never
// empty, but for a replay that found nothing. Valid during the call.
struct Delivery {
  const Channel& channel;
  const MessagePtr* messages;  // `count` of them
  std::size_t count;
  std::uint64_t number;  // another for each delivery of a reactor, never 0: to recognise one that
                         // was encoded for the subscriber before

  const MessagePtr* begin() const { return messages; }
  const MessagePtr* end() const { return messages + count; }
};

// What the hub knows of a connection. Implemented once per transport, in ws/ and sse/.
//
// Threads: called on its reactor.
// Reentrancy: must not call back into the hub; a subscriber that cannot keep up, or is through,
// closes itself at the end of its reactor's turn.
class Subscriber {
 public:
  virtual ~Subscriber() = default;

  // Live messages, or local ones. Enqueues; never writes to the socket and never fails.
  virtual void deliver(const Delivery& delivery) = 0;

  // `subscription` has taken effect: what was kept and what came meanwhile, in order; perhaps
  // nothing. Called once for each subscription, before the first deliver() of live messages; and
  // again, with a message that the broker turned out to keep later, or kept while it was away.
  virtual void replay(Subscription& subscription, const Delivery& delivery) = 0;

  // The broker is away, so `subscription` will take effect later: nobody is to wait for it.
  virtual void onBrokerAway(Subscription& subscription) = 0;
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_SUBSCRIBER_H_
