#include "app/judges.h"

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

#include "app/options.h"
#include "policies/allow_all.h"
#include "policies/by_facility.h"
#include "policies/make_policy.h"
#include "policies/one_reading.h"
#include "policies/plugin.h"
#include "policies/redis_secrets.h"
#include "policies/room_secrets.h"
#include "sessions/by_facility.h"
#include "sessions/demo.h"
#include "sessions/make_resolver.h"

namespace fanfare::app {
namespace {

using MakePlugin = std::function<Result<std::unique_ptr<Policy>>()>;

Error wrong(std::string message) { return {ErrorCode::kInvalidArgument, std::move(message)}; }

// Null if there are no rules.
Result<std::shared_ptr<policies::RuleBook>> ruleBookOf(const Config& config) {
  const auto& type = config.policy.type;
  const auto& rulesFile = config.policy.rulesFile;
  const bool areNamed = std::find(type.begin(), type.end(), "rules") != type.end();
  if (!areNamed && !rulesFile.empty()) {
    return wrong("policy.rules.file is set, but policy.type does not name rules");
  }
  if (rulesFile.empty()) return std::shared_ptr<policies::RuleBook>();
  auto book = policies::RuleBook::open(rulesFile);
  if (!book) return wrong("policy.rules.file: " + book.error().message);
  return book;
}

// Null if none is asked.
Result<std::shared_ptr<backend::Client>> backendOf(const Config& config,
                                                   backend::Clients& backends) {
  const auto& type = config.policy.type;
  const bool isNamed = std::find(type.begin(), type.end(), "http") != type.end();
  const bool hasUrl = !config.policy.http.url.host.empty();
  if (!isNamed && hasUrl) {
    return wrong("policy.http.url is set, but policy.type does not name http");
  }
  if (!isNamed || !hasUrl) return std::shared_ptr<backend::Client>();
  auto options = config.policy.http;
  options.name = "policy.http";
  auto client = backends.make(std::move(options));
  if (!client) return wrong("policy.http.authorities: " + client.error().message);
  return client;
}

// Null if there is none.
Result<MakePlugin> pluginOf(const Config& config, const PolicyParts& parts) {
  const auto& type = config.policy.type;
  const bool isNamed = std::find(type.begin(), type.end(), "plugin") != type.end();
  const auto& options = config.policy.plugin;
  if (options.library.empty()) return MakePlugin();
  if (!isNamed) return wrong("policy.plugin.library is set, but policy.type does not name plugin");
  return MakePlugin([options, parts]() -> Result<std::unique_ptr<Policy>> {
    auto made = policies::PluginPolicy::make(options, parts.clock, parts.log);
    if (!made) return wrong("policy.plugin.library: " + made.error().message);
    return made;
  });
}

std::unique_ptr<Policy> withDemo(std::unique_ptr<Policy> policy) {
  std::vector<policies::ByFacility::Named> named;
  named.push_back({kDemoFacility, std::make_unique<policies::AllowAll>()});
  return std::make_unique<policies::ByFacility>(std::move(named), std::move(policy));
}

// Null without a Redis.
std::unique_ptr<const policies::SecretStore> secretStoreOf(const Config& config,
                                                           redis::Clients& clients) {
  const auto& own = config.roomSecrets.redis;
  if (!own && config.broker.type != BrokerType::kRedis) return nullptr;
  auto client = clients.at(own.value_or(config.broker.redis));
  return std::make_unique<policies::RedisSecrets>(std::move(client), config.roomSecrets.keys);
}

Result<std::unique_ptr<SessionResolver>> makeResolver(const Config& config,
                                                      const sessions::ResolverParts& parts) {
  auto resolver =
      sessions::makeResolver(config.identity.resolvers, resolverOptionsOf(config), parts);
  if (!resolver || !config.demoEnabled) return resolver;

  std::vector<sessions::ByFacility::Named> named;
  named.push_back({kDemoFacility, std::make_unique<sessions::DemoResolver>()});
  return std::unique_ptr<SessionResolver>(
      std::make_unique<sessions::ByFacility>(std::move(named), std::move(resolver).value()));
}

}  // namespace

Result<MadePolicy> makePolicy(const Config& config, const PolicyParts& parts) {
  auto book = ruleBookOf(config);
  if (!book) return book.error();
  auto backend = backendOf(config, parts.backends);
  if (!backend) return backend.error();
  const auto sessionKeys = config.policy.httpSendSession ? policies::SessionKeys::kTold
                                                         : policies::SessionKeys::kWithheld;
  auto plugin = pluginOf(config, parts);
  if (!plugin) return plugin.error();
  auto policy = policies::makePolicy(config.policy.type, {*book, *backend, sessionKeys, *plugin});
  if (!policy) return policy.error();
  auto made = std::move(policy).value();
  if (config.demoEnabled) made = withDemo(std::move(made));
  auto facilities = facilityRulesOf(config);
  if (!facilities) return facilities.error();
  made = std::make_unique<policies::OneReading>(std::move(facilities).value(), std::move(made));
  return MadePolicy{std::move(made), std::move(book).value()};
}

Result<Judges> makeJudges(const Config& config, const Clock& clock, Log& log) {
  auto facilities = facilityRulesOf(config);
  if (!facilities) return facilities.error();
  auto clients = std::make_unique<redis::Clients>(clock, log, config.broker.redisTimeout,
                                                  waitingForRedis(config));
  backend::Clients backends(clock, log);
  auto prefetches = std::make_unique<core::Prefetches>();
  auto resolver = makeResolver(config, {log, *clients, backends, clock, prefetches.get()});
  if (!resolver) return resolver.error();
  auto policy = makePolicy(config, {backends, clock, log});
  if (!policy) return policy.error();
  auto counts = std::make_unique<core::LimitCounts>();
  const auto failures = core::Rate::perMinute(config.limit.failedSecretsPerAddress);
  auto failedSecrets = std::make_unique<core::AddressRates>(clock, failures);
  auto [inner, ruleBook] = std::move(policy).value();
  auto withSecrets = std::make_unique<policies::RoomSecrets>(policies::RoomSecrets::Parts{
      *failedSecrets, *counts, secretStoreOf(config, *clients), std::move(inner)});
  return Judges{std::move(counts),
                std::move(failedSecrets),
                std::move(facilities).value(),
                std::move(resolver).value(),
                {std::move(withSecrets), std::move(ruleBook)},
                backends.all(),
                std::move(clients),
                std::move(prefetches)};
}

}  // namespace fanfare::app
