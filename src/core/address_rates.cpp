#include "core/address_rates.h"

#include <algorithm>
#include <functional>
#include <iterator>

#include "model/address_list.h"

namespace fanfare::core {
namespace {

constexpr std::size_t kForgetAt = 64;

void forgetFull(std::unordered_map<std::string, TokenBucket>& buckets, Clock::Time now) {
  for (auto one = buckets.begin(); one != buckets.end();) {
    one = one->second.isFull(now) ? buckets.erase(one) : std::next(one);
  }
}

}  // namespace

AddressRates::Shard& AddressRates::shardOf(const std::string& group) const {
  return shards_[std::hash<std::string>{}(group) % kShards];
}

bool AddressRates::take(const std::string& address) {
  const std::string group = addressGroupOf(address);
  if (group.empty() || !rate_.isBounded()) return true;
  const auto now = clock_.now();
  Shard& shard = shardOf(group);

  const MutexLock lock(shard.mutex);
  if (shard.buckets.size() >= shard.forgetAt) {
    forgetFull(shard.buckets, now);
    shard.forgetAt = std::max(kForgetAt, 2 * shard.buckets.size());
  }
  return shard.buckets[group].take(rate_, 1, now);
}

bool AddressRates::mayTake(const std::string& address) const {
  const std::string group = addressGroupOf(address);
  if (group.empty()) return true;
  Shard& shard = shardOf(group);

  const MutexLock lock(shard.mutex);
  const auto known = shard.buckets.find(group);
  return known == shard.buckets.end() || known->second.has(rate_, 1, clock_.now());
}

}  // namespace fanfare::core
