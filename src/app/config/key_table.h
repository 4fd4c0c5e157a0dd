#ifndef FANFARE_APP_CONFIG_KEY_TABLE_H_
#define FANFARE_APP_CONFIG_KEY_TABLE_H_

#include <vector>

#include "app/config/keys.h"

namespace fanfare::app {

// Makes keys().
std::vector<Key> keyTable();

}  // namespace fanfare::app

#endif  // FANFARE_APP_CONFIG_KEY_TABLE_H_
