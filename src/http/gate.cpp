#include "http/gate.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <utility>

#include <Poco/Net/HTTPResponse.h>

namespace fanfare::http {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kReadSize = 16384;
constexpr std::size_t kMaxFarewells = 256;  // peers beyond the bound that are told so in full
constexpr char kContinueAnswer[] = "HTTP/1.1 100 Continue\r\n\r\n";

net::Descriptor opened(int fd) {
  if (fd < 0) std::abort();  // out of descriptors or memory before the first client
  return net::Descriptor(fd);
}

bool isTransient(int error) { return error == EAGAIN || error == EINTR; }

// The outbox of a connection in the gate has no bound of its own: it holds one response.
void enqueue(net::Outbox& outbox, std::string bytes) {
  (void)outbox.enqueue(net::Chunk(std::move(bytes)), SIZE_MAX);
}

std::string wholeAnswer(const Refusal& refusal) {
  using Poco::Net::HTTPResponse;
  const auto status = static_cast<HTTPResponse::HTTPStatus>(refusal.status);
  const std::string body = refusal.reason + "\n";
  return "HTTP/1.1 " + std::to_string(refusal.status) + " " +
         HTTPResponse::getReasonForStatus(status) +
         "\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8"
         "\r\nX-Content-Type-Options: nosniff\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

const Refusal kTooMany{503, "too many connections"};
const Refusal kTooMuch{503, "too many large requests at once"};
const Refusal kTooManyWaiting{503, "too many requests at once"};
const Refusal kTooLong{408, "the request took too long"};

// What is accepted there has it from it (Linux). No effect on a Unix socket.
void sendAtOnce(int listener) {
  const int on = 1;
  ::setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

// One attempt: who is not even admitted is owed no more.
void turnAway(int fd) {
  const std::string answer = wholeAnswer(kTooMany);
  (void)::send(fd, answer.data(), answer.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
}

}  // namespace

Gate::Gate(std::vector<Listener> listeners, const GateLimits& limits, const Clock& clock, Log& log,
           GateTls tls)
    : listeners_(std::move(listeners)),
      limits_(limits),
      clock_(clock),
      log_(log),
      tls_(tls),
      sweepInterval_(std::max(
          milliseconds(1),
          std::min({limits.requestDeadline, limits.idleDeadline, limits.responseDeadline}) / 4)),
      epoll_(opened(::epoll_create1(EPOLL_CLOEXEC))),
      returns_(std::make_shared<Returns>()),
      awaitedPeers_(EPOLLIN),
      nextSweep_(clock.now() + sweepInterval_) {
  // The server names its threads after the address of its socket.
  reset(opened(::fcntl(listeners_.front().fd(), F_DUPFD_CLOEXEC, 0)).release());
  for (const auto& listener : listeners_) {
    sendAtOnce(listener.fd());
    control(EPOLL_CTL_ADD, listener.fd(), EPOLLIN);
  }
  control(EPOLL_CTL_ADD, returns_->fd(), EPOLLIN);
  if (tls_.credentials == nullptr) return;
  desk_ = std::make_unique<HandshakeDesk>(tls_.threads, [this] { returns_->wake(); });
}

Gate::~Gate() { returns_->close(); }

bool Gate::poll(const Poco::Timespan& timeout, int /*mode*/) {
  if (ready_.empty()) turn(milliseconds(timeout.totalMilliseconds()));
  return !ready_.empty();
}

Poco::Net::SocketImpl* Gate::acceptConnection(Poco::Net::SocketAddress& /*peer*/) {
  ReceivedRequest request = std::move(ready_.front());
  ready_.pop_front();
  const std::size_t bytes = request.bytes.size();
  auto giveBack = [gate = handOut(bytes)](ServedRequest served) {
    gate->returns_->put(std::move(served));
  };
  return new ReadAheadSocket(std::move(request), std::move(giveBack), [this] { return defer(); });
}

ReadAheadSocket::GiveBack Gate::defer() const {
  return [returns = returns_](ServedRequest served) { returns->put(std::move(served)); };
}

std::shared_ptr<Gate> Gate::handOut(std::size_t bytes) {
  duplicate();
  handedOut_.fetch_add(1, std::memory_order_relaxed);
  return std::shared_ptr<Gate>(this, [bytes](Gate* gate) {
    gate->handedOut_.fetch_sub(1, std::memory_order_relaxed);
    gate->heldBytes_.fetch_sub(bytes, std::memory_order_relaxed);
    gate->release();
  });
}

void Gate::acceptPeer(net::Transport peer) {
  if (!mayComeIn(peer.fd())) return;
  const bool isTooMany = connections_.size() >= limits_.maxConnections;
  if (isTooMany) count(TurnedAway::kConnections);
  if (isTooMany && peer.stream() != nullptr) return;  // an answer would cost a handshake
  if (connections_.size() >= limits_.maxConnections + kMaxFarewells) return turnAway(peer.fd());

  Connection& connection = admit(std::move(peer));
  if (isTooMany) return answer(connection, kTooMany);
  if (connection.transport.stream() != nullptr) connection.phase = Phase::kHandshaking;
  if (limits_.announcers) connection.phase = Phase::kGreeting;
  connection.deadline = clock_.now() + limits_.requestDeadline;
  beginReading(connection);
}

// Who was accepted some time behind his coming has mostly said by then what he wants.
void Gate::beginReading(Connection& connection) {
  const int fd = connection.transport.fd();
  if (connection.phase == Phase::kReceiving) receive(connection);
  const auto entry = connections_.find(fd);
  if (entry != connections_.end() && entry->second.awaited == 0) await(entry->second, EPOLLIN);
}

Gate::Connection& Gate::admit(net::Transport transport) {
  const int fd = transport.fd();
  Connection& connection = connections_[fd];
  connection.transport = std::move(transport);
  return connection;
}

void Gate::readmit(ServedRequest served) {
  Connection& connection = admit(std::move(served.transport));
  connection.client = std::move(served.client);
  connection.deadline = clock_.now() + limits_.responseDeadline;
  if (served.afterwards == Afterwards::kClose) {
    connection.phase = Phase::kClosing;
  } else {
    connection.received = std::move(served.surplus);
    heldBytes_.fetch_add(connection.received.size(), std::memory_order_relaxed);
  }
  enqueue(connection.outbox, std::move(served.unsent));
  sendUnsent(connection);
}

void Gate::drop(Connection& connection) {
  forget(connection);
  connection.transport.sayGoodbye();
  connections_.erase(connection.transport.fd());
}

void Gate::forget(Connection& connection) {
  heldBytes_.fetch_sub(connection.received.size(), std::memory_order_relaxed);
  std::string().swap(connection.received);  // assigned to, it would keep its memory
}

void Gate::receive(Connection& connection) {
  std::array<char, kReadSize> buffer;
  const ssize_t count = connection.transport.receive(buffer.data(), buffer.size());
  if (count < 0 && isTransient(errno)) return;
  if (count <= 0) return drop(connection);
  if (connection.phase == Phase::kClosing) return;

  if (connection.received.empty()) connection.deadline = clock_.now() + limits_.requestDeadline;
  connection.received.append(buffer.data(), static_cast<std::size_t>(count));
  heldBytes_.fetch_add(static_cast<std::size_t>(count), std::memory_order_relaxed);
  judge(connection);
}

void Gate::judge(Connection& connection) {
  if (!connection.head) {
    const HeadVerdict verdict =
        headVerdict(connection.received, limits_.request, connection.judgedBytes);
    connection.judgedBytes = connection.received.size();
    if (const auto* refusal = std::get_if<Refusal>(&verdict)) {
      return refuse(connection, turnedAwayBy(refusal->status), *refusal);
    }
    if (std::holds_alternative<HeadIncomplete>(verdict)) return;
    connection.head = std::get<RequestHead>(verdict);
  }
  // Heads are bounded by how many connections there are; so nobody's bodies keep others out.
  const bool isTooMuch = heldBytes_.load(std::memory_order_relaxed) > limits_.maxHeldBytes;
  if (isTooMuch && connection.head->bodyBytes > 0) {
    return refuse(connection, TurnedAway::kBodies, kTooMuch);
  }

  const std::size_t expectAt = std::exchange(connection.head->expectAt, 0);
  if (expectAt) {
    // The server would send a 100 of its own.
    connection.received.replace(expectAt, kContinue.size(), kContinue.size(), ' ');
  }
  if (connection.received.size() >= connection.head->wholeBytes()) return moveToReady(connection);
  if (expectAt) {
    enqueue(connection.outbox, kContinueAnswer);
    sendUnsent(connection);
  }
}

// Goes on with the connection once all is sent.
void Gate::sendUnsent(Connection& connection) {
  if (!connection.outbox.flush(connection.transport)) return drop(connection);
  if (connection.hasUnsent()) return await(connection, EPOLLOUT);

  if (connection.phase == Phase::kClosing) {
    // A close() with bytes unread would reset the connection and could destroy the answer: the
    // peer is to close first.
    connection.transport.endSending();
    await(connection, connection.hasUnsent() ? EPOLLOUT : EPOLLIN);
    return;
  }
  await(connection, EPOLLIN);
  if (!connection.head) {
    expectRequest(connection);
  }
}

void Gate::expectRequest(Connection& connection) {
  const bool isIdle = connection.received.empty();
  connection.deadline = clock_.now() + (isIdle ? limits_.idleDeadline : limits_.requestDeadline);
  if (!isIdle) judge(connection);
}

void Gate::count(TurnedAway cause) const {
  if (limits_.counts) limits_.counts->add(cause);
}

void Gate::refuse(Connection& connection, TurnedAway cause, const Refusal& refusal) {
  count(cause);
  answer(connection, refusal);
}

void Gate::answer(Connection& connection, const Refusal& refusal) {
  connection.phase = Phase::kClosing;
  connection.deadline = clock_.now() + limits_.responseDeadline;
  forget(connection);
  enqueue(connection.outbox, wholeAnswer(refusal));
  sendUnsent(connection);
}

void Gate::moveToReady(Connection& connection) {
  if (ready_.size() + handedOut_.load(std::memory_order_relaxed) >= limits_.maxWaiting) {
    return refuse(connection, TurnedAway::kWaiting, kTooManyWaiting);
  }
  unwatch(connection);
  const int fd = connection.transport.fd();
  ReceivedRequest request{std::move(connection.transport), std::move(connection.received),
                          *connection.head, std::move(connection.client)};
  connections_.erase(fd);
  if (limits_.publishes && PublishDesk::takes(request)) return publish(std::move(request));
  const WayIn* const way = limits_.upgrades ? limits_.upgrades->wayOf(request) : nullptr;
  if (!way) return ready_.push_back(std::move(request));
  const std::size_t bytes = request.bytes.size();
  limits_.upgrades->add({std::move(request), way, {}, defer(), handOut(bytes)});
}

void Gate::publish(ReceivedRequest request) {
  heldBytes_.fetch_sub(request.bytes.size(), std::memory_order_relaxed);
  limits_.publishes->serve(std::move(request), defer());
}

void Gate::endOverdue(Time now) {
  if (now < nextSweep_) return;
  nextSweep_ = now + sweepInterval_;

  std::vector<Connection*> overdue;
  for (auto& [fd, connection] : connections_) {
    const bool isHere = connection.transport.isOpen();
    if (isHere && connection.deadline <= now) overdue.push_back(&connection);
  }
  for (Connection* connection : overdue) giveUp(*connection);
}

void Gate::giveUp(Connection& connection) {
  const bool isRequest = !connection.received.empty();
  if (connection.phase == Phase::kHandshaking) {
    if (limits_.counts) limits_.counts->addOverdueHandshake();
  } else if (connection.hasUnsent()) {
    count(TurnedAway::kUnread);
  } else if (isRequest) {
    return refuse(connection, TurnedAway::kTimeout, kTooLong);
  } else if (connection.phase == Phase::kGreeting) {
    count(TurnedAway::kTimeout);
  }
  drop(connection);
}

void Gate::onReturns() {
  for (auto& served : returns_->take()) readmit(std::move(served));
  takeShakenHands();
}

}  // namespace fanfare::http
