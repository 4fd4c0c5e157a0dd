#ifndef FANFARE_CORE_ADDRESS_RATES_H_
#define FANFARE_CORE_ADDRESS_RATES_H_

#include <array>
#include <cstddef>
#include <string>
#include <unordered_map>

#include "fanfare/clock.h"

#include "core/token_bucket.h"
#include "model/mutex.h"

namespace fanfare::core {

// Holds each address to a rate, of IPv6 each /64. Remembers those that did something lately.
//
// Threads: safe from any thread.
// Ownership: `clock` outlives it.
class AddressRates final {
 public:
  AddressRates(const Clock& clock, const Rate& rate) : clock_(clock), rate_(rate) {}

  // Whether `address` may once more; then it has. Who has no numeric address always may.
  bool take(const std::string& address);

  // Whether take() would be true.
  bool mayTake(const std::string& address) const;

 private:
  struct Shard {
    Mutex mutex;
    std::unordered_map<std::string, TokenBucket> buckets FANFARE_GUARDED_BY(mutex);
    std::size_t forgetAt FANFARE_GUARDED_BY(mutex) = 64;
  };
  static constexpr std::size_t kShards = 16;

  Shard& shardOf(const std::string& group) const;

  const Clock& clock_;
  const Rate rate_;
  mutable std::array<Shard, kShards> shards_;
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_ADDRESS_RATES_H_
