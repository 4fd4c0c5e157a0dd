#ifndef FANFARE_SESSIONS_EXPRESS_H_
#define FANFARE_SESSIONS_EXPRESS_H_

#include <string>
#include <vector>

#include "fanfare/result.h"

#include "sessions/identity_paths.h"
#include "sessions/redis_store.h"
#include "sessions/stored_sessions.h"

namespace fanfare::sessions {

// Value type; the settings identity.express.*, whose defaults are in the table of keys.
struct ExpressOptions {
  std::string cookie;
  std::vector<std::string> secrets;  // any of them is good
  bool checksExpires = false;        // of the cookie, as the session was last saved
  RedisStoreOptions redis;
  IdentityPaths paths;
};

// The sessions of express-session with connect-redis. Fails with kInvalidArgument if there is no
// secret.
Result<SessionFormat> expressSessionFormat(const ExpressOptions& options);

}  // namespace fanfare::sessions

#endif  // FANFARE_SESSIONS_EXPRESS_H_
