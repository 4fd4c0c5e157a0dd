#ifndef FANFARE_HTTP_RETURNS_H_
#define FANFARE_HTTP_RETURNS_H_

#include <vector>

#include "http/read_ahead_socket.h"
#include "model/mutex.h"
#include "net/descriptor.h"

namespace fanfare::http {

// The connections that come back to a gate. Who has one that is answered later may outlive the
// gate: what he gives back then is sent as far as the socket takes it at once, and closed.
//
// Threads: safe from any thread.
class Returns final {
 public:
  Returns();

  void put(ServedRequest served);
  std::vector<ServedRequest> take();

  // Nobody takes any more, what has been put included.
  void close();

  // Readable after put() and wake(), until take().
  int fd() const { return event_.fd(); }
  void wake();

 private:
  const net::Descriptor event_;  // an eventfd
  Mutex mutex_;
  std::vector<ServedRequest> served_ FANFARE_GUARDED_BY(mutex_);
  bool isClosed_ FANFARE_GUARDED_BY(mutex_) = false;
};

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_RETURNS_H_
