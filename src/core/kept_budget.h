#ifndef FANFARE_CORE_KEPT_BUDGET_H_
#define FANFARE_CORE_KEPT_BUDGET_H_

#include <chrono>
#include <cstddef>
#include <unordered_map>

#include "fanfare/channel.h"
#include "fanfare/clock.h"

namespace fanfare::core {

// On how many channels clients may keep messages. They name channels, by the rooms they ask for and
// the facilities they open; so without a bound, whoever comes again and again with other names
// would fill the broker.
//
// Threads: confined to one reactor.
class KeptBudget {
 public:
  // `clock` outlives it.
  KeptBudget(const Clock& clock, std::size_t maxChannels)
      : clock_(clock), maxChannels_(maxChannels) {}

  // Whether one more message may be kept for so long on `channel`; then it counts as kept.
  bool take(const Channel& channel, std::chrono::seconds keepFor);

 private:
  void forgetExpired(Clock::Time now);

  const Clock& clock_;
  const std::size_t maxChannels_;
  std::unordered_map<std::size_t, Clock::Time> expiries_;  // by the channel's hash
  Clock::Time forgetAgainAt_;
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_KEPT_BUDGET_H_
