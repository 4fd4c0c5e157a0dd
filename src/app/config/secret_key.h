#ifndef FANFARE_APP_CONFIG_SECRET_KEY_H_
#define FANFARE_APP_CONFIG_SECRET_KEY_H_

#include <functional>
#include <string>
#include <vector>

#include "app/config/keys.h"

namespace fanfare::app {

// Appends `key`, whose value no message shows, and beside it the key that names a file to read it
// from.
void addSecret(std::vector<Key>& table, Key key);

// Likewise for several secrets: separated by commas in the value, a line each in the file.
// `setList` puts them in their place.
using SetSecrets =
    std::function<Result<void>(Config& config, const std::vector<std::string>& secrets)>;
void addSecrets(std::vector<Key>& table, Key key, const SetSecrets& setList);

}  // namespace fanfare::app

#endif  // FANFARE_APP_CONFIG_SECRET_KEY_H_
