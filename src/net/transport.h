#ifndef FANFARE_NET_TRANSPORT_H_
#define FANFARE_NET_TRANSPORT_H_

#include <sys/socket.h>
#include <sys/types.h>

#include <cstddef>
#include <memory>
#include <utility>

#include "net/descriptor.h"
#include "tls/stream.h"

namespace fanfare::net {

// What carries the bytes between a peer and us: a stream socket, plain or with TLS over it.
// Move-only; any descriptor of one is a transport.
//
// Threads: one at a time.
// Blocking: never.
class Transport {
 public:
  Transport() = default;
  // NOLINTNEXTLINE(google-explicit-constructor)
  Transport(Descriptor socket) : socket_(std::move(socket)) {}

  // To be waited on; all else goes through the transport.
  int fd() const { return socket_.fd(); }
  bool isOpen() const { return socket_.isOpen(); }

  // Null: the transport is plain. The handshake is to be done before anything else.
  tls::Stream* stream() { return stream_.get(); }
  const tls::Stream* stream() const { return stream_.get(); }
  // From here on, bytes go by `stream`, which is over fd(); or as they are.
  void startTls(std::unique_ptr<tls::Stream> stream) { stream_ = std::move(stream); }
  void becomePlain() { stream_.reset(); }

  // As recv(2): how many bytes have come, 0 at the end, -1 with errno. Leaves nothing unread where
  // fd() does not tell, if there is room for 16 KiB.
  ssize_t receive(char* to, std::size_t size) {
    return stream_ ? stream_->receive(to, size) : ::recv(fd(), to, size, MSG_DONTWAIT);
  }

  // As sendmsg(2): how many bytes of all `pieces` were taken, -1 with errno. If not all, the socket
  // is full.
  ssize_t send(iovec* pieces, std::size_t count) {
    if (stream_) return stream_->send(pieces, count);
    constexpr int kFlags = MSG_NOSIGNAL | MSG_DONTWAIT;
    if (count == 1) return ::send(fd(), pieces->iov_base, pieces->iov_len, kFlags);
    msghdr header{};
    header.msg_iov = pieces;
    header.msg_iovlen = count;
    return ::sendmsg(fd(), &header, kFlags);
  }

  // What was taken, or is an answer of the transport's own, and waits for the socket to take more;
  // flush() sends it. Returns false if the peer is gone.
  std::size_t unsentBytes() const { return stream_ ? stream_->unsentBytes() : 0; }
  [[nodiscard]] bool flush() { return !stream_ || stream_->flush(); }

  // Tells the peer that nothing more will come. If there are unsentBytes() afterwards, it is to be
  // called again when they are sent.
  void endSending() {
    sayGoodbye();
    if (unsentBytes() == 0) (void)::shutdown(fd(), SHUT_WR);
  }

  // What TLS wants said before the socket is closed.
  void sayGoodbye() {
    if (stream_) stream_->sayGoodbye();
  }

 private:
  Descriptor socket_;
  std::unique_ptr<tls::Stream> stream_;
};

}  // namespace fanfare::net

#endif  // FANFARE_NET_TRANSPORT_H_
