#ifndef FANFARE_APP_CONFIG_STORE_KEYS_H_
#define FANFARE_APP_CONFIG_STORE_KEYS_H_

#include <optional>
#include <string>
#include <vector>

#include "app/config/keys.h"
#include "app/config/secret_key.h"
#include "app/config/setters.h"
#include "app/config/values.h"

namespace fanfare::app {

// The Redis in which a framework keeps its sessions: the keys for it under `prefix`.
// `storeOf(config)` is the sessions::RedisStoreOptions that they set.
template <typename StoreOf>
void addRedisStore(std::vector<Key>& table, const std::string& prefix,
                   const std::string& defaultKeyPrefix, StoreOf storeOf) {
  addSecret(table,
            {prefix + ".redis.url", "", "",
             "The Redis that holds the sessions; empty: that of broker.redis.url.",
             reading(
                 optionalRedisIn, [storeOf](Config & c) -> auto& { return storeOf(c).address; })});
  table.push_back({prefix + ".redis.prefix", defaultKeyPrefix, "",
                   "What stands before the key of each session in that Redis.",
                   anyText([storeOf](Config & c) -> auto& { return storeOf(c).prefix; })});
}

}  // namespace fanfare::app

#endif  // FANFARE_APP_CONFIG_STORE_KEYS_H_
