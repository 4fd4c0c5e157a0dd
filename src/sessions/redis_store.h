#ifndef FANFARE_SESSIONS_REDIS_STORE_H_
#define FANFARE_SESSIONS_REDIS_STORE_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fanfare/redis_address.h"

#include "redis/client.h"
#include "sessions/session_store.h"

namespace fanfare::sessions {

// Value type; the settings identity.<resolver>.redis.*.
struct RedisStoreOptions {
  std::optional<RedisAddress> address;  // nullopt: the broker's
  std::string prefix;                   // before each key
};

// Sessions as strings in Redis, in one round trip however many are read.
class RedisStore final : public SessionStore {
 public:
  static constexpr std::size_t kMaxSessionBytes = std::size_t{256} * 1024;

  // `prefix` stands before each key.
  RedisStore(std::shared_ptr<redis::Client> client, std::string prefix);

  // One larger than kMaxSessionBytes is as none.
  Result<Found> read(const std::vector<std::string>& keys) const override;
  bool readLater(const std::vector<std::string>& keys, const Later& later) const override;

 private:
  std::vector<redis::Commands> commandsFor(const std::vector<std::string>& keys) const;

  const std::shared_ptr<redis::Client> client_;
  const std::string prefix_;
};

}  // namespace fanfare::sessions

#endif  // FANFARE_SESSIONS_REDIS_STORE_H_
