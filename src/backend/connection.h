#ifndef FANFARE_BACKEND_CONNECTION_H_
#define FANFARE_BACKEND_CONNECTION_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "fanfare/result.h"

#include "backend/deadline.h"
#include "backend/host.h"
#include "backend/tls.h"
#include "net/descriptor.h"

namespace fanfare::backend {

// Whom to connect to. Value type; what it refers to outlives the call.
struct Peer {
  const Endpoints& endpoints;
  const std::string& host;
  const TlsContext* tls;  // null: in plain
};

// One connection to a backend, in plain or over TLS.
//
// Threads: confined to the one that asks over it.
// Blocking: until the deadline of each call at most.
class Connection final {
 public:
  // To the first of the endpoints that takes the connection within `each`, TLS included. Fails with
  // kUnavailable.
  static Result<std::unique_ptr<Connection>> open(const Peer& peer, std::chrono::milliseconds each,
                                                  Deadline deadline);

  // Fail with kUnavailable. receive() is how many bytes came, 0 once the backend has ended its
  // side; SIGPIPE is ignored by the process where TLS is spoken.
  Result<void> send(std::string_view bytes, Deadline deadline);
  Result<std::size_t> receive(char* buffer, std::size_t size, Deadline deadline);

  // Whether it lies idle, as it should between two questions: neither ended nor spoken over.
  bool isQuiet() const;

 private:
  explicit Connection(net::Descriptor socket) : socket_(std::move(socket)) {}

  Result<std::size_t> receiveOverTls(char* buffer, std::size_t size, Deadline deadline);
  Result<void> shakeHands(const Peer& peer, Deadline deadline);
  // Waits for what a call of OpenSSL that returned `result` wants.
  Result<void> waitForTls(int result, Deadline deadline);

  net::Descriptor socket_;
  TlsPtr tls_;
};

}  // namespace fanfare::backend

#endif  // FANFARE_BACKEND_CONNECTION_H_
