#include "core/kept_budget.h"

#include <functional>
#include <iterator>

namespace fanfare::core {
namespace {

constexpr std::chrono::seconds kForgetAgain{1};  // for it looks at all of them

}  // namespace

KeptBudget::Verdict KeptBudget::take(const Channel& channel, std::chrono::seconds keepFor,
                                     ClientKey client) {
  const auto now = clock_.now();
  const std::size_t hash = std::hash<Channel>{}(channel);
  const auto known = kept_.find(hash);
  if (known != kept_.end()) {
    known->second.expiry = now + keepFor;
    return Verdict::kKept;
  }
  if (verdictOn(client) != Verdict::kKept) forgetExpired(now);
  if (const auto verdict = verdictOn(client); verdict != Verdict::kKept) return verdict;
  kept_[hash] = {now + keepFor, client};
  if (client != kNoClient) ++counts_[client];
  return Verdict::kKept;
}

KeptBudget::Verdict KeptBudget::verdictOn(ClientKey client) const {
  if (kept_.size() >= bounds_.all) return Verdict::kAllSpent;
  const auto count = counts_.find(client);
  const bool isSpent =
      bounds_.perClient > 0 && count != counts_.end() && count->second >= bounds_.perClient;
  return isSpent ? Verdict::kClientSpent : Verdict::kKept;
}

void KeptBudget::forgetExpired(Clock::Time now) {
  if (now < forgetAgainAt_) return;
  forgetAgainAt_ = now + kForgetAgain;
  for (auto one = kept_.begin(); one != kept_.end();) {
    one = one->second.expiry <= now ? forget(one) : std::next(one);
  }
}

KeptBudget::KeptByHash::iterator KeptBudget::forget(KeptByHash::iterator one) {
  const auto count = counts_.find(one->second.client);
  if (count != counts_.end() && --count->second == 0) counts_.erase(count);
  return kept_.erase(one);
}

}  // namespace fanfare::core
