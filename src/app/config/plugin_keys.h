#ifndef FANFARE_APP_CONFIG_PLUGIN_KEYS_H_
#define FANFARE_APP_CONFIG_PLUGIN_KEYS_H_

#include <functional>
#include <string>
#include <vector>

#include "app/config/keys.h"
#include "plugins/library.h"

namespace fanfare::app {

// Appends the keys of a plug-in under `prefix`. `optionsOf(config)` is what they set.
void addPlugin(std::vector<Key>& table, const std::string& prefix,
               const std::function<plugins::PluginOptions&(Config&)>& optionsOf);

}  // namespace fanfare::app

#endif  // FANFARE_APP_CONFIG_PLUGIN_KEYS_H_
