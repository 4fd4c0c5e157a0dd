#ifndef FANFARE_APP_CONFIG_PATH_KEYS_H_
#define FANFARE_APP_CONFIG_PATH_KEYS_H_

#include <string>
#include <vector>

#include "app/config/keys.h"
#include "app/config/setters.h"

namespace fanfare::app {

// The defaults of what addPaths() adds. Value type.
struct DefaultPaths {
  std::string user;
  std::string groups;
  std::string attributes = {};
};

// Where in a token or session the identity stands: the keys for it under `prefix`.
// `pathsOf(config)` is the sessions::IdentityPaths that they set.
template <typename PathsOf>
void addPaths(std::vector<Key>& table, const std::string& prefix, const DefaultPaths& defaults,
              PathsOf pathsOf) {
  table.insert(table.end(),
               {{prefix + ".user_path", defaults.user, "", "Where the name of the user stands.",
                 anyText([pathsOf](Config & c) -> auto& { return pathsOf(c).user; })},
                {prefix + ".groups_path", defaults.groups, "", "Where the list of groups stands.",
                 anyText([pathsOf](Config & c) -> auto& { return pathsOf(c).groups; })},
                {prefix + ".attributes_path", defaults.attributes, "",
                 "Where an object stands whose texts and numbers are the attributes; empty: none.",
                 anyText([pathsOf](Config & c) -> auto& { return pathsOf(c).attributes; })}});
}

}  // namespace fanfare::app

#endif  // FANFARE_APP_CONFIG_PATH_KEYS_H_
