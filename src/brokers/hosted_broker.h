#ifndef FANFARE_BROKERS_HOSTED_BROKER_H_
#define FANFARE_BROKERS_HOSTED_BROKER_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "fanfare/broker.h"
#include "fanfare/broker_host.h"
#include "fanfare/result.h"

#include "brokers/plugin_conduct.h"
#include "brokers/plugin_host.h"

namespace fanfare::brokers {

// One broker that a plug-in made, with its host, and what stands between it and its listener.
//
// Threads: the reactor's.
class HostedBroker final : private BrokerListener {
 public:
  using Make = std::function<Result<std::unique_ptr<Broker>>(BrokerHost&)>;

  // `parts.conduct` is this broker's alone. `listener` outlives it.
  HostedBroker(const PluginHost::Parts& parts, BrokerListener& listener);
  HostedBroker(const HostedBroker&) = delete;
  HostedBroker& operator=(const HostedBroker&) = delete;
  // Whatever the broker calls or has posted is passed over from here on.
  ~HostedBroker() override;

  // Makes the broker and starts it. False if it cannot be made or throws, which the log is told.
  [[nodiscard]] bool start(const Make& make);

  // What it threw in `work`, if it did. REQUIRES: start() succeeded.
  std::optional<std::string> call(const std::function<void(Broker&)>& work);

  const std::shared_ptr<PluginConduct>& conduct() const { return conduct_; }

 private:
  void onMessage(const Channel& channel, MessagePtr message) override;
  void onSubscribed(const Channel& channel) override;
  void onTopicMessage(const std::string& topic, const std::string& payload) override;
  void onTopicSubscribed(const std::string& topic) override;
  void onLost() override;
  void onReachable() override;

  const std::shared_ptr<PluginConduct> conduct_;
  BrokerListener& listener_;
  PluginHost host_;
  std::unique_ptr<Broker> broker_;
};

}  // namespace fanfare::brokers

#endif  // FANFARE_BROKERS_HOSTED_BROKER_H_
