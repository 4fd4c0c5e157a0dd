#include "redis/dial.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <string>
#include <system_error>

namespace fanfare::redis {
namespace {

Error unavailable(const std::string& why) { return {ErrorCode::kUnavailable, why}; }

Error unavailable(int error) { return unavailable(std::generic_category().message(error)); }

Result<std::vector<Endpoint>> unixEndpoint(const std::string& path) {
  sockaddr_un address{};
  if (path.size() >= sizeof address.sun_path) return unavailable("the path is too long");
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());

  Endpoint endpoint;
  std::memcpy(&endpoint.address, &address, sizeof address);
  endpoint.length = sizeof address;
  return std::vector<Endpoint>{endpoint};
}

struct FreeAddresses {
  void operator()(addrinfo* addresses) const { ::freeaddrinfo(addresses); }
};

Result<std::vector<Endpoint>> tcpEndpoints(const RedisAddress& address) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const std::string port = std::to_string(address.port);
  const int error = ::getaddrinfo(address.host.c_str(), port.c_str(), &hints, &found);
  if (error != 0) return unavailable(std::string("no such host: ") + ::gai_strerror(error));

  const std::unique_ptr<addrinfo, FreeAddresses> owned(found);
  std::vector<Endpoint> endpoints;
  for (const addrinfo* each = found; each; each = each->ai_next) {
    Endpoint& endpoint = endpoints.emplace_back();
    std::memcpy(&endpoint.address, each->ai_addr, each->ai_addrlen);
    endpoint.length = each->ai_addrlen;
  }
  return endpoints;
}

}  // namespace

Result<std::vector<Endpoint>> endpointsOf(const RedisAddress& address) {
  return address.path.empty() ? tcpEndpoints(address) : unixEndpoint(address.path);
}

Result<net::Descriptor> beginConnecting(const Endpoint& endpoint) {
  const int family = endpoint.address.ss_family;
  net::Descriptor socket(::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket.isOpen()) return unavailable(errno);

  if (family != AF_UNIX) {
    const int on = 1;
    ::setsockopt(socket.fd(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  const auto* address = reinterpret_cast<const sockaddr*>(&endpoint.address);
  if (::connect(socket.fd(), address, endpoint.length) != 0 && errno != EINPROGRESS) {
    return unavailable(errno);
  }
  return socket;
}

Result<void> connectingEnded(int fd) {
  int error = 0;
  socklen_t size = sizeof error;
  if (::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0) error = errno;
  if (error != 0) return unavailable(error);
  return {};
}

}  // namespace fanfare::redis
