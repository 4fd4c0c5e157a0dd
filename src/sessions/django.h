#ifndef FANFARE_SESSIONS_DJANGO_H_
#define FANFARE_SESSIONS_DJANGO_H_

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "fanfare/result.h"
#include "fanfare/session_resolver.h"

#include "redis/clients.h"
#include "sessions/accounts.h"
#include "sessions/django_signing.h"
#include "sessions/identity_paths.h"
#include "sessions/redis_store.h"
#include "sessions/sql/django_database.h"
#include "sessions/stored_sessions.h"

namespace fanfare::sessions {

// Where Django keeps its sessions: SESSION_ENGINE.
enum class DjangoEngine {
  kSignedCookies,
  kCache,          // a cache in Redis: Django's own, or that of the package django-redis
  kCachedDb,       // likewise; what is only in the database is not found
  kRedisSessions,  // the package django-redis-sessions
  kDb,
};

// Value type; the settings identity.django.*, whose defaults are in the table of keys.
struct DjangoOptions {
  DjangoEngine engine = DjangoEngine::kCache;
  std::string cookie;
  DjangoSecrets secrets;
  std::chrono::seconds maxAge{0};  // of signed cookies
  RedisStoreOptions redis;         // its prefix: KEY_PREFIX, or that in SESSION_REDIS
  std::uint64_t cacheVersion = 1;  // VERSION of the cache
  IdentityPaths paths;  // of the user and the groups, unless the database is asked for them
  sql::DjangoDatabaseOptions db;
};

// Who is behind a session of that content: of one that nobody is logged in to, nobody. Fails with
// kNotAuthorized if somebody is, but has no name where the paths say that it stands: no other is
// taken in its place.
Result<Identity> djangoIdentityIn(const foreign::Value& content, const IdentityPaths& paths);

// How stored sessions are named and identified; how they are read, the caller adds.
SessionFormat djangoFormat(const DjangoOptions& options);

// Reads the sessions of that engine. Fails with kInvalidArgument, naming the setting, if the
// options will not do.
Result<std::unique_ptr<SessionResolver>> makeDjangoResolver(const DjangoOptions& options,
                                                            redis::Clients& clients,
                                                            const WallClock& clock);

}  // namespace fanfare::sessions

#endif  // FANFARE_SESSIONS_DJANGO_H_
