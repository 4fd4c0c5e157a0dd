#ifndef FANFARE_HTTP_GATE_H_
#define FANFARE_HTTP_GATE_H_

#include <sys/epoll.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/ServerSocketImpl.h>

#include "fanfare/clock.h"

#include "http/gate_counts.h"
#include "http/gathering.h"
#include "http/handshake_desk.h"
#include "http/head_verdict.h"
#include "http/listener.h"
#include "http/publish_desk.h"
#include "http/read_ahead_socket.h"
#include "http/returns.h"
#include "http/upgrade_lane.h"
#include "model/address_list.h"
#include "model/log.h"
#include "model/rare_line.h"
#include "net/descriptor.h"
#include "net/outbox.h"
#include "net/transport.h"
#include "tls/credentials.h"

namespace fanfare::http {

struct GateLimits {
  RequestLimits request;
  // Who may come, and has to begin with a header of the PROXY protocol; nullopt: anybody, without.
  std::optional<AddressList> announcers;
  UpgradeLane* upgrades = nullptr;        // for requests that open WebSockets; null: the server's
  PublishDesk* publishes = nullptr;       // for what it takes; null: likewise
  GateCounts* counts = nullptr;           // of what is turned away; null: nobody counts
  std::size_t maxConnections = 10000;     // receiving, closing or idle in the gate; 503 beyond
  std::size_t maxWaiting = 20000;         // whole requests not yet answered; 503 beyond
  std::size_t maxHeldBytes = 256u << 20;  // of requests; 503 to those with a body beyond

  // Kept to within a quarter of the shortest.
  std::chrono::milliseconds requestDeadline{10000};   // first to last byte of a request; then 408
  std::chrono::milliseconds idleDeadline{75000};      // between two requests
  std::chrono::milliseconds responseDeadline{10000};  // for what the server left unsent
};

// How a gate speaks TLS.
struct GateTls {
  const tls::Credentials* credentials = nullptr;  // null: not at all
  std::size_t threads = 1;                        // for handshakes
};

// The listening sockets of an ordinary Poco HTTPServer, with a waiting room behind them:
// connections stay here until a whole request is read, and come back between requests. So a worker
// only ever meets requests that are complete, and no slow or idle peer holds one. Those that open
// WebSockets go to the upgrade lane, past the server; what publishes a little is answered here, by
// the publish desk.
//
// Where proxies announce whom they speak for, each connection begins with that; whoever else comes,
// or says anything else, is closed without a word.
//
// Where it has credentials, every peer that comes by TCP has to speak TLS; what comes by a Unix
// socket is from this machine, and plain. Handshakes have the time of a request, too.
//
// Bytes no server should see are answered here, and the connection closed; what is turned away is
// counted. While the process is out
// of descriptors, nothing is accepted; the log tells.
//
// Threads: the server's acceptor thread calls poll() and acceptConnection(), and does all the
// work, but for what the handshake desk computes; others only give back, into returns_.
// Ownership: reference-counted by Poco's ServerSocket and by each ReadAheadSocket it handed out;
// owns the descriptors of all connections the server does not have. What is unsent when the
// server stops is lost.
// Blocking: poll() alone waits, for its timeout at most.
class Gate final : public Poco::Net::ServerSocketImpl {
 public:
  // `clock`, `log` and the credentials outlive the gate. REQUIRES: `listeners` is not empty.
  Gate(std::vector<Listener> listeners, const GateLimits& limits, const Clock& clock, Log& log,
       GateTls tls = {});
  ~Gate() override;

  // True if a whole request waits to be accepted.
  bool poll(const Poco::Timespan& timeout, int mode) override;

  // Hands out the next request. The peer's address is the returned socket's, not `peer`.
  // REQUIRES: poll() returned true.
  Poco::Net::SocketImpl* acceptConnection(Poco::Net::SocketAddress& peer) override;

 private:
  using Time = Clock::Time;
  static constexpr std::size_t kTurnSize = 256;  // events, or peers accepted, in one turn
  using Events = std::array<epoll_event, kTurnSize>;
  enum class Phase { kGreeting, kHandshaking, kReceiving, kClosing };

