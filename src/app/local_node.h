#ifndef FANFARE_APP_LOCAL_NODE_H_
#define FANFARE_APP_LOCAL_NODE_H_

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "fanfare/clock.h"
#include "fanfare/policy.h"
#include "fanfare/session_resolver.h"

#include "app/aftermath.h"
#include "app/broker_thread.h"
#include "app/client_reactor.h"
#include "app/identity_watch.h"
#include "app/policy_pool.h"
#include "app/work_in_turn.h"
#include "core/node.h"
#include "model/log.h"
#include "socketio/request.h"
#include "ws/opening.h"

namespace fanfare::app {

// Value type.
struct NodeOptions {
  std::size_t reactors = 1;
  ws::EndpointOptions endpoint;
  socketio::EndpointOptions socketIo;
  std::size_t maxQueuedBytes = 1u << 30;         // for sockets that take no more, of the node
  std::size_t maxReceivedBytes = 256u << 20;     // of messages that are not complete, of the node
  ws::UnderWay::Bounds underWay;                 // from clients to the broker, of the node
  std::size_t maxBacklogBytes = 64u << 20;       // from the broker's thread to one reactor
  core::KeptBudget::Bounds kept{100'000, 1000};  // channels on which clients keep messages
  std::chrono::milliseconds brokerPatience{5000};
  std::chrono::milliseconds recheck{30'000};  // of identities; 0: only at their expiry
  std::size_t policyThreads = 2;              // as many questions of clients may block at once
  ControlChannel::Options control;
  std::vector<TopicSource> topics;  // whose readers outlive the node
};

// What a node works with. All of it outlives the node.
struct NodeParts {
  const Clock& clock;
  Log& log;
  const Policy& policy;
  core::LimitCounts& limits;
  const SessionResolver& resolver;
};

// This process as a node: the reactors with their connections, the broker, and what goes between
// them.
//
// Threads: start(), drain() and stop() from one thread; open() and serve() from any; the rest as
// Node's.
class LocalNode final : public core::Node, public ws::OpeningSink, public socketio::RequestSink {
 public:
  LocalNode(const NodeParts& parts, const NodeOptions& options,
            const BrokerThread::MakeBroker& makeBroker);
  LocalNode(const LocalNode&) = delete;
  LocalNode& operator=(const LocalNode&) = delete;
  // As stop().
  ~LocalNode() override;

  void start();

  // Closes all connections with 1001, evenly spread over the time given; none is opened any more.
  void drain(std::chrono::milliseconds over);

  // Ends the threads, and with them what connections are left.
  void stop();

  // To the reactor that has the fewest connections.
  void open(ws::Opening opening) override;

  // Likewise if somebody comes in; else to the reactor that has the session.
  void serve(socketio::Request request) override;

  void publish(std::vector<Publication> publications, Broker::PublishDone done) override;
  void fetch(const Channel& channel, Broker::FetchDone done) override;
  void send(const core::ControlMessage& message, Broker::PublishDone done) override;
  void connections(core::ConnectionsPage page, ConnectionsDone done) override;
  void channels(core::ChannelsPage page, ChannelsDone done) override;

  // As BrokerThread's.
  void say(std::string topic, std::string payload, Broker::PublishDone done);

  core::BrokerState brokerState() const override { return broker_.state(); }
  std::string brokerName() const override { return broker_.brokerName(); }
  bool isDraining() const override { return isDraining_; }
  std::uint64_t connectionCount() const override;
  // How many connections have come and gone.
  Aftermath::Count comeAndGone() const;
  // Without the reactors that do not answer within a second.
  core::NodeStats stats() const override;

 private:
  using Reactors = std::vector<std::unique_ptr<ClientReactor>>;

  ControlHooks controlHooks();
  ClientReactor& emptiest();
  Reactors makeReactors(const NodeParts& parts, const NodeOptions& options);

  PolicyPool policies_;
  IdentityWatch watch_;
  WorkInTurn pages_;  // that are being made of what the reactors have
  const Reactors reactors_;
  BrokerThread broker_;
  bool hasListened_ = false;  // to the control channel; of the broker's thread
  std::atomic<bool> isDraining_{false};
  std::atomic<std::size_t> nextReactor_{0};
};

}  // namespace fanfare::app

#endif  // FANFARE_APP_LOCAL_NODE_H_
