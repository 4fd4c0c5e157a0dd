#ifndef FANFARE_APP_CONFIG_SETTINGS_H_
#define FANFARE_APP_CONFIG_SETTINGS_H_

#include <string>
#include <vector>

#include "fanfare/result.h"

namespace fanfare::app {

// A key and its value, as somebody wrote them. Value type.
struct Setting {
  std::string key;
  std::string value;
  std::string source;  // "conf/fanfare.properties:12", "environment", "--set"
};
using Settings = std::vector<Setting>;

struct ReadSettings {
  Settings settings;
  std::vector<std::string> problems;  // a line each, with the source
};

// The file's, which has Poco's properties syntax: "key = value", "#" before a comment, a backslash
// before what is special, and at the end of a line that goes on.
ReadSettings settingsInFile(const std::string& path);

// Those of the variables "NAME=value" that begin with FANFARE_.
ReadSettings settingsInEnvironment(const std::vector<std::string>& variables);

// Each of the form KEY=VALUE.
ReadSettings settingsOnCommandLine(const std::vector<std::string>& arguments);

}  // namespace fanfare::app

#endif  // FANFARE_APP_CONFIG_SETTINGS_H_
