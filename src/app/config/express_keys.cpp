#include "app/config/express_keys.h"

#include "app/config/path_keys.h"
#include "app/config/secret_key.h"
#include "app/config/setters.h"
#include "app/config/store_keys.h"

namespace fanfare::app {

void addExpress(std::vector<Key>& table) {
  table.push_back({"identity.express.cookie", "connect.sid", "", "The name of the cookie.",
                   anyText([](Config & c) -> auto& { return c.identity.express.cookie; })});
  addSecrets(table,
             {"identity.express.secrets", "", "",
              "The secret of express-session; several while it is rotated.", nullptr},
             [](Config& c, const std::vector<std::string>& secrets) {
               c.identity.express.secrets = secrets;
               return Result<void>();
             });
  table.push_back({"identity.express.check_expires", "off", "",
                   "Whether a session ends when the cookie that was last saved with it would.",
                   onOff([](Config & c) -> auto& { return c.identity.express.checksExpires; })});
  addRedisStore(
      table, "identity.express",
      "sess:", [](Config & c) -> auto& { return c.identity.express.redis; });
  addPaths(
      table, "identity.express", {"passport.user", "groups"},
      [](Config & c) -> auto& { return c.identity.express.paths; });
}

}  // namespace fanfare::app
