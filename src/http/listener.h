#ifndef FANFARE_HTTP_LISTENER_H_
#define FANFARE_HTTP_LISTENER_H_

#include <cstdint>
#include <string>

#include "fanfare/result.h"

#include "net/descriptor.h"

namespace fanfare::http {

// A socket that listens. Move-only; the file of a Unix socket goes with it.
class Listener {
 public:
  // On a numeric IPv4 or IPv6 address (in brackets or not), "localhost", or "unix:/path". A Unix
  // socket that nobody listens on any more is replaced. Fails with kInvalidArgument if `address` is
  // none of these, and with kUnavailable if it cannot be listened on; both name it.
  static Result<Listener> on(const std::string& address, std::uint16_t port);

  // Fails where on() fails with kInvalidArgument.
  static Result<void> check(const std::string& address);

  Listener(Listener&& other) noexcept = default;
  Listener& operator=(Listener&& other) noexcept = delete;
  ~Listener();

  int fd() const { return socket_.fd(); }

  // "127.0.0.1:8080", "[::1]:8080" or "unix:/path", with the port it came to.
  const std::string& address() const { return address_; }
  std::uint16_t port() const { return port_; }  // 0: a Unix socket

 private:
  Listener(net::Descriptor socket, std::string address, std::uint16_t port)
      : socket_(std::move(socket)), address_(std::move(address)), port_(port) {}

  static Result<Listener> onUnix(const std::string& address);
  static Result<Listener> onTcp(const std::string& address, std::uint16_t port);

  net::Descriptor socket_;
  std::string address_;
  std::uint16_t port_ = 0;
};

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_LISTENER_H_
