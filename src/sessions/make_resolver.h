#ifndef FANFARE_SESSIONS_MAKE_RESOLVER_H_
#define FANFARE_SESSIONS_MAKE_RESOLVER_H_

#include <memory>
#include <string>
#include <vector>

#include "fanfare/clock.h"
#include "fanfare/result.h"
#include "fanfare/session_resolver.h"

#include "backend/clients.h"
#include "core/prefetches.h"
#include "model/log.h"
#include "plugins/library.h"
#include "redis/clients.h"
#include "sessions/django.h"
#include "sessions/express.h"
#include "sessions/flask.h"
#include "sessions/header.h"
#include "sessions/http.h"
#include "sessions/jwt.h"
#include "sessions/php.h"
#include "sessions/rails.h"

namespace fanfare::sessions {

// Value type; the settings identity.*.
struct ResolverOptions {
  std::string sessionCookie;  // empty unless identity.trust_session_cookie is on
  RedisAddress redis;         // the broker's, for those that name none of their own
  DjangoOptions django;
  HeaderOptions header;
  JwtOptions jwt;
  FlaskOptions flask;
  ExpressOptions express;
  HttpOptions http;
  PhpOptions php;
  RailsOptions rails;
  plugins::PluginOptions plugin;
};

// What resolvers are made with. All of it outlives them.
struct ResolverParts {
  Log& log;
  redis::Clients& redis;
  backend::Clients& backends;
  const Clock& clock;
  core::Prefetches* prefetches = nullptr;  // those that can read ahead are added; null: nobody asks
};

// The names there are.
const std::vector<std::string>& resolverNames();

// The resolver of that name; of several names, a chain of them. Fails with kInvalidArgument if
// there is no such name, or its options will not do.
// REQUIRES: `names` is not empty.
Result<std::unique_ptr<SessionResolver>> makeResolver(const std::vector<std::string>& names,
                                                      const ResolverOptions& options,
                                                      const ResolverParts& parts);

}  // namespace fanfare::sessions

#endif  // FANFARE_SESSIONS_MAKE_RESOLVER_H_
