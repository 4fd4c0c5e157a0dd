// The gate's part that has to do with the PROXY protocol.

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string>
#include <utility>

#include <Poco/Net/SocketAddress.h>

#include "http/gate.h"
#include "http/proxy_header.h"

namespace fanfare::http {
namespace {

// As Handshake::peerAddress.
std::string addressOf(int fd) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (::getpeername(fd, generic, &size) != 0) return "a peer that is gone";
  if (generic->sa_family == AF_UNIX) return std::string(AddressList::kUnixPeer);
  return Poco::Net::SocketAddress(generic, size).host().toString();
}

// Appends what may be read of a header; as ::recv().
ssize_t receiveMore(int fd, const ProxyHeaderIncomplete& incomplete, std::string& bytes) {
  std::array<char, 512> buffer;
  std::size_t count = std::min(incomplete.missing, buffer.size());
  if (incomplete.endsWithLine) {
    const auto seen = ::recv(fd, buffer.data(), buffer.size(), MSG_DONTWAIT | MSG_PEEK);
    if (seen <= 0) return seen;
    const auto end = buffer.begin() + seen;
    const auto feed = std::find(buffer.begin(), end, '\n');
    count = static_cast<std::size_t>(feed - buffer.begin()) + (feed == end ? 0 : 1);
  }
  const auto received = ::recv(fd, buffer.data(), count, MSG_DONTWAIT);
  if (received > 0) bytes.append(buffer.data(), static_cast<std::size_t>(received));
  return received;
}

}  // namespace

bool Gate::mayComeIn(int fd) {
  if (!limits_.announcers) return true;
  const std::string peer = addressOf(fd);
  if (limits_.announcers->contains(peer)) return true;
  turnAwayGreeting(peer, "it is not among server.trusted_proxies");
  return false;
}

void Gate::greet(Connection& connection) {
  for (;;) {
    const auto verdict = proxyHeaderVerdict(connection.greeting);
    if (const auto* header = std::get_if<ProxyHeader>(&verdict)) {
      connection.client = header->clientAddress;
      std::string().swap(connection.greeting);  // assigned to, it would keep its memory
      connection.phase = connection.transport.stream() ? Phase::kHandshaking : Phase::kReceiving;
      return;
    }
    if (const auto* error = std::get_if<Error>(&verdict)) {
      turnAwayGreeting(addressOf(connection.transport.fd()), error->message);
      return drop(connection);
    }
    const auto received = receiveMore(
        connection.transport.fd(), std::get<ProxyHeaderIncomplete>(verdict), connection.greeting);
    if (received < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (received <= 0) return drop(connection);
  }
}

void Gate::turnAwayGreeting(const std::string& peer, const std::string& why) {
  count(TurnedAway::kGreeting);
  if (!badGreeting_.isTime(clock_.now())) return;
  log_.write(LogLevel::kWarning, "a connection from " + peer +
                                     " is closed: server.proxy_protocol is on, and " + why +
                                     " (told once a minute)");
}

}  // namespace fanfare::http
