#include "core/kept_budget.h"

#include <functional>
#include <iterator>

namespace fanfare::core {
namespace {

constexpr std::chrono::seconds kForgetAgain{1};  // for it looks at all of them

}  // namespace

bool KeptBudget::take(const Channel& channel, std::chrono::seconds keepFor) {
  const auto now = clock_.now();
  const std::size_t hash = std::hash<Channel>{}(channel);
  const bool isKnown = expiries_.count(hash) > 0;
  if (!isKnown && expiries_.size() >= maxChannels_) forgetExpired(now);
  if (!isKnown && expiries_.size() >= maxChannels_) return false;
  expiries_[hash] = now + keepFor;
  return true;
}

void KeptBudget::forgetExpired(Clock::Time now) {
  if (now < forgetAgainAt_) return;
  forgetAgainAt_ = now + kForgetAgain;
  for (auto one = expiries_.begin(); one != expiries_.end();) {
    one = one->second <= now ? expiries_.erase(one) : std::next(one);
  }
}

}  // namespace fanfare::core
