#include "brokers/plugin_host.h"

#include "plugins/fault_log.h"

namespace fanfare::brokers {

void PluginHost::post(std::function<void()> task) {
  parts_.passage->post(
      [conduct = parts_.conduct, onBroken = parts_.onBroken, task = std::move(task)] {
        if (conduct->isOver()) return;
        if (conduct->guard(task)) onBroken();
      });
}

void PluginHost::tell(const std::string& line) {
  parts_.log.write(LogLevel::kInformation, "broker.plugin: " + plugins::printable(line));
}

void PluginHost::warn(const std::string& line) {
  parts_.log.write(LogLevel::kWarning, "broker.plugin: " + plugins::printable(line));
}

}  // namespace fanfare::brokers
