#ifndef FANFARE_APP_POLICY_POOL_H_
#define FANFARE_APP_POLICY_POOL_H_

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "fanfare/policy.h"

#include "core/publishing.h"
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

  const Policy& policy_;
  const Options options_;
  std::mutex mutex_;
  std::condition_variable hasWork_;
  std::deque<Question> waiting_;  // under mutex_
  bool isStopping_ = false;       // under mutex_
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
