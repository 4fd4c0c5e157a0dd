#include "app/config/rails_keys.h"

#include "app/config/path_keys.h"
#include "app/config/secret_key.h"
#include "app/config/setters.h"
#include "app/config/store_keys.h"

namespace fanfare::app {

void addRails(std::vector<Key>& table) {
  using sessions::RailsStore;
  table.insert(table.end(),
               {{"identity.rails.store", "cookie", "", "Where sessions are: cookie or redis.",
                 oneOf<RailsStore>(
                     {{"cookie", RailsStore::kCookie}, {"redis", RailsStore::kRedis}},
                     [](Config & c) -> auto& { return c.identity.rails.store; })},
                {"identity.rails.cookie", "", "",
                 "The cookie of the session: the key: of config.session_store.",
                 anyText([](Config & c) -> auto& { return c.identity.rails.jar.cookie; })}});
  addSecrets(table,
             {"identity.rails.secret_key_base", "", "",
              "The secret_key_base of Rails, and older ones whose cookies still count.", nullptr},
             [](Config& c, const std::vector<std::string>& secrets) {
               c.identity.rails.jar.secretKeyBases = secrets;
               return Result<void>();
             });
  table.push_back({"identity.rails.require_purpose", "on", "",
                   "Whether a cookie must say that it is the one it is for.",
                   onOff([](Config & c) -> auto& { return c.identity.rails.jar.requirePurpose; })});
  addPaths(
      table, "identity.rails", {"warden.user.user.key.0.0", "groups"},
      [](Config & c) -> auto& { return c.identity.rails.paths; });
  table.push_back({"identity.rails.issued_path", "warden.user.user.session.last_request_at", "",
                   "Where a session in a cookie says when it was written.",
                   anyText([](Config & c) -> auto& { return c.identity.rails.issuedPath; })});
  addRedisStore(
      table, "identity.rails",
      "session:", [](Config & c) -> auto& { return c.identity.rails.redis; });
}

}  // namespace fanfare::app
