#ifndef FANFARE_NET_TRANSPORT_H_
#define FANFARE_NET_TRANSPORT_H_

#include <sys/socket.h>
#include <sys/types.h>

#include <cstddef>
#include <utility>

#include "net/descriptor.h"

namespace fanfare::net {

// What carries the bytes between a peer and us: a stream socket. Move-only; any descriptor of one
// is a transport.
//
// Threads: one at a time.
// Blocking: never.
class Transport {
 public:
  Transport() = default;
  Transport(Descriptor socket)
      : socket_(std::move(socket)) {}  // NOLINT(google-explicit-constructor)

  // To be waited on; all else goes through the transport.
  int fd() const { return socket_.fd(); }
  bool isOpen() const { return socket_.isOpen(); }

  // As recv(2): how many bytes have come, 0 at the end, -1 with errno.
  ssize_t receive(char* to, std::size_t size) const { return ::recv(fd(), to, size, MSG_DONTWAIT); }

  // As sendmsg(2): how many bytes of all `pieces` were taken, -1 with errno. If not all, the socket
  // is full.
  ssize_t send(iovec* pieces, std::size_t count) const {
    constexpr int kFlags = MSG_NOSIGNAL | MSG_DONTWAIT;
    if (count == 1) return ::send(fd(), pieces->iov_base, pieces->iov_len, kFlags);
    msghdr header{};
    header.msg_iov = pieces;
    header.msg_iovlen = count;
    return ::sendmsg(fd(), &header, kFlags);
  }

  // Tells the peer that nothing more will come.
  void endSending() const { (void)::shutdown(fd(), SHUT_WR); }

 private:
  Descriptor socket_;
};

}  // namespace fanfare::net

#endif  // FANFARE_NET_TRANSPORT_H_
