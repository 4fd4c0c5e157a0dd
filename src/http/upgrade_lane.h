#ifndef FANFARE_HTTP_UPGRADE_LANE_H_
#define FANFARE_HTTP_UPGRADE_LANE_H_

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "core/prefetch.h"
#include "http/read_ahead_socket.h"
#include "http/upgrade_handler.h"
#include "model/log.h"
#include "model/mutex.h"

namespace fanfare::http {

// A request that opens a WebSocket, on its way.
struct PendingUpgrade {
  ReceivedRequest request;
  const WayIn* way;
  Handshake handshake;  // but for target and facility
  Deferred::GiveBack giveBack;
  std::shared_ptr<void> count;  // of requests under way, for as long as it lives
};

// Judges the requests that open WebSockets, on threads of its own and without the HTTP server, so
// that a crowd that comes at once costs no stream, no queue entry and no switch of tasks each. What
// judging those of one turn of the gate asks for is read ahead in one go; they wait here meanwhile.
//
// Threads: add() and endTurn() from the gate's; stop() from the one that made it.
// Ownership: owns the requests that are here; the parts outlive it.
class UpgradeLane final {
 public:
  struct Parts {
    UpgradeHandler& upgrades;
    const std::vector<WayIn>& ways;
    core::Prefetch* prefetch;  // null: nothing is read ahead
    Log& log;
  };

  // How long judging one may take: where it may wait for a backend or a database, no request waits
  // behind another as long as there is a thread; else for a moment at most, should it wait all the
  // same.
  enum class Judging { kComputes, kMayWait };

  UpgradeLane(std::size_t threads, Judging judging, const Parts& parts);
  UpgradeLane(const UpgradeLane&) = delete;
  UpgradeLane& operator=(const UpgradeLane&) = delete;
  ~UpgradeLane() { stop(); }

  // Where `request` opens a WebSocket; null if it does not, and is the server's.
  const WayIn* wayOf(const ReceivedRequest& request) const;

  // REQUIRES: `pending.way` is wayOf() its request.
  void add(PendingUpgrade pending);

  // Those that were added since the last time are judged as soon as all is there. Returns how many
  // they are.
  std::size_t endTurn();

  // Waits for those that are being judged, and drops the others, those that come later included.
  // REQUIRES: the gate does not turn any more.
  void stop();

 private:
  using Batch = std::vector<PendingUpgrade>;

  // What is to be judged. Outlives the lane where something is still read ahead.
  class Queue;

  void handOn();
  void work();
  void serve(PendingUpgrade pending);

  const Parts parts_;
  const std::shared_ptr<Queue> queue_;
  Batch thisTurn_;
  std::vector<std::thread> threads_;
};

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_UPGRADE_LANE_H_
