#ifndef FANFARE_APP_CONFIG_LOAD_H_
#define FANFARE_APP_CONFIG_LOAD_H_

#include <string>
#include <vector>

#include "app/config/config.h"

namespace fanfare::app {

// Where settings come from, the later ones over the earlier. Value type.
struct ConfigSources {
  std::string file;                      // empty: none
  std::vector<std::string> environment;  // "NAME=value"
  std::vector<std::string> commandLine;  // "KEY=VALUE"

  // With the environment of this process.
  static ConfigSources of(std::string file, std::vector<std::string> commandLine);
};

struct LoadedConfig {
  Config config;                      // of use only if there are no problems
  std::vector<std::string> problems;  // everything that is wrong, a line each, with its source
  std::vector<std::string> warnings;  // what may be meant so, and is dangerous
};

// Defaults, then file, environment and command line. No problem or warning shows a secret.
LoadedConfig loadConfig(const ConfigSources& sources);

}  // namespace fanfare::app

#endif  // FANFARE_APP_CONFIG_LOAD_H_
