#include "app/broker_maker.h"

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "app/options.h"
#include "brokers/memory_broker.h"
#include "brokers/plugin_broker.h"
#include "brokers/redis_broker.h"

namespace fanfare::app {
namespace {

using MakeBroker = BrokerThread::MakeBroker;

Error wrong(std::string message) { return {ErrorCode::kInvalidArgument, std::move(message)}; }

Result<MakeBroker> pluginMakerOf(const plugins::PluginOptions& plugin, Log& log) {
  if (plugin.library.empty()) return wrong("broker.type = plugin needs broker.plugin.library");
  auto make = brokers::PluginBroker::open(plugin);
  if (!make) return wrong("broker.plugin.library: " + make.error().message);
  return MakeBroker([make = std::move(make).value(), &log](net::Reactor& reactor,
                                                           core::KeyListener& /*listener*/) {
    return std::make_unique<brokers::PluginBroker>(reactor, log, make);
  });
}

MakeBroker memoryMakerOf(const Clock& clock) {
  return [&clock](net::Reactor& reactor, core::KeyListener& /*listener*/) {
    return std::make_unique<brokers::MemoryBroker>(
        clock, [&reactor](std::function<void()> task) { reactor.atEndOfTurn(std::move(task)); });
  };
}

MakeBroker redisMakerOf(const Config& config, Log& log) {
  return
      [options = redisOptionsOf(config), &log](net::Reactor& reactor, core::KeyListener& listener) {
        return std::make_unique<brokers::RedisBroker>(reactor, log, options, &listener);
      };
}

}  // namespace

Result<MakeBroker> brokerMakerOf(const Config& config, const Clock& clock, Log& log) {
  const auto& broker = config.broker;
  if (broker.type == BrokerType::kPlugin) return pluginMakerOf(broker.plugin, log);
  if (!broker.plugin.library.empty()) {
    return wrong("broker.plugin.library is set, but broker.type is not plugin");
  }
  return broker.type == BrokerType::kMemory ? memoryMakerOf(clock) : redisMakerOf(config, log);
}

}  // namespace fanfare::app
