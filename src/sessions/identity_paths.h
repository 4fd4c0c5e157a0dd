#ifndef FANFARE_SESSIONS_IDENTITY_PATHS_H_
#define FANFARE_SESSIONS_IDENTITY_PATHS_H_

#include <chrono>
#include <functional>
#include <string>

#include "fanfare/clock.h"
#include "fanfare/identity.h"
#include "fanfare/result.h"

#include "foreign/value.h"

namespace fanfare::sessions {

// The calendar's time, so that a test can turn it.
using fanfare::WallClock;

// Where in a token or session the identity stands, as Value::at() reads it; an empty path is
// nowhere. Value type.
struct IdentityPaths {
  std::string user;
  std::string groups;
  std::string session;
  std::string attributes = {};  // an object, each of whose texts and numbers is one
};

// The value that a framework wrapped into `value`, or `value` itself.
using Unwrap = const foreign::Value& (*)(const foreign::Value& value);

// Who stands there; anonymous where nobody does. Fails with kNotAuthorized if what stands there is
// no name, or one that cannot be part of a channel.
Result<Identity> identityIn(const foreign::Value& json, const IdentityPaths& paths);
Result<Identity> identityIn(const foreign::Value& json, const IdentityPaths& paths, Unwrap unwrap);

// Whom `resolver` takes for anonymous, for that reason.
Identity anonymousBecause(const char* resolver, const Error& reason);

}  // namespace fanfare::sessions

#endif  // FANFARE_SESSIONS_IDENTITY_PATHS_H_
