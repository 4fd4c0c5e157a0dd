#include "backend/connection.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <system_error>
#include <utility>

namespace fanfare::backend {
namespace {

Error unavailable(const std::string& why) { return {ErrorCode::kUnavailable, why}; }

Error unavailable(int error) { return unavailable(std::generic_category().message(error)); }

Result<net::Descriptor> connectTo(const Endpoint& endpoint, Deadline deadline) {
  constexpr int kFlags = SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK;
  net::Descriptor socket(::socket(endpoint.address.ss_family, kFlags, 0));
  if (!socket.isOpen()) return unavailable(errno);
  const int on = 1;
  ::setsockopt(socket.fd(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);

  const auto* address = reinterpret_cast<const sockaddr*>(&endpoint.address);
  if (::connect(socket.fd(), address, endpoint.length) == 0) return socket;
  if (errno != EINPROGRESS) return unavailable(errno);
  if (auto waited = waitFor(socket.fd(), POLLOUT, deadline); !waited) return waited.error();
  int error = 0;
  socklen_t size = sizeof error;
  if (::getsockopt(socket.fd(), SOL_SOCKET, SO_ERROR, &error, &size) != 0) error = errno;
  if (error != 0) return unavailable(error);
  return socket;
}

bool wouldBlock(int error) { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }

// As Connection::receive(), in plain.
Result<std::size_t> receiveFrom(int fd, char* buffer, std::size_t size, Deadline deadline) {
  for (;;) {
    const ssize_t got = ::recv(fd, buffer, size, 0);
    if (got >= 0) return static_cast<std::size_t>(got);
    if (!wouldBlock(errno)) return unavailable(errno);
    if (auto waited = waitFor(fd, POLLIN, deadline); !waited) return waited.error();
  }
}

}  // namespace

Result<std::unique_ptr<Connection>> Connection::open(const Peer& peer,
                                                     std::chrono::milliseconds each,
                                                     Deadline deadline) {
  Error failure = unavailable("there is no address");
  for (const Endpoint& endpoint : peer.endpoints) {
    const auto until = std::min(deadline, std::chrono::steady_clock::now() + each);
    auto socket = connectTo(endpoint, until);
    if (!socket) {
      failure = socket.error();
      continue;
    }
    std::unique_ptr<Connection> connection(new Connection(std::move(socket).value()));
    if (!peer.tls) return connection;
    if (auto shaken = connection->shakeHands(peer, until); !shaken) return shaken.error();
    return connection;
  }
  return failure;
}

Result<void> Connection::shakeHands(const Peer& peer, Deadline deadline) {
  tls_ = peer.tls->over(socket_.fd(), peer.host);
  if (!tls_) return unavailable("TLS is not to be had");
  for (;;) {
    ERR_clear_error();
    const int result = SSL_do_handshake(tls_.get());
    if (result == 1) return {};
    if (auto waited = waitForTls(result, deadline); !waited) return waited;
  }
}

Result<void> Connection::waitForTls(int result, Deadline deadline) {
  switch (SSL_get_error(tls_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      return waitFor(socket_.fd(), POLLIN, deadline);
    case SSL_ERROR_WANT_WRITE:
      return waitFor(socket_.fd(), POLLOUT, deadline);
    default:
      return unavailable(whyTlsFailed(*tls_));
  }
}

Result<void> Connection::send(std::string_view bytes, Deadline deadline) {
  while (!bytes.empty()) {
    const auto size = std::min<std::size_t>(bytes.size(), INT_MAX);
    ERR_clear_error();
    const auto sent = tls_ ? SSL_write(tls_.get(), bytes.data(), static_cast<int>(size))
                           : ::send(socket_.fd(), bytes.data(), size, MSG_NOSIGNAL);
    if (sent > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
      continue;
    }
    if (!tls_ && !wouldBlock(errno)) return unavailable(errno);
    auto waited = tls_ ? waitForTls(static_cast<int>(sent), deadline)
                       : waitFor(socket_.fd(), POLLOUT, deadline);
    if (!waited) return waited;
  }
  return {};
}

Result<std::size_t> Connection::receive(char* buffer, std::size_t size, Deadline deadline) {
  return tls_ ? receiveOverTls(buffer, size, deadline)
              : receiveFrom(socket_.fd(), buffer, size, deadline);
}

Result<std::size_t> Connection::receiveOverTls(char* buffer, std::size_t size, Deadline deadline) {
  for (;;) {
    ERR_clear_error();
    const int got = SSL_read(tls_.get(), buffer, static_cast<int>(size));
    if (got > 0) return static_cast<std::size_t>(got);
    if (SSL_get_error(tls_.get(), got) == SSL_ERROR_ZERO_RETURN) return std::size_t{0};
    if (auto waited = waitForTls(got, deadline); !waited) return waited.error();
  }
}

bool Connection::isQuiet() const {
  pollfd polled{socket_.fd(), POLLIN | POLLRDHUP, 0};
  return ::poll(&polled, 1, 0) == 0;
}

}  // namespace fanfare::backend
