#ifndef FANFARE_APP_CONFIG_RAILS_KEYS_H_
#define FANFARE_APP_CONFIG_RAILS_KEYS_H_

#include <vector>

#include "app/config/keys.h"

namespace fanfare::app {

// Appends the keys identity.rails.*.
void addRails(std::vector<Key>& table);

}  // namespace fanfare::app

#endif  // FANFARE_APP_CONFIG_RAILS_KEYS_H_
