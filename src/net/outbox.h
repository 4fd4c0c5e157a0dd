#ifndef FANFARE_NET_OUTBOX_H_
#define FANFARE_NET_OUTBOX_H_

#include <sys/types.h>

#include <cstddef>
#include <memory>
#include <vector>

#include "net/chunk.h"
#include "net/transport.h"

namespace fanfare::net {

enum class Enqueued { kAccepted, kSlowConsumer };

// The bytes a connection still has to send, in order. The bound is what makes a slow consumer
// visible: the outbox refuses, and its connection closes; nothing is dropped silently. An empty
// outbox holds no memory, and one chunk needs none beyond the outbox itself, for most connections
// are idle most of the time. Small chunks that cannot be joined are copied together, once there are
// some: each keeps a whole block in memory, however few of its bytes are waited for here.
//
// Threads: confined to the reactor of its connection; no locks.
// Ownership: owned by its Connection; shares each Chunk's bytes with other outboxes.
class Outbox {
 public:
  Outbox() = default;
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;

  // Appends `chunk`, or leaves the outbox unchanged and reports kSlowConsumer where it would hold
  // more than `maxBytes`. Chunks that cannot be joined count for what it costs to list them, too.
  [[nodiscard]] Enqueued enqueue(Chunk chunk, std::size_t maxBytes);

  // Writes as much as `transport` takes without blocking, what it has kept first. Returns false if
  // the peer is gone.
  [[nodiscard]] bool flush(Transport& transport);

  // Drops what no byte was sent of yet. What remains is the rest of a chunk begun, which the peer
  // needs to make sense of what follows.
  void discardUnbegun();

  bool empty() const { return pendingBytes_ == 0; }
  std::size_t pendingBytes() const { return pendingBytes_; }

 private:
  struct Rest {
    std::vector<Chunk> chunks;
    std::size_t first = 0;  // those before it are sent
    std::size_t small = 0;  // enqueued since some were copied together

    std::size_t size() const { return chunks.size() - first; }
  };

  void append(Chunk chunk);
  void copySmallTogether();
  Chunk& last() { return rest_ ? rest_->chunks.back() : front_; }
  ssize_t sendSome(Transport& transport, std::size_t& offered) const;
  void discardSent(std::size_t sent);

  Chunk front_;
  bool frontBegun_ = false;  // some of front_ was sent
  std::size_t pendingBytes_ = 0;
  std::unique_ptr<Rest> rest_;  // behind front_; null rather than empty
};

// Outboxes that are empty, for connections that have something to send: one that has not needs
// none, and one that has needs no memory for it.
//
// Threads: confined to one reactor.
class SpareOutboxes {
 public:
  static constexpr std::size_t kKept = 1024;  // at most

  std::unique_ptr<Outbox> take();
  // REQUIRES: it is empty.
  void giveBack(std::unique_ptr<Outbox> outbox);

 private:
  std::vector<std::unique_ptr<Outbox>> spare_;
};

}  // namespace fanfare::net

#endif  // FANFARE_NET_OUTBOX_H_
