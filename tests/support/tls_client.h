#ifndef FANFARE_TESTS_SUPPORT_TLS_CLIENT_H_
#define FANFARE_TESTS_SUPPORT_TLS_CLIENT_H_

#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <cppunit/TestAssert.h>

#include "net/descriptor.h"

namespace fanfare::testing {

struct FreeSslContext {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
struct FreeSsl {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
};
struct FreeSession {
  void operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }
};
using SessionPtr = std::unique_ptr<SSL_SESSION, FreeSession>;

// The client's side of a TLS connection, over a socket of its own; waits for nothing. It trusts
// whom it meets.
class TlsClient {
 public:
  using SetUp = std::function<void(SSL_CTX*)>;

  explicit TlsClient(net::Descriptor socket, const SetUp& setUp = {})
      : socket_(std::move(socket)), context_(SSL_CTX_new(TLS_client_method())) {
    ::fcntl(socket_.fd(), F_SETFL, O_NONBLOCK);
    SSL_CTX_set_session_cache_mode(context_.get(), SSL_SESS_CACHE_CLIENT);
    if (setUp) setUp(context_.get());
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_fd(ssl_.get(), socket_.fd());
    SSL_set_connect_state(ssl_.get());
  }

  SSL* ssl() { return ssl_.get(); }
  net::Descriptor& socket() { return socket_; }

  // Goes on with the handshake; true once it is done.
  bool shakeHands() { return succeeds(SSL_do_handshake(ssl_.get())); }
  // Whether anything went wrong so far.
  bool hasFailed() const { return hasFailed_; }

  void send(std::string_view bytes) {
    const int size = static_cast<int>(bytes.size());
    CPPUNIT_ASSERT_EQUAL(size, SSL_write(ssl_.get(), bytes.data(), size));
  }

  // All that has arrived.
  std::string received() {
    std::string all;
    std::array<char, 16384> piece;
    for (;;) {
      const int count = SSL_read(ssl_.get(), piece.data(), piece.size());
      if (!succeeds(count)) return all;
      all.append(piece.data(), static_cast<std::size_t>(count));
    }
  }

  // Whether the server has said good-bye.
  bool wasToldTheEnd() const { return (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0; }
  void sayGoodbye() { SSL_shutdown(ssl_.get()); }

 private:
  bool succeeds(int result) {
    if (result > 0) return true;
    const int error = SSL_get_error(ssl_.get(), result);
    hasFailed_ = hasFailed_ || error == SSL_ERROR_SSL || error == SSL_ERROR_SYSCALL;
    ERR_clear_error();
    return false;
  }

  net::Descriptor socket_;
  const std::unique_ptr<SSL_CTX, FreeSslContext> context_;
  std::unique_ptr<SSL, FreeSsl> ssl_;
  bool hasFailed_ = false;
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_TLS_CLIENT_H_
