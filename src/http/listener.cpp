#include "http/listener.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

namespace fanfare::http {
namespace {

constexpr int kBacklog = 4096;
constexpr std::string_view kUnix = "unix:";

// An address as the system calls take it.
struct SystemAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;

  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
  template <typename Address>
  Address& as() {
    size = sizeof(Address);
    return reinterpret_cast<Address&>(storage);
  }
};

Error cannotListen(const std::string& where) {
  return {ErrorCode::kUnavailable, "cannot listen on " + where + ": " + std::strerror(errno)};
}

net::Descriptor openSocket(int family) {
  return net::Descriptor(::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
}

bool listensAt(net::Descriptor& socket, SystemAddress& address) {
  return socket.isOpen() && ::bind(socket.fd(), address.get(), address.size) == 0 &&
         ::listen(socket.fd(), kBacklog) == 0;
}

// Removes the file of a Unix socket that nobody listens on any more.
void removeStale(SystemAddress& address, const char* path) {
  struct stat status {};
  if (::lstat(path, &status) != 0 || !S_ISSOCK(status.st_mode)) return;
  const net::Descriptor probe = openSocket(AF_UNIX);
  if (::connect(probe.fd(), address.get(), address.size) != 0 && errno == ECONNREFUSED) {
    ::unlink(path);
  }
}

bool readNumeric(const std::string& text, std::uint16_t port, SystemAddress& address) {
  auto& v4 = address.as<sockaddr_in>();
  if (::inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    return true;
  }
  auto& v6 = address.as<sockaddr_in6>();
  if (::inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr) != 1) return false;
  v6.sin6_family = AF_INET6;
  v6.sin6_port = htons(port);
  return true;
}

bool isUnix(const std::string& address) { return address.compare(0, kUnix.size(), kUnix) == 0; }

Result<void> readUnix(const std::string& address, SystemAddress& system) {
  const std::string path = address.substr(kUnix.size());
  auto& file = system.as<sockaddr_un>();
  if (path.empty() || path.size() >= sizeof file.sun_path) {
    return Error{ErrorCode::kInvalidArgument, "'" + address + "' has no path that fits a socket"};
  }
  file.sun_family = AF_UNIX;
  path.copy(file.sun_path, path.size());
  return {};
}

std::string hostOf(const std::string& address) {
  if (address == "localhost") return "127.0.0.1";
  const bool isBracketed = address.size() > 2 && address.front() == '[' && address.back() == ']';
  return isBracketed ? address.substr(1, address.size() - 2) : address;
}

Result<void> readTcp(const std::string& address, std::uint16_t port, SystemAddress& system) {
  if (readNumeric(hostOf(address), port, system)) return {};
  return Error{ErrorCode::kInvalidArgument,
               "'" + address + "' is neither a numeric address nor unix:/path"};
}

std::string withPort(const std::string& host, std::uint16_t port) {
  const bool isV6 = host.find(':') != std::string::npos;
  return (isV6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

}  // namespace

Listener::~Listener() {
  if (socket_.isOpen() && port_ == 0) ::unlink(address_.c_str() + kUnix.size());
}

Result<Listener> Listener::on(const std::string& address, std::uint16_t port) {
  return isUnix(address) ? onUnix(address) : onTcp(address, port);
}

Result<void> Listener::check(const std::string& address) {
  SystemAddress system;
  return isUnix(address) ? readUnix(address, system) : readTcp(address, 0, system);
}

Result<Listener> Listener::onUnix(const std::string& address) {
  SystemAddress system;
  const auto read = readUnix(address, system);
  if (!read) return read.error();

  removeStale(system, address.c_str() + kUnix.size());
  net::Descriptor socket = openSocket(AF_UNIX);
  if (!listensAt(socket, system)) return cannotListen(address);
  return Listener(std::move(socket), address, 0);
}

Result<Listener> Listener::onTcp(const std::string& address, std::uint16_t port) {
  SystemAddress system;
  const std::string host = hostOf(address);
  const auto read = readTcp(address, port, system);
  if (!read) return read.error();
  net::Descriptor socket = openSocket(system.storage.ss_family);
  const int on = 1;
  ::setsockopt(socket.fd(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  ::setsockopt(socket.fd(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);  // no effect on IPv4
  if (!listensAt(socket, system)) return cannotListen(withPort(host, port));

  ::getsockname(socket.fd(), system.get(), &system.size);
  // The port lies at the same place in both kinds of addresses.
  const auto bound = ntohs(reinterpret_cast<sockaddr_in&>(system.storage).sin_port);
  return Listener(std::move(socket), withPort(host, bound), bound);
}

}  // namespace fanfare::http
