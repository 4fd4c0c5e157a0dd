#ifndef FANFARE_NET_REACTOR_H_
#define FANFARE_NET_REACTOR_H_

#include <sys/epoll.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <thread>
#include <vector>

#include "fanfare/clock.h"

#include "net/descriptor.h"
#include "net/mailbox.h"
#include "net/outbox.h"
#include "net/timer_wheel.h"

namespace fanfare::net {

// What a reactor calls when a descriptor is ready, or a turn ends.
//
// Ownership: may be destroyed at any time after Reactor::unwatch(), also within its own callbacks.
class EventHandler {
 public:
  EventHandler() = default;
  EventHandler(const EventHandler&) = delete;
  EventHandler& operator=(const EventHandler&) = delete;
  virtual ~EventHandler() = default;

  // `events` are epoll's; they may include some that rewatch() asked for no more in this turn.
  virtual void onEvents(std::uint32_t events) = 0;

  // Called for Reactor::callAtEndOfTurn().
  virtual void onEndOfTurn() {}

 private:
  friend class Reactor;

  std::uint32_t endOfTurnPlace_ = 0;  // 1 + index in Reactor::endOfTurnCalls_; 0 while not there
};

// One epoll loop on one thread. A turn: wait; descriptors that are ready; tasks that were posted;
// timers that are due; what was deferred to the end of the turn, first tasks, then handlers, until
// none is left; what was to be destroyed.
//
// Threads: post(), stop(), isOnThread() and queuedBytes() from any; the rest on its own thread, or
// before run().
// Ownership: outlives its handlers. What was posted or deferred and not run is dropped when it
// dies.
class Reactor {
 public:
  static constexpr std::size_t kScratchBytes = std::size_t{64} * 1024;
  using Scratch = std::array<char, kScratchBytes>;

  // `maxQueuedBytes` bounds what all connections together keep for sockets that take no more.
  explicit Reactor(const Clock& clock,
                   std::size_t maxQueuedBytes = std::numeric_limits<std::size_t>::max());

  Reactor(const Reactor&) = delete;
  Reactor& operator=(const Reactor&) = delete;
  ~Reactor();

  // Turns until stop(); then runs what was posted until then, ends that turn, and returns. May be
  // called again. A stop() that came before makes it a single turn, which waits for nothing.
  void run();
  void stop() {
    post([this] { isStopping_ = true; });
  }

  void post(Task task) { mailbox_.post(std::move(task)); }
  // Whether the caller is called by run().
  bool isOnThread() const;

  // `handler` is called with each of `events` (level-triggered) until unwatch(). A handler watches
  // one descriptor at a time. False if the system lacks the means to watch one more, or `fd` is of
  // a kind that cannot be watched.
  [[nodiscard]] bool watch(int fd, std::uint32_t events, EventHandler& handler);
  // REQUIRES: watch() succeeded.
  void rewatch(int fd, std::uint32_t events, EventHandler& handler);
  // From here on `handler` is not called any more, neither for events that this turn has already
  // seen nor at its end.
  void unwatch(int fd, EventHandler& handler);

  // Runs `task` once, at the end of this turn; tasks deferred meanwhile run in the same turn.
  void atEndOfTurn(Task task);

  // Lets other threads of this core go first, before the next turn looks what there is: for one
  // that has given them work, and would only interrupt them for each bit that comes meanwhile.
  void yieldBeforeNextTurn() { isYielding_ = true; }

  // As atEndOfTurn(), for what happens to many handlers each turn: allocates nothing. However often
  // asked for, `handler` is called once, behind the tasks.
  // REQUIRES: unwatch() is called before `handler` dies.
  void callAtEndOfTurn(EventHandler& handler);

  // Lets go of `object` at the end of this turn, behind all that was deferred. For what may have a
  // caller of its own on the stack.
  void destroyLater(std::shared_ptr<void> object);

  TimerWheel& timers() { return timers_; }
  SpareOutboxes& outboxes() { return outboxes_; }
  const Clock& clock() const { return clock_; }

  // Where a handler may read to, until it returns.
  Scratch& scratch() { return *scratch_; }

  // What connections have to send and their sockets did not take: of each connection, from the end
  // of the turn in which its socket was full. Kept by Connection.
  std::size_t queuedBytes() const { return queuedBytes_.load(std::memory_order_relaxed); }
  std::size_t maxQueuedBytes() const { return maxQueuedBytes_; }
  void recountQueued(std::size_t before, std::size_t after);

 private:
  static constexpr std::size_t kMaxEvents = 512;

  void turn();
  int waitMilliseconds();
  void callReadyHandlers(int timeoutMilliseconds);
  void runPosted();
  void endTurn();
  void runDeferred();
  bool hasWork() const;

  const Clock& clock_;
  const std::size_t maxQueuedBytes_;
  const Descriptor epoll_;
  const std::unique_ptr<Scratch> scratch_;
  Mailbox mailbox_;
  std::atomic<std::thread::id> thread_;      // of run()
  std::atomic<std::size_t> queuedBytes_{0};  // written by the reactor's thread only

  // The reactor's thread only.
  TimerWheel timers_;
  SpareOutboxes outboxes_;
  std::array<epoll_event, kMaxEvents> ready_;
  std::size_t readyNext_ = 0;  // the first event of this turn that was not passed on yet
  std::size_t readyEnd_ = 0;
  bool hasPosts_ = false;
  bool isStopping_ = false;
  bool isYielding_ = false;
  std::vector<Task> posted_;  // being run
  std::vector<Task> deferred_;
  std::vector<Task> deferredRunning_;
  std::vector<EventHandler*> endOfTurnCalls_;  // null where unwatched meanwhile
  std::vector<std::shared_ptr<void>> condemned_;
};

}  // namespace fanfare::net

#endif  // FANFARE_NET_REACTOR_H_
