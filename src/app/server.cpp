#include "app/server.h"

#include <algorithm>
#include <utility>

#include "app/options.h"
#include "brokers/memory_broker.h"
#include "brokers/redis_broker.h"
#include "policies/allow_all.h"
#include "policies/by_facility.h"
#include "policies/make_policy.h"
#include "sessions/by_facility.h"
#include "sessions/demo.h"
#include "sessions/make_resolver.h"

namespace fanfare::app {
namespace {

Result<std::unique_ptr<SessionResolver>> makeResolver(const Config& config, Log& log) {
  auto resolver = sessions::makeResolver(config.identity.resolvers, resolverOptionsOf(config), log);
  if (!resolver || !config.demoEnabled) return resolver;

  std::vector<sessions::ByFacility::Named> named;
  named.push_back({kDemoFacility, std::make_unique<sessions::DemoResolver>()});
  return std::unique_ptr<SessionResolver>(
      std::make_unique<sessions::ByFacility>(std::move(named), std::move(resolver).value()));
}

Result<std::unique_ptr<Policy>> makePolicy(const Config& config) {
  auto policy = policies::makePolicy(config.policyType);
  if (!policy || !config.demoEnabled) return policy;

  std::vector<policies::ByFacility::Named> named;
  named.push_back({kDemoFacility, std::make_unique<policies::AllowAll>()});
  return std::unique_ptr<Policy>(
      std::make_unique<policies::ByFacility>(std::move(named), std::move(policy).value()));
}

BrokerThread::MakeBroker brokerMakerOf(const Config& config, const Clock& clock, Log& log) {
  if (config.broker.type == BrokerType::kMemory) {
    return [&clock](net::Reactor& reactor) {
      return std::make_unique<brokers::MemoryBroker>(
          clock, [&reactor](std::function<void()> task) { reactor.atEndOfTurn(std::move(task)); });
    };
  }
  return [options = redisOptionsOf(config), &log](net::Reactor& reactor) {
    return std::make_unique<brokers::RedisBroker>(reactor, log, options);
  };
}

std::string joined(const std::vector<std::string>& words, const std::string& between) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : between) + word;
  return text;
}

std::string brokerReport(const Config& config) {
  if (config.broker.type == BrokerType::kMemory) return "broker: memory (this process alone)";
  const auto& prefix = config.broker.prefix;
  return "broker: redis at " + config.broker.redis.shown() +
         (prefix.empty() ? ", no prefix" : ", prefix '" + prefix + "'");
}

std::string resolverReport(const Config& config) {
  const auto& identity = config.identity;
  const auto& resolvers = identity.resolvers;
  const auto asks = [&resolvers](const char* name) {
    return std::find(resolvers.begin(), resolvers.end(), name) != resolvers.end();
  };
  std::string report = "resolver: " + joined(resolvers, ", ");
  if (asks("header")) {
    report += " (" + identity.headerUser + ", " + identity.headerGroups + ", " +
              identity.headerSession + ")";
  }
  if (asks("none") && identity.trustSessionCookie) {
    report += ", but for the session key in the cookie '" + identity.sessionCookie + "'";
  }
  return report;
}

std::string apiReport(const Config& config) {
  if (config.apiKeys.empty()) return "HTTP API: off (no api.key.<name> is set)";
  std::vector<std::string> names;
  for (const auto& [name, key] : config.apiKeys) names.push_back(name);
  return "HTTP API: on, keys of " + joined(names, ", ") +
         (config.adminAddress.empty() ? "" : ", at " + config.adminAddress + " only");
}

}  // namespace

Result<std::unique_ptr<Server>> Server::make(const Config& config, Log& log) {
  auto front = frontOptionsOf(config);
  if (!front) return front.error();
  auto facilities = facilityRulesOf(config);
  if (!facilities) return facilities.error();
  auto resolver = makeResolver(config, log);
  if (!resolver) return resolver.error();
  auto policy = makePolicy(config);
  if (!policy) return policy.error();

  return std::unique_ptr<Server>(
      new Server(config, log,
                 {std::move(front).value(), std::move(facilities).value(),
                  std::move(resolver).value(), std::move(policy).value()}));
}

Server::Server(const Config& config, Log& log, Made made)
    : config_(config),
      facilities_(std::move(made.facilities)),
      resolver_(std::move(made.resolver)),
      policy_(std::move(made.policy)),
      origins_(made.front.origin.summary()),
      node_({clock_, log, *policy_}, nodeOptionsOf(config_), brokerMakerOf(config_, clock_, log)),
      front_(std::move(made.front),
             {node_, node_, *resolver_, *policy_, facilities_, {&raw_, &fanfareV1_}, clock_, log}) {
}

Server::~Server() { stop(); }

Result<void> Server::start() {
  node_.start();
  return front_.start();
}

std::vector<std::string> Server::report() const {
  std::vector<std::string> lines{
      brokerReport(config_),
      resolverReport(config_),
      "policy: " + config_.policyType,
      "origins: " + origins_,
      apiReport(config_),
      "facilities: " + joined(config_.facilityAllow, ", "),
      "WebSockets: under " + config_.server.websocketUrl + ", at most " +
          std::to_string(config_.server.maxConnections) + ", on " +
          std::to_string(config_.server.reactors) + " reactors",
  };
  if (config_.demoEnabled) {
    lines.emplace_back("demo: on; on its facility 'demo' everybody may publish, by any name");
  }
  return lines;
}

std::string Server::address() const {
  std::vector<std::string> addresses = front_.addresses();
  for (auto& address : addresses) {
    if (address.rfind("unix:", 0) != 0) address.insert(0, "http://");
  }
  return joined(addresses, " ");
}

void Server::drain(std::chrono::milliseconds over) { node_.drain(over); }

void Server::stop() {
  front_.stop();
  node_.stop();
}

}  // namespace fanfare::app
