#ifndef FANFARE_SESSIONS_SESSION_STORE_H_
#define FANFARE_SESSIONS_SESSION_STORE_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "fanfare/result.h"

namespace fanfare::sessions {

// Where a framework keeps its sessions.
//
// Threads: called from every HTTP worker at once.
class SessionStore {
 public:
  using Found = std::vector<std::optional<std::string>>;

  virtual ~SessionStore() = default;

  // The bytes under each of `keys`, in their order and read together; nullopt where there is no
  // session, or something else lies there. Fails with kUnavailable.
  // Blocking: for a bounded time.
  virtual Result<Found> read(const std::vector<std::string>& keys) const = 0;

  // As read(), but each may fail by itself, and nobody waits: `later` is called from another
  // thread, within a bounded time or never if the store dies before. By default false, without
  // that: a store that can only be waited for.
  using Later = std::function<void(std::vector<Result<std::optional<std::string>>>)>;
  virtual bool readLater(const std::vector<std::string>& keys, const Later& later) const;
};

inline bool SessionStore::readLater(const std::vector<std::string>& /*keys*/,
                                    const Later& /*later*/) const {
  return false;
}

}  // namespace fanfare::sessions

#endif  // FANFARE_SESSIONS_SESSION_STORE_H_
