#ifndef FANFARE_POLICIES_REDIS_SECRETS_H_
#define FANFARE_POLICIES_REDIS_SECRETS_H_

#include <memory>
#include <string>
#include <vector>

#include "policies/secret_store.h"
#include "redis/client.h"

namespace fanfare::policies {

// Secrets as strings in Redis, under one of several names; the first that exists decides. One round
// trip for all that are asked for.
class RedisSecrets final : public SecretStore {
 public:
  // In each of `keys`, "*" stands for the room space.
  RedisSecrets(std::shared_ptr<redis::Client> client, std::vector<std::string> keys);

  // Fails, too, where something else than a string lies under one of the names.
  Result<Found> secretsOf(const std::vector<std::string>& spaces) const override;

 private:
  const std::shared_ptr<redis::Client> client_;
  const std::vector<std::string> keys_;
};

}  // namespace fanfare::policies

#endif  // FANFARE_POLICIES_REDIS_SECRETS_H_
