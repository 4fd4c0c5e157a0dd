#ifndef FANFARE_APP_CONFIG_SOCKETIO_KEYS_H_
#define FANFARE_APP_CONFIG_SOCKETIO_KEYS_H_

#include <vector>

#include "app/config/keys.h"

namespace fanfare::app {

// The keys that begin with "dialect.socketio.".
void addSocketio(std::vector<Key>& table);

}  // namespace fanfare::app

#endif  // FANFARE_APP_CONFIG_SOCKETIO_KEYS_H_
