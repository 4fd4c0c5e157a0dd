#ifndef FANFARE_CORE_KEPT_BUDGET_H_
#define FANFARE_CORE_KEPT_BUDGET_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <unordered_map>

#include "fanfare/channel.h"
#include "fanfare/clock.h"

#include "core/client_key.h"

namespace fanfare::core {

// On how many channels clients may keep messages, all together and each. They name channels, by the
// rooms they ask for and the facilities they open; so without a bound, whoever comes again and
// again with other names would fill the broker. A channel counts for who kept something on it
// first.
//
// Threads: confined to one reactor.
class KeptBudget {
 public:
  struct Bounds {
    std::size_t all = 0;
    std::size_t perClient = 0;  // 0: no bound
  };
  enum class Verdict { kKept, kAllSpent, kClientSpent };

  // `clock` outlives it.
  KeptBudget(const Clock& clock, const Bounds& bounds) : clock_(clock), bounds_(bounds) {}

  // Whether one more message of `client` may be kept for so long on `channel`; then it counts as
  // kept.
  Verdict take(const Channel& channel, std::chrono::seconds keepFor, ClientKey client);

 private:
  struct Kept {
    Clock::Time expiry;
    ClientKey client;
  };
  using KeptByHash = std::unordered_map<std::size_t, Kept>;  // of the channel

  Verdict verdictOn(ClientKey client) const;
  void forgetExpired(Clock::Time now);
  KeptByHash::iterator forget(KeptByHash::iterator one);

  const Clock& clock_;
  const Bounds bounds_;
  KeptByHash kept_;
  std::unordered_map<ClientKey, std::size_t> counts_;  // of kept_; without kNoClient
  Clock::Time forgetAgainAt_;
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_KEPT_BUDGET_H_
