#ifndef FANFARE_NET_REACTOR_H_
#define FANFARE_NET_REACTOR_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "fanfare/clock.h"

#include "net/descriptor.h"
#include "net/mailbox.h"
#include "net/timer_wheel.h"

namespace fanfare::net {

// What a reactor calls when a descriptor is ready.
class EventHandler {
 public:
  virtual ~EventHandler() = default;

  // `events` are epoll's. May unwatch any descriptor. What a handler belongs to is destroyed by
  // Reactor::destroyLater() only, so that no event of the same turn meets it dead.
  virtual void onEvents(std::uint32_t events) = 0;
};

// One epoll loop on one thread. A turn: wait; descriptors that are ready; tasks that were posted;
// timers that are due; what was deferred to the end of the turn; what was to be destroyed.
//
// Threads: post(), stop() and isOnThread() from any; the rest on its own thread, or before run().
class Reactor {
 public:
  explicit Reactor(const Clock& clock);

  Reactor(const Reactor&) = delete;
  Reactor& operator=(const Reactor&) = delete;
  ~Reactor();

  // Turns until stop(); then runs what was posted until then, and returns.
  void run();
  void stop();

  void post(Task task) { mailbox_.post(std::move(task)); }
  bool isOnThread() const;

  // `handler` is called with each of `events` (level-triggered) until unwatch().
  void watch(int fd, std::uint32_t events, EventHandler& handler);
  void rewatch(int fd, std::uint32_t events, EventHandler& handler);
  void unwatch(int fd);

  // Runs `task` once, at the end of this turn; tasks deferred meanwhile run in the same turn.
  void atEndOfTurn(Task task);

  // Lets go of `object` at the end of this turn, behind all that was deferred.
  void destroyLater(std::shared_ptr<void> object);

  TimerWheel& timers() { return timers_; }
  const Clock& clock() const { return clock_; }

 private:
  const Clock& clock_;
  Mailbox mailbox_;
  TimerWheel timers_;
};

}  // namespace fanfare::net

#endif  // FANFARE_NET_REACTOR_H_
