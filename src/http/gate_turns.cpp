// The gate's part that waits: for peers, for what they say, and for handshakes to gather.

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "http/gate.h"

namespace fanfare::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

constexpr std::chrono::minutes kTellPauseAgain{1};
constexpr milliseconds kAcceptPause{100};

// Until `fd` is readable; epoll_wait() knows no less than a millisecond.
void waitUntilReadable(int fd, nanoseconds timeout) {
  pollfd awaited{fd, POLLIN, 0};
  const timespec most{0, static_cast<long>(timeout.count())};
  ::ppoll(&awaited, 1, &most, nullptr);
}

}  // namespace

void Gate::turn(milliseconds timeout) {
  Events events;
  const std::size_t count = waitFor(events, timeout);
  for (std::size_t i = 0; i < count; ++i) onEvent(events[i].data.fd);

  const Time now = clock_.now();
  endOverdue(now);
  acceptWhoWaits(now);
  if (limits_.upgrades) handOn(now);
  const bool isPausing = acceptAgainAt_ || gathering_.until();
  awaitPeers(isPausing ? 0u : EPOLLIN);
}

std::size_t Gate::waitFor(Events& events, milliseconds timeout) {
  auto wait = std::min(timeout, sweepInterval_);
  if (acceptAgainAt_) wait = std::min(wait, kAcceptPause);
  if (const auto until = gathering_.until()) {
    const nanoseconds left = std::clamp<nanoseconds>(*until - clock_.now(), nanoseconds(0), wait);
    if (left > nanoseconds(0)) waitUntilReadable(epoll_.fd(), left);
    wait = milliseconds(0);
  }
  const int count = ::epoll_wait(epoll_.fd(), events.data(), static_cast<int>(events.size()),
                                 static_cast<int>(wait.count()));
  return static_cast<std::size_t>(std::max(count, 0));
}

void Gate::onEvent(int fd) {
  if (fd == returns_->fd()) return onReturns();

  // An earlier event of this turn may have ended the connection.
  const auto entry = connections_.find(fd);
  if (entry == connections_.end()) {
    if (const Listener* const listener = listenerAt(fd)) acceptPeers(*listener);
    return;
  }
  Connection& connection = entry->second;
  if (!connection.transport.isOpen()) return;  // at the desk since an earlier event of this turn
  if (connection.phase == Phase::kGreeting) return greet(connection);
  if (connection.phase == Phase::kHandshaking) return shakeHands(connection);
  connection.hasUnsent() ? sendUnsent(connection) : receive(connection);
}

void Gate::handOn(Time now) {
  if (gathering_.isOver(now)) gathering_.onHandedOn(limits_.upgrades->endTurn(), now);
}

const Listener* Gate::listenerAt(int fd) const {
  const auto found = std::find_if(listeners_.begin(), listeners_.end(),
                                  [fd](const Listener& listener) { return listener.fd() == fd; });
  return found == listeners_.end() ? nullptr : &*found;
}

void Gate::acceptPeers(const Listener& listener) {
  const bool isSecure = tls_.credentials != nullptr && listener.port() != 0;
  for (std::size_t i = 0; i < kTurnSize; ++i) {
    net::Transport peer(
        net::Descriptor(::accept4(listener.fd(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)));
    if (!peer.isOpen()) {
      if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
        pauseAccepting();
      }
      return;
    }
    if (isSecure) peer.startTls(tls_.credentials->accept(peer.fd()));
    acceptPeer(std::move(peer));
  }
}

void Gate::pauseAccepting() {
  const auto now = clock_.now();
  acceptAgainAt_ = now + kAcceptPause;
  if (toldPauseAt_ && now - *toldPauseAt_ < kTellPauseAgain) return;
  toldPauseAt_ = now;
  log_.write(LogLevel::kWarning,
             "no file descriptor is left: new connections wait until others end (LimitNOFILE, "
             "ulimit -n; told once a minute)");
}

// Accepts those that came while nobody was awaited.
void Gate::acceptWhoWaits(Time now) {
  if (acceptAgainAt_ && *acceptAgainAt_ <= now) acceptAgainAt_.reset();
  if (awaitedPeers_ != 0 || acceptAgainAt_ || !gathering_.isOver(now)) return;
  for (const auto& listener : listeners_) acceptPeers(listener);
}

void Gate::awaitPeers(std::uint32_t events) {
  if (std::exchange(awaitedPeers_, events) == events) return;
  for (const auto& listener : listeners_) control(EPOLL_CTL_MOD, listener.fd(), events);
}

void Gate::await(Connection& connection, std::uint32_t events) {
  const auto before = std::exchange(connection.awaited, events);
  if (before == events) return;
  control(before == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, connection.transport.fd(), events);
}

void Gate::unwatch(Connection& connection) {
  if (std::exchange(connection.awaited, 0) == 0) return;
  control(EPOLL_CTL_DEL, connection.transport.fd(), 0);
}

void Gate::control(int operation, int fd, std::uint32_t events) const {
  epoll_event event{};
  event.events = events;
  event.data.fd = fd;
  ::epoll_ctl(epoll_.fd(), operation, fd, &event);
}

}  // namespace fanfare::http
