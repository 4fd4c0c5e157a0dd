#ifndef FANFARE_SESSIONS_PHP_H_
#define FANFARE_SESSIONS_PHP_H_

#include <string>

#include "sessions/identity_paths.h"
#include "sessions/redis_store.h"
#include "sessions/stored_sessions.h"

namespace fanfare::sessions {

// What a site's sessions are written in.
enum class PhpWriting { kPhp, kPhpSerialize, kPhpBinary, kJson };

// Value type; the settings identity.php.*, whose defaults are in the table of keys.
struct PhpOptions {
  std::string cookie;  // PHP's session.name
  PhpWriting writing = PhpWriting::kPhp;
  IdentityPaths paths;
  RedisStoreOptions redis;
};

// Sessions of PHP, as phpredis keeps them: under the id that the cookie carries.
SessionFormat phpSessionFormat(const PhpOptions& options);

}  // namespace fanfare::sessions

#endif  // FANFARE_SESSIONS_PHP_H_
