#ifndef FANFARE_TLS_STREAM_H_
#define FANFARE_TLS_STREAM_H_

#include <sys/types.h>
#include <sys/uio.h>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "tls/failure.h"

// OpenSSL's own names for its types.
struct bio_st;
struct ssl_ctx_st;
struct ssl_st;

namespace fanfare::tls {

enum class Handshake { kUnderWay, kDone, kFailed };

// The server's side of one TLS connection, over a socket that somebody else owns. What is
// enciphered and not taken by the socket is kept here, one record or the answers to what the peer
// asked for; so reading never waits for writing, nor writing for reading, and what was taken need
// not be offered again.
//
// A stream of which anything failed is broken: it takes and gives nothing more.
//
// Threads: one at a time.
// Blocking: never.
class Stream {
 public:
  // `fd` is of a stream socket, outlives the stream, and need not be non-blocking.
  Stream(ssl_ctx_st* context, int fd);
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  ~Stream();

  // Goes on with the handshake, when something has come or the socket takes more. Until it is done,
  // nothing else but flush() is to be called.
  [[nodiscard]] Handshake shakeHands();
  // Why the handshake failed; empty if the peer just went away.
  const std::string& failure() const { return failure_; }
  // Who speaks plain HTTP was told nothing.
  // REQUIRES: the handshake failed.
  FailureCause failureCause() const { return failureCause_; }

  // As recv(2). 0 is a proper end; without one, the stream is broken: errno is EPROTO. With room
  // for a record, 16 KiB, nothing that has come is left behind here where nobody waits for it.
  ssize_t receive(char* to, std::size_t size);

  // As sendmsg(2), without blocking. Takes nothing (EAGAIN) while there is something unsent.
  ssize_t send(const iovec* pieces, std::size_t count);

  // Sends what is kept, as far as the socket takes it. False if the peer is gone.
  [[nodiscard]] bool flush();
  std::size_t unsentBytes() const { return unsent_.size(); }

  // Tells the peer that nothing more will come, where it can still be told.
  void sayGoodbye();

 private:
  struct Bio;
  struct Free {
    void operator()(ssl_st* ssl) const;
  };

  bool encipher(std::string_view bytes);
  bool put(std::string_view enciphered);
  ssize_t take(char* to, std::size_t size);
  ssize_t breakOff();
  Handshake fail();

  const int fd_;
  bool isBroken_ = false;
  bool hasSaidGoodbye_ = false;
  bool hasEnded_ = false;  // the socket
  FailureCause failureCause_ = FailureCause::kGone;
  std::unique_ptr<ssl_st, Free> ssl_;
  std::string unsent_;
  std::string failure_;
};

}  // namespace fanfare::tls

#endif  // FANFARE_TLS_STREAM_H_
