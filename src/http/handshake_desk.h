#ifndef FANFARE_HTTP_HANDSHAKE_DESK_H_
#define FANFARE_HTTP_HANDSHAKE_DESK_H_

#include <cstddef>
#include <deque>
#include <functional>
#include <thread>
#include <vector>

#include "model/mutex.h"
#include "net/transport.h"
#include "tls/stream.h"

namespace fanfare::http {

// Does the arithmetic of TLS handshakes, a fraction of a millisecond each, on threads of its own,
// so that a crowd that comes back at once does not hold up who is there. A transport is here only
// while there is something to compute: waiting for peers is the gate's.
//
// Threads: goOn() and takeDone() from the gate's.
// Ownership: owns the transports it was given, until they are taken.
class HandshakeDesk final {
 public:
  // What became of a handshake, for now.
  struct Done {
    net::Transport transport;
    tls::Handshake handshake;
  };

  // `onDone` tells that there is something to take; called on the desk's threads.
  HandshakeDesk(std::size_t threads, std::function<void()> onDone);
  HandshakeDesk(const HandshakeDesk&) = delete;
  HandshakeDesk& operator=(const HandshakeDesk&) = delete;
  // Drops what is still here.
  ~HandshakeDesk();

  // REQUIRES: the transport has a stream, whose handshake is under way.
  void goOn(net::Transport transport);

  std::vector<Done> takeDone();

 private:
  void work();

  const std::function<void()> onDone_;

  Mutex mutex_;
  Condition hasWork_;  // under mutex_
  bool isOver_ FANFARE_GUARDED_BY(mutex_) = false;
  std::deque<net::Transport> waiting_ FANFARE_GUARDED_BY(mutex_);
  std::vector<Done> done_ FANFARE_GUARDED_BY(mutex_);

  std::vector<std::thread> threads_;
};

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_HANDSHAKE_DESK_H_
