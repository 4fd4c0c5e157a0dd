#ifndef FANFARE_APP_CONFIG_BACKEND_KEYS_H_
#define FANFARE_APP_CONFIG_BACKEND_KEYS_H_

#include <functional>
#include <string>
#include <vector>

#include "app/config/keys.h"
#include "backend/client.h"

namespace fanfare::app {

// The keys of a backend that is asked over HTTP, under `prefix`. `optionsOf(config)` is what they
// set.
void addBackend(std::vector<Key>& table, const std::string& prefix,
                const std::function<backend::ClientOptions&(Config&)>& optionsOf);

}  // namespace fanfare::app

#endif  // FANFARE_APP_CONFIG_BACKEND_KEYS_H_
