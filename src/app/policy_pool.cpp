#include "app/policy_pool.h"

#include <exception>
#include <utility>

#include "core/channel_request.h"

namespace fanfare::app {
namespace {

// A policy that fails denies. It sees no channel that belongs to another, which the client may well
// have named.
Decision decideOrRefuse(const Policy& policy, const core::Visitor& visitor,
                        const RequestedChannels& requested) {
  const auto own = core::ownChannels(requested, visitor.handshake.facility, *visitor.identity);
  try {
    Decision decision = decide(policy, visitor.handshake, *visitor.identity, own.requested);
    if (auto* grant = std::get_if<Grant>(&decision)) {
      grant->withheld.insert(grant->withheld.end(), own.withheld.begin(), own.withheld.end());
    }
    return decision;
  } catch (const std::exception&) {
    return Refusal{500, "the policy failed"};
  }
}

}  // namespace

PolicyPool::PolicyPool(const Policy& policy, const Options& options)
    : policy_(policy), options_(options) {
  for (std::size_t i = 0; i < options.threads; ++i) threads_.emplace_back([this] { work(); });
}

PolicyPool::~PolicyPool() { stop(); }

void PolicyPool::ask(core::VisitorPtr visitor, RequestedChannels requested,
                     core::PolicyDesk::Done done) {
  {
    const MutexLock lock(mutex_);
    if (waiting_.size() < options_.maxWaiting) {
      waiting_.push_back({std::move(visitor), std::move(requested), std::move(done)});
      hasWork_.notifyOne();
      return;
    }
  }
  done(Refusal{503, "too many clients are asking for channels; try again later"});
}

void PolicyPool::stop() {
  {
    const MutexLock lock(mutex_);
    isStopping_ = true;
    hasWork_.notifyAll();
  }
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

void PolicyPool::work() {
  while (const auto question = next()) {
    question->done(decideOrRefuse(policy_, *question->visitor, question->requested));
  }
}

std::optional<PolicyPool::Question> PolicyPool::next() {
  const MutexLock lock(mutex_);
  while (!isStopping_ && waiting_.empty()) hasWork_.wait(mutex_);
  if (isStopping_) return std::nullopt;
  Question question = std::move(waiting_.front());
  waiting_.pop_front();
  return question;
}

void ReactorPolicyDesk::ask(core::VisitorPtr visitor, RequestedChannels requested, Done done) {
  auto answer = [this, done = std::move(done)](Decision decision) {
    reactor_.post([done, decision = std::move(decision)] { done(decision); });
  };
  pool_.ask(std::move(visitor), std::move(requested), std::move(answer));
}

}  // namespace fanfare::app
