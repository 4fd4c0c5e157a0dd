#ifndef FANFARE_APP_POLICY_POOL_H_
#define FANFARE_APP_POLICY_POOL_H_

#include <cstddef>
#include <deque>
#include <functional>
#include <optional>
#include <thread>
#include <vector>

#include "fanfare/policy.h"

#include "core/publishing.h"
#include "model/mutex.h"
#include "net/reactor.h"

namespace fanfare::app {

// Threads that ask the policy what connected clients want to know, for it may block. What waits is
// bounded: beyond that, clients are refused with 503.
//
// Threads: post() from any.
// Ownership: `policy` outlives it.
class PolicyPool {
 public:
  struct Options {
    std::size_t threads = 2;
    std::size_t maxWaiting = 1000;
  };

  PolicyPool(const Policy& policy, const Options& options);
  PolicyPool(const PolicyPool&) = delete;
  PolicyPool& operator=(const PolicyPool&) = delete;
  ~PolicyPool();

  // `done` is called on one of the pool's threads, or at once if too many wait.
  void ask(core::VisitorPtr visitor, RequestedChannels requested, core::PolicyDesk::Done done);

  // Ends the threads; what waits is not answered.
  void stop();

 private:
  struct Question {
    core::VisitorPtr visitor;
    RequestedChannels requested;
    core::PolicyDesk::Done done;
  };

  void work();
  // The next question; waits for it. Nullopt: the pool stops.
  std::optional<Question> next();

  const Policy& policy_;
  const Options options_;
  Mutex mutex_;
  Condition hasWork_;  // under mutex_
  std::deque<Question> waiting_ FANFARE_GUARDED_BY(mutex_);
  bool isStopping_ FANFARE_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

// A reactor's way to the pool: the answer comes back as a task of the reactor's.
class ReactorPolicyDesk final : public core::PolicyDesk {
 public:
  ReactorPolicyDesk(PolicyPool& pool, net::Reactor& reactor) : pool_(pool), reactor_(reactor) {}

  void ask(core::VisitorPtr visitor, RequestedChannels requested, Done done) override;

 private:
  PolicyPool& pool_;
  net::Reactor& reactor_;
};

}  // namespace fanfare::app

#endif  // FANFARE_APP_POLICY_POOL_H_
