#ifndef FANFARE_HTTP_PREFETCH_DESK_H_
#define FANFARE_HTTP_PREFETCH_DESK_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

#include "core/prefetch.h"
#include "http/read_ahead_socket.h"
#include "model/mutex.h"

namespace fanfare::http {

// Where requests that open WebSockets wait until what judging their visitors asks for is there, so
// that a worker only ever meets those that it can judge at once. Those of one turn of the gate are
// asked for together; all others pass by.
//
// Threads: the gate's.
// Ownership: owns the requests that wait; `prefetch` outlives it.
class PrefetchDesk final {
 public:
  using Ready = std::deque<ReceivedRequest>;

  // `wake` tells that take() will find something; safe from any thread, also after the desk is
  // gone.
  PrefetchDesk(core::Prefetch& prefetch, std::function<void()> wake);

  // Puts the request among those of this turn, or among `ready` if it opens no WebSocket.
  void add(ReceivedRequest request, Ready& ready);

  // Begins to read what those of this turn need; into `ready` if they need nothing.
  void endTurn(Ready& ready);

  // Moves those for which all is there.
  void take(Ready& ready);

  // How many requests wait.
  std::size_t size() const { return size_; }

 private:
  using Batch = std::vector<ReceivedRequest>;

  // What other threads see of it.
  struct Finished {
    Mutex mutex;
    std::vector<std::uint64_t> batches FANFARE_GUARDED_BY(mutex);
  };

  void move(Batch batch, Ready& ready);

  core::Prefetch& prefetch_;
  const std::function<void()> wake_;
  const std::shared_ptr<Finished> finished_;
  Batch thisTurn_;
  std::vector<Handshake> handshakes_;  // of thisTurn_, as far as they are read
  std::unordered_map<std::uint64_t, Batch> waiting_;
  std::uint64_t lastBatch_ = 0;
  std::size_t size_ = 0;  // of thisTurn_ and of all that wait
};

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_PREFETCH_DESK_H_
