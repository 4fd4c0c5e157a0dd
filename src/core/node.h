#ifndef FANFARE_CORE_NODE_H_
#define FANFARE_CORE_NODE_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "fanfare/broker.h"

#include "core/control_message.h"
#include "core/presence.h"

namespace fanfare::core {

// What a node counts. Value type; all counters start at 0 with the process.
struct NodeStats {
  std::uint64_t connections = 0;  // open now
  std::uint64_t connectionsOpened = 0;
  std::uint64_t subscriptions = 0;      // now
  std::uint64_t channels = 0;           // with a subscription, now
  std::uint64_t messagesPublished = 0;  // taken by the broker for clients and API of this node
  std::uint64_t messagesReceived = 0;   // from the broker
  std::uint64_t messagesDelivered = 0;  // messages times subscribers
  std::uint64_t bytesQueued = 0;        // in outboxes, now
  std::uint64_t slowConsumers = 0;      // closed
  std::uint64_t protocolErrors = 0;     // connections closed for
  std::uint64_t endedByExpiry = 0;      // connections closed, for their identity ended: its time
  std::uint64_t endedBySession = 0;     // had come, the session was over,
  std::uint64_t endedByControl = 0;     // or it was revoked
  std::uint64_t joinsRefused = 0;       // channels that open connections asked for in vain
  std::uint64_t rechecks = 0;           // of identities
  std::uint64_t rechecksFailed = 0;     // of them, that got no answer
};

enum class BrokerState { kReachable, kAway };

// The node, as HTTP handlers see it.
//
// Threads: safe from any thread but a reactor's.
// Blocking: stats() waits for the reactors, a second at most.
class Node {
 public:
  virtual ~Node() = default;

  // As Broker's. `done` is called within a few seconds, from any thread, which it must not block;
  // not at all if the node ends before.
  virtual void publish(std::vector<Publication> publications, Broker::PublishDone done) = 0;
  virtual void fetch(const Channel& channel, Broker::FetchDone done) = 0;

  // Says it to all nodes, this one included, behind the tombstones that belong to it. `done` as
  // above.
  virtual void send(const ControlMessage& message, Broker::PublishDone done) = 0;

  // Of this node, one page after the other. `done` is called on a reactor, when all reactors have
  // told, a little a turn; not at all if the node ends before.
  using ConnectionsDone = std::function<void(std::vector<ConnectionInfo>)>;
  virtual void connections(ConnectionsPage page, ConnectionsDone done) = 0;
  using ChannelsDone = std::function<void(std::vector<ChannelInfo>)>;
  virtual void channels(ChannelsPage page, ChannelsDone done) = 0;

  virtual BrokerState brokerState() const = 0;
  virtual std::string brokerName() const = 0;
  virtual bool isDraining() const = 0;

  // Connections open now, those on their way to a reactor counted from OpeningSink::open() on.
  // Cheap: asked at every handshake.
  virtual std::uint64_t connectionCount() const = 0;

  virtual NodeStats stats() const = 0;
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_NODE_H_
