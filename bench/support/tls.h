#ifndef FANFARE_BENCH_SUPPORT_TLS_H_
#define FANFARE_BENCH_SUPPORT_TLS_H_

#include <openssl/ssl.h>

#include <cstddef>
#include <memory>
#include <string>

namespace fanfare::bench {

// What the connections of a program share: TLS 1.3 and nothing older. Ends the program where
// OpenSSL does not take the files.
class TlsContext {
 public:
  // Takes whatever certificate the server shows.
  static TlsContext ofClients();
  static TlsContext ofServer(const std::string& certificate, const std::string& key);

 private:
  friend class TlsStream;
  struct Free {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  };
  explicit TlsContext(const SSL_METHOD* method);

  std::unique_ptr<SSL_CTX, Free> context_;
};

// The bytes of one connection in TLS, over a socket that does not block. The handshake is made by
// what is read and written first.
//
// Ownership: the socket is its user's.
class TlsStream {
 public:
  enum class Side { kClient, kServer };

  TlsStream(const TlsContext& context, int fd, Side side);

  // As recv() and send(), but for a negative errno in place of -1. Up to 16 KiB are read at once;
  // what a client's socket brought beyond is pending, and no event of the socket tells of it.
  ssize_t read(char* bytes, std::size_t size);
  ssize_t write(const char* bytes, std::size_t size);

  bool hasPending() const { return SSL_has_pending(ssl_.get()); }

  // Until then a writer waits for what the peer sends.
  bool isOpen() const { return SSL_is_init_finished(ssl_.get()); }

 private:
  struct Free {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };
  ssize_t resultOf(int result) const;

  std::unique_ptr<SSL, Free> ssl_;
};

}  // namespace fanfare::bench

#endif  // FANFARE_BENCH_SUPPORT_TLS_H_
