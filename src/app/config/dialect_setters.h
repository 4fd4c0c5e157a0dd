#ifndef FANFARE_APP_CONFIG_DIALECT_SETTERS_H_
#define FANFARE_APP_CONFIG_DIALECT_SETTERS_H_

#include <string>
#include <vector>

#include "fanfare/result.h"

#include "app/config/keys.h"
#include "app/config/secret_key.h"
#include "app/config/setters.h"
#include "app/config/values.h"

namespace fanfare::app {

// What the settings of several dialects have in common. The readers fail as those in values.h do.

// Empty, or a path that begins and ends with a slash.
Result<std::string> routePrefixIn(const std::string& text);

// The name of a facility that rooms can be made of.
Result<std::string> dialectFacilityIn(const std::string& text);

// Appends the key of the Redis that `dialect`, as in its keys, listens to.
template <typename Place>
void addDialectRedis(std::vector<Key>& table, const std::string& dialect, Place place) {
  addSecret(table, {"dialect." + dialect + ".redis.url", "", "",
                    "The Redis whose channels it listens to; empty: that of broker.redis.url.",
                    reading(optionalRedisIn, place)});
}

}  // namespace fanfare::app

#endif  // FANFARE_APP_CONFIG_DIALECT_SETTERS_H_
