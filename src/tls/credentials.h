#ifndef FANFARE_TLS_CREDENTIALS_H_
#define FANFARE_TLS_CREDENTIALS_H_

#include <memory>
#include <optional>
#include <string>

#include "fanfare/result.h"

#include "model/mutex.h"
#include "tls/openssl_pointers.h"
#include "tls/server_options.h"
#include "tls/stream.h"

namespace fanfare::tls {

// What a server proves by who it is: certificate and key, replaced while it runs when their files
// are.
//
// Threads: accept() from any; the rest from one.
class Credentials final {
 public:
  // Fails as makeServerContext() does.
  static Result<std::unique_ptr<Credentials>> load(ServerOptions options);

  Credentials(const Credentials&) = delete;
  Credentials& operator=(const Credentials&) = delete;
  ~Credentials();

  // Reads the files again; streams that are there keep what they have. Fails as load() does, and
  // then nothing has changed.
  Result<void> reload();

  // A stream on `fd`, whose handshake is to be done.
  std::unique_ptr<Stream> accept(int fd) const;

  // "CN=example.org, until 2027-01-31".
  std::string summary() const;
  // What is wrong with the certificate's time; nullopt if nothing.
  std::optional<std::string> warning() const;

 private:
  Credentials(ServerOptions options, ContextPtr context);

  ContextPtr current() const;

  const ServerOptions options_;
  mutable Mutex mutex_;
  ContextPtr context_ FANFARE_GUARDED_BY(mutex_);
};

}  // namespace fanfare::tls

#endif  // FANFARE_TLS_CREDENTIALS_H_
