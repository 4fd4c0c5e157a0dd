#include "app/config/plugin_keys.h"

#include "app/config/setters.h"

namespace fanfare::app {

void addPlugin(std::vector<Key>& table, const std::string& prefix,
               const std::function<plugins::PluginOptions&(Config&)>& optionsOf) {
  table.insert(table.end(),
               {{prefix + ".library", "", "", "The plug-in: a shared library, by its whole path.",
                 anyText([optionsOf](Config & c) -> auto& { return optionsOf(c).library; })},
                {prefix + ".argument", "", "", "What the plug-in is told.",
                 anyText([optionsOf](Config & c) -> auto& { return optionsOf(c).argument; })}});
}

}  // namespace fanfare::app
