#ifndef FANFARE_WS_CLIENT_H_
#define FANFARE_WS_CLIENT_H_

#include <cstddef>
#include <string>
#include <vector>

#include "fanfare/channel.h"
#include "fanfare/policy.h"
#include "fanfare/result.h"

#include "core/close_reason.h"
#include "core/presence.h"
#include "core/subscriber.h"
#include "core/topic_reader.h"
#include "model/slabs.h"
#include "ws/roster.h"

namespace fanfare::ws {

// Who is known by a connection's number. The first base of a Client, so that what derives from that
// begins in the room that its last base leaves: there are many.
class Numbered {
 public:
  explicit Numbered(ConnectionId id) : id_(id) {}

  ConnectionId id() const { return id_; }

 private:
  const ConnectionId id_;
};

// A client of a reactor, as its endpoint sees it, whatever protocol it speaks.
//
// Threads: confined to its endpoint's reactor.
// Ownership: owned by its endpoint, which outlives it. Whoever calls back later knows it by its id.
// Reentrancy: none of these is called by a hub.
class Client : public Numbered, public core::Subscriber, public Bearer, public InSlabs {
 public:
  using Numbered::Numbered;

  // It is in the endpoint's registry, and its identity in the roster.
  virtual void start() = 0;

  virtual void close(const core::CloseReason& reason) = 0;
  virtual void unsubscribe(const std::vector<Channel>& channels) = 0;

  // What became of what the client published, if clients of its protocol do, and of the channels it
  // asked for.
  virtual void onPublished(const Result<void>& /*result*/, std::size_t /*bytes*/) {}
  virtual void onDecision(const RequestedChannels& requested, Decision decision) = 0;

  // What a backend wants of it; most protocols take no orders.
  virtual void onOrder(const core::ClientOrder& /*order*/) {}

  // For those who look on; the facility is the endpoint's.
  virtual const std::string& facility() const = 0;
  virtual core::ConnectionInfo info() const = 0;
};

}  // namespace fanfare::ws

#endif  // FANFARE_WS_CLIENT_H_
