#ifndef FANFARE_BROKERS_PLUGIN_HOST_H_
#define FANFARE_BROKERS_PLUGIN_HOST_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "fanfare/broker_host.h"

#include "brokers/plugin_conduct.h"
#include "model/log.h"

namespace fanfare::brokers {

// The host of one broker of a plug-in, to the end of its conduct.
class PluginHost final : public BrokerHost {
 public:
  struct Parts {
    std::shared_ptr<Passage> passage;
    std::shared_ptr<PluginConduct> conduct;
    Log& log;
    std::function<void()> onBroken;  // a task that was posted threw
  };

  explicit PluginHost(Parts parts) : parts_(std::move(parts)) {}

  void post(std::function<void()> task) override;
  void tell(const std::string& line) override;
  void warn(const std::string& line) override;

 private:
  const Parts parts_;
};

}  // namespace fanfare::brokers

#endif  // FANFARE_BROKERS_PLUGIN_HOST_H_
