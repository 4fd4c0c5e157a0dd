#include "app/config/room_secret_keys.h"

#include <optional>

#include "app/config/secret_key.h"
#include "app/config/setters.h"

namespace fanfare::app {
namespace {

Error wrong(std::string what) { return {ErrorCode::kInvalidArgument, std::move(what)}; }

Result<std::vector<std::string>> patternsIn(const std::string& text) {
  auto patterns = listIn(text);
  if (patterns.empty()) return wrong("is empty");
  for (const auto& pattern : patterns) {
    if (pattern.find('*') != std::string::npos) continue;
    return wrong("holds '" + pattern + "', in which no * stands for the room space");
  }
  return patterns;
}

}  // namespace

void addRoomSecrets(std::vector<Key>& table) {
  addSecret(table, {"policy.room_secrets.redis.url", "", "",
                    "The Redis that holds the secrets of rooms; empty: that of broker.redis.url.",
                    reading(
                        optionalRedisIn, [](Config & c) -> auto& { return c.roomSecrets.redis; })});
  table.push_back({"policy.room_secrets.keys",
                   "ws-emit::secret::*, ws-emit::room_secret::*, r2ws::room_secret::*", "",
                   "The keys in it, with * for the room space; the first that exists decides.",
                   reading(
                       patternsIn, [](Config & c) -> auto& { return c.roomSecrets.keys; })});
}

}  // namespace fanfare::app
