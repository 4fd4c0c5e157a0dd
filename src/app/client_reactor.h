#ifndef FANFARE_APP_CLIENT_REACTOR_H_
#define FANFARE_APP_CLIENT_REACTOR_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <thread>

#include "fanfare/clock.h"

#include "app/backlog.h"
#include "app/broker_thread.h"
#include "app/exchange.h"
#include "app/identity_watch.h"
#include "app/policy_pool.h"
#include "core/hub.h"
#include "core/node.h"
#include "core/publishing.h"
#include "core/router_link.h"
#include "net/reactor.h"
#include "socketio/endpoint.h"
#include "ws/endpoint.h"

namespace fanfare::app {

// A thread with its share of the connections: a reactor, the hub and the endpoint on it, and their
// ways to the broker's thread and to the policy.
//
// Threads: start(), stop() and the constructor from one thread; the rest from any.
// Ownership: `clock`, `log`, `policies` and `watch` outlive it, and so does what `sendOrders`
// reaches, until stop().
class ClientReactor final : private core::RouterLink,
                            private core::Publishing,
                            private core::IdentityDesk {
 public:
  using SendOrders = std::function<void(Orders)>;  // called on this reactor

  struct Options {
    ws::EndpointOptions endpoint;
    socketio::EndpointOptions socketIo;
    unsigned number = 0;
    std::size_t maxQueuedBytes = 0;   // for sockets that take no more, of all connections
    std::size_t maxBacklogBytes = 0;  // of what the broker's thread has to tell
  };

  ClientReactor(const Clock& clock, Log& log, core::LimitCounts& limits, const Options& options,
                PolicyPool& policies, IdentityWatch& watch, SendOrders sendOrders);
  ~ClientReactor() override;

  void start();
  // Whoever is connected still is told that the server goes away, and may not hear it.
  void stop();

  // Takes `opening` over, on the reactor; and a request to Engine.IO.
  void open(ws::Opening opening);
  void serve(socketio::Request request);

  RosterAccess rosterAccess();

  // As Endpoint's, and Roster's; on the reactor.
  void obey(const core::ControlMessage& message);
  void doubtAll();

  // Calls `taken` on the reactor.
  using ConnectionsTaken =
      std::function<void(std::size_t buckets, std::vector<core::ConnectionInfo>)>;
  void connections(std::size_t first, std::size_t end, const core::WantsFacility& wanted,
                   ConnectionsTaken taken);
  using ChannelsTaken = std::function<void(std::size_t buckets, std::vector<core::ChannelInfo>)>;
  void channels(std::size_t first, std::size_t end, const core::WantsFacility& wanted,
                ChannelsTaken taken);

  // The broker's thread's way in.
  AnswerSink sink();

  // As Endpoint's.
  void closeAll(const core::CloseReason& reason, std::chrono::milliseconds over);

  // Open, or on the way to it.
  std::uint64_t connectionCount() const;
  // So far.
  std::uint64_t comeCount() const { return opened_; }
  std::uint64_t goneCount() const { return endpoint_.endedCount(); }

  // Calls `taken` on the reactor with what it counts.
  void count(std::function<void(const core::NodeStats&)> taken);

 private:
  void tell(core::HubNotice notice) override;
  void publish(core::ClientKey client, std::vector<Publication> publications,
               Broker::PublishDone done) override;
  void say(std::string topic, std::string payload) override;

  // The answers come back as tasks of this reactor's.
  void recheck(core::IdentityPtr known, Rechecked done) override;
  void fetchTombstones(std::vector<std::string> names, Broker::StampsDone done) override;

  void order(Order order);
  void take(Answers answers);

  net::Reactor reactor_;
  Backlog backlog_;
  const SendOrders sendOrders_;
  Orders orders_;  // of this turn
  ReactorPolicyDesk policyDesk_;
  IdentityWatch& watch_;
  core::Hub hub_;
  ws::Endpoint endpoint_;
  socketio::Endpoint socketIo_;  // of its clients
  std::thread thread_;
  std::atomic<std::uint64_t> opened_{0};  // by open(), also on their way
};

}  // namespace fanfare::app

#endif  // FANFARE_APP_CLIENT_REACTOR_H_