  struct Connection {
    net::Transport transport;  // not open while it is at the desk
    Time deadline;
    std::uint32_t awaited = 0;  // epoll events; none: it is not in epoll_
    Phase phase = Phase::kReceiving;
    std::string greeting;             // what came of it while kGreeting
    std::string client;               // whom the proxy speaks for; empty: itself
    std::string received;             // invariant: empty while kClosing
    std::size_t judgedBytes = 0;      // of `received`, while its head is not complete
    std::optional<RequestHead> head;  // of `received`, once complete
    net::Outbox outbox;

    bool hasUnsent() const { return !outbox.empty() || transport.unsentBytes() > 0; }
  };

  void turn(std::chrono::milliseconds timeout);
  std::size_t waitFor(Events& events, std::chrono::milliseconds timeout);
  void onEvent(int fd);
  void handOn(Time now);

  const Listener* listenerAt(int fd) const;
  void acceptPeers(const Listener& listener);
  void acceptPeer(net::Transport peer);
  void beginReading(Connection& connection);
  void awaitPeers(std::uint32_t events);
  void pauseAccepting();
  void acceptWhoWaits(Time now);

  Connection& admit(net::Transport transport);
  void unwatch(Connection& connection);
  void readmit(ServedRequest served);
  void drop(Connection& connection);

  bool mayComeIn(int fd);
  void greet(Connection& connection);
  void turnAwayGreeting(const std::string& peer, const std::string& why);

  void shakeHands(Connection& connection);
  void takeShakenHands();
  void goOn(Connection& connection, tls::Handshake handshake);
  void onHandshakeFailed(Connection& connection);
  void tellFailure(const std::string& peer, const std::string& reason);

  void receive(Connection& connection);
  void judge(Connection& connection);
  void sendUnsent(Connection& connection);
  void expectRequest(Connection& connection);
  void refuse(Connection& connection, TurnedAway cause, const Refusal& refusal);
  void answer(Connection& connection, const Refusal& refusal);
  void count(TurnedAway cause) const;
  void forget(Connection& connection);
  void moveToReady(Connection& connection);
  void publish(ReceivedRequest request);
  void await(Connection& connection, std::uint32_t events);
  void control(int operation, int fd, std::uint32_t events) const;
  void endOverdue(Time now);
  void giveUp(Connection& connection);

  void onReturns();

  // Counts a request of so many bytes as handed out until its socket is gone, and keeps the gate
  // alive.
  std::shared_ptr<Gate> handOut(std::size_t bytes);
  // The way back of a connection that waits for its answer elsewhere.
  ReadAheadSocket::GiveBack defer() const;

  const std::vector<Listener> listeners_;
  const GateLimits limits_;
  const Clock& clock_;
  Log& log_;
  const GateTls tls_;
  const std::chrono::milliseconds sweepInterval_;
  const net::Descriptor epoll_;
  const std::shared_ptr<Returns> returns_;

  // Acceptor thread only.
  std::unordered_map<int, Connection> connections_;  // those in epoll_, by descriptor
  std::deque<ReceivedRequest> ready_;
  Gathering gathering_;                // of handshakes; nobody is accepted meanwhile
  std::uint32_t awaitedPeers_;         // epoll events, of the listeners
  std::optional<Time> acceptAgainAt_;  // set while the process is out of descriptors
  std::optional<Time> toldPauseAt_;
  RareLine badGreeting_;
  Time nextSweep_;
  std::optional<Time> toldFailureAt_;  // of a handshake
  std::uint64_t untoldFailures_ = 0;

  std::atomic<std::size_t> handedOut_{0};  // requests the server has not finished
  std::atomic<std::size_t> heldBytes_{0};  // of requests: received, ready or handed out

  std::unique_ptr<HandshakeDesk> desk_;  // null: no TLS; the last, for its threads call back
};

// What an HTTPServer is built on. The server's maxQueued must exceed maxWaiting: what exceeds it,
// the server drops without an answer.
class GateSocket final : public Poco::Net::ServerSocket {
 public:
  GateSocket(std::vector<Listener> listeners, const GateLimits& limits, const Clock& clock,
             Log& log, GateTls tls = {})
      : ServerSocket(new Gate(std::move(listeners), limits, clock, log, tls), true) {
  }  // counts references
};

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_GATE_H_
