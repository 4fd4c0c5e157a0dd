#ifndef FANFARE_APP_CONFIG_PHP_KEYS_H_
#define FANFARE_APP_CONFIG_PHP_KEYS_H_

#include <vector>

#include "app/config/keys.h"

namespace fanfare::app {

// Appends the keys identity.php.*.
void addPhp(std::vector<Key>& table);

}  // namespace fanfare::app

#endif  // FANFARE_APP_CONFIG_PHP_KEYS_H_
