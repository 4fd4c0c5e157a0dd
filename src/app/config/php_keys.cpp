#include "app/config/php_keys.h"

#include "app/config/path_keys.h"
#include "app/config/setters.h"
#include "app/config/store_keys.h"

namespace fanfare::app {

void addPhp(std::vector<Key>& table) {
  using sessions::PhpWriting;
  table.insert(
      table.end(),
      {{"identity.php.cookie", "PHPSESSID", "", "The cookie of the session: PHP's session.name.",
        anyText([](Config & c) -> auto& { return c.identity.php.cookie; })},
       {"identity.php.serialize_handler", "php", "",
        "What sessions are written in: PHP's session.serialize_handler, or json.",
        oneOf<PhpWriting>(
            {{"php", PhpWriting::kPhp},
             {"php_serialize", PhpWriting::kPhpSerialize},
             {"php_binary", PhpWriting::kPhpBinary},
             {"json", PhpWriting::kJson}},
            [](Config & c) -> auto& { return c.identity.php.writing; })}});
  addPaths(
      table, "identity.php", {"user_id", "groups"},
      [](Config & c) -> auto& { return c.identity.php.paths; });
  addRedisStore(
      table, "identity.php",
      "PHPREDIS_SESSION:", [](Config & c) -> auto& { return c.identity.php.redis; });
}

}  // namespace fanfare::app
