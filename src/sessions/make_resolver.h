#ifndef FANFARE_SESSIONS_MAKE_RESOLVER_H_
#define FANFARE_SESSIONS_MAKE_RESOLVER_H_

#include <memory>
#include <string>
#include <string_view>

#include "fanfare/result.h"
#include "fanfare/session_resolver.h"

#include "model/log.h"
#include "sessions/header.h"

namespace fanfare::sessions {

// Value type; the settings identity.*.
struct ResolverOptions {
  std::string sessionCookie;  // empty unless identity.trust_session_cookie is on
  HeaderOptions header;
};

// The resolver of that name. Fails with kInvalidArgument, listing the names there are. `log`
// outlives it.
Result<std::unique_ptr<SessionResolver>> makeResolver(std::string_view name,
                                                      const ResolverOptions& options, Log& log);

}  // namespace fanfare::sessions

#endif  // FANFARE_SESSIONS_MAKE_RESOLVER_H_
