#ifndef FANFARE_SESSIONS_SESSION_STORE_H_
#define FANFARE_SESSIONS_SESSION_STORE_H_

#include <optional>
#include <string>
#include <vector>

#include "fanfare/result.h"

namespace fanfare::sessions {

// Where a framework keeps its sessions.
//
// Threads: called from every HTTP worker at once.
// Blocking: for a bounded time.
class SessionStore {
 public:
  using Found = std::vector<std::optional<std::string>>;

  virtual ~SessionStore() = default;

  // The bytes under each of `keys`, in their order and read together; nullopt where there is no
  // session, or something else lies there. Fails with kUnavailable.
  virtual Result<Found> read(const std::vector<std::string>& keys) const = 0;
};

}  // namespace fanfare::sessions

#endif  // FANFARE_SESSIONS_SESSION_STORE_H_
