#ifndef FANFARE_POLICIES_SECRET_STORE_H_
#define FANFARE_POLICIES_SECRET_STORE_H_

#include <optional>
#include <string>
#include <vector>

#include "fanfare/result.h"

namespace fanfare::policies {

// Where the secrets of room spaces lie.
//
// Threads: safe from any thread.
// Blocking: may block.
class SecretStore {
 public:
  using Found = std::vector<std::optional<std::string>>;

  virtual ~SecretStore() = default;

  // The secret of each of `spaces`, in their order; nullopt or empty where there is none. Fails
  // with kUnavailable.
  virtual Result<Found> secretsOf(const std::vector<std::string>& spaces) const = 0;
};

}  // namespace fanfare::policies

#endif  // FANFARE_POLICIES_SECRET_STORE_H_
