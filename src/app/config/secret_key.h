#ifndef FANFARE_APP_CONFIG_SECRET_KEY_H_
#define FANFARE_APP_CONFIG_SECRET_KEY_H_

#include <vector>

#include "app/config/keys.h"

namespace fanfare::app {

// Appends `key`, whose value no message shows, and beside it the key that names a file to read it
// from.
void addSecret(std::vector<Key>& table, Key key);

}  // namespace fanfare::app

#endif  // FANFARE_APP_CONFIG_SECRET_KEY_H_
