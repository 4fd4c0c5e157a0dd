#include "app/topic_sources.h"

#include <algorithm>
#include <memory>
#include <tuple>
#include <utility>

#include "app/options.h"
#include "brokers/redis_broker.h"

namespace fanfare::app {
namespace {

// But for the database.
bool areOfOneRedis(const RedisAddress& a, const RedisAddress& b) {
  const auto place = [](const RedisAddress& address) {
    return std::tie(address.host, address.port, address.path, address.user, address.password);
  };
  return place(a) == place(b);
}

bool isNodesBroker(const PlacedReader& placed, const Config& config) {
  if (!placed.redis) return true;
  return config.broker.type == BrokerType::kRedis &&
         areOfOneRedis(*placed.redis, config.broker.redis);
}

TopicSource sourceAt(const RedisAddress& address, const Config& config, Log& log) {
  auto options = redisOptionsOf(config);
  options.address = address;
  const auto make = [options, &log](net::Reactor& reactor) {
    return std::make_unique<brokers::RedisBroker>(reactor, log, options);
  };
  return {{}, make, "redis at " + address.shown()};
}

}  // namespace

std::vector<TopicSource> topicSourcesOf(const std::vector<PlacedReader>& readers,
                                        const Config& config, Log& log) {
  TopicSource nodes;
  std::vector<TopicSource> sources;
  std::vector<RedisAddress> addresses;  // of `sources`
  for (const auto& placed : readers) {
    if (isNodesBroker(placed, config)) {
      nodes.readers.push_back(placed.reader);
      continue;
    }
    const auto known = std::find_if(
        addresses.begin(), addresses.end(),
        [&placed](const RedisAddress& one) { return areOfOneRedis(one, *placed.redis); });
    const auto at = static_cast<std::size_t>(known - addresses.begin());
    if (known == addresses.end()) {
      addresses.push_back(*placed.redis);
      sources.push_back(sourceAt(*placed.redis, config, log));
    }
    sources[at].readers.push_back(placed.reader);
  }
  if (!nodes.readers.empty()) sources.push_back(std::move(nodes));
  return sources;
}

}  // namespace fanfare::app
