#ifndef FANFARE_APP_CONFIG_TLS_KEYS_H_
#define FANFARE_APP_CONFIG_TLS_KEYS_H_

#include <vector>

#include "app/config/keys.h"

namespace fanfare::app {

// Appends the keys under server.tls.
void addTls(std::vector<Key>& table);

}  // namespace fanfare::app

#endif  // FANFARE_APP_CONFIG_TLS_KEYS_H_
