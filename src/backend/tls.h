#ifndef FANFARE_BACKEND_TLS_H_
#define FANFARE_BACKEND_TLS_H_

#include <openssl/ssl.h>

#include <memory>
#include <string>

#include "fanfare/result.h"

namespace fanfare::backend {

struct FreeTls {
  void operator()(SSL* tls) const { SSL_free(tls); }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using TlsPtr = std::unique_ptr<SSL, FreeTls>;

// How backends are spoken to over TLS: 1.2 at least, and their certificate must hold for the host.
//
// Threads: immutable; safe from any.
class TlsContext final {
 public:
  // `authorities` is a file with the certificates that are believed; empty: those of the system.
  // Fails with kInvalidArgument if it cannot be read.
  static Result<TlsContext> make(const std::string& authorities);

  // Over `fd`, to be shaken hands with; null if there is no memory for it.
  TlsPtr over(int fd, const std::string& host) const;

 private:
  using Context = std::unique_ptr<SSL_CTX, FreeTls>;

  explicit TlsContext(Context context) : context_(std::move(context)) {}

  Context context_;
};

// Why the last call of OpenSSL on `tls` failed.
std::string whyTlsFailed(const SSL& tls);

}  // namespace fanfare::backend

#endif  // FANFARE_BACKEND_TLS_H_
