#include "app/config/load.h"

#include <unistd.h>

#include <algorithm>

#include "app/broker_maker.h"
#include "app/config/dialect_checks.h"
#include "app/config/keys.h"
#include "app/config/settings.h"
#include "app/judges.h"
#include "app/nearest.h"
#include "app/options.h"

namespace fanfare::app {
namespace {

// For parts that are made to see whether they can be.
class SilentLog final : public Log {
 public:
  bool isOn(LogLevel /*level*/) const override { return false; }
  void write(LogLevel /*level*/, std::string_view /*line*/) override {}
};

void setDefaults(Config& config) {
  for (const auto& key : keys()) {
    const bool isOfOne = key.name.find('<') != std::string::npos;
    if (!isOfOne && !key.namesFile) (void)key.set(config, "", key.defaultValue);
  }
}

void apply(const Setting& setting, LoadedConfig& loaded) {
  const auto match = keyOf(setting.key);
  if (!match) {
    loaded.problems.push_back(setting.source + ": unknown key '" + setting.key + "'" +
                              suggestionOf(nearestKey(setting.key)));
    return;
  }
  const auto done = match->key.set(loaded.config, match->wildcard, setting.value);
  if (done) return;
  const std::string shown = match->key.isSecret ? "its value" : "'" + setting.value + "'";
  loaded.problems.push_back(setting.source + ": " + setting.key + ": " + shown + " " +
                            done.error().message);
}

void applyAll(const ReadSettings& read, LoadedConfig& loaded) {
  loaded.problems.insert(loaded.problems.end(), read.problems.begin(), read.problems.end());
  for (const auto& setting : read.settings) apply(setting, loaded);
}

bool hasCookieIdentities(const Config& config) {
  const auto& resolvers = config.identity.resolvers;
  return config.identity.trustSessionCookie ||
         std::any_of(resolvers.begin(), resolvers.end(),
                     [](const std::string& name) { return name != "none"; });
}

// `key` lists the origins of pages.
void checkOpenOrigins(const std::string& key, const std::vector<std::string>& allow,
                      LoadedConfig& loaded) {
  const bool allowsAny = std::find(allow.begin(), allow.end(), "*") != allow.end();
  if (!allowsAny || !hasCookieIdentities(loaded.config)) return;
  if (loaded.config.originAnyWithCookies) {
    loaded.warnings.push_back(
        key + " = *: every site on the web can open connections in your visitors' names");
  } else {
    loaded.problems.push_back(
        key +
        " = * would let every site on the web open connections in your visitors' names; list the "
        "origins, or set origin.any_with_cookies = on if that is meant");
  }
}

// What only the parts themselves can tell.
void checkParts(LoadedConfig& loaded) {
  const auto origins = originRulesOf(loaded.config);
  if (!origins) loaded.problems.push_back(origins.error().message);
  const auto credentials = credentialsOf(loaded.config);
  if (!credentials) loaded.problems.push_back(credentials.error().message);
  SilentLog log;
  const SteadyClock clock;
  const auto broker = brokerMakerOf(loaded.config, clock, log);
  if (!broker) loaded.problems.push_back(broker.error().message);
  redis::Clients clients(clock, log, loaded.config.broker.redisTimeout);
  backend::Clients backends(clock, log);
  const auto resolver =
      sessions::makeResolver(loaded.config.identity.resolvers, resolverOptionsOf(loaded.config),
                             {log, clients, backends, clock});
  if (!resolver) loaded.problems.push_back(resolver.error().message);
  const auto facilities = facilityRulesOf(loaded.config);
  if (!facilities) return loaded.problems.push_back(facilities.error().message);
  checkDialects(*facilities, loaded);
  const auto policy =
      makePolicy(loaded.config, {backends, clock, log});  // of the facilities, among others
  if (!policy) loaded.problems.push_back(policy.error().message);
}

void checkApiKeys(LoadedConfig& loaded) {
  for (const auto& [name, key] : loaded.config.apiKeys) {
    if (!key.secret.empty()) continue;
    loaded.problems.push_back("api.key." + name + " has a scope or facilities, but no value: set " +
                              "api.key." + name + " or api.key." + name + "_file");
  }
}

void warnOfWideRights(LoadedConfig& loaded) {
  const Config& config = loaded.config;
  const bool isOpen = config.policy.type == std::vector<std::string>{"allow-all"};
  if (isOpen) {
    loaded.warnings.push_back(
        "policy.type = allow-all: every client may publish to everybody who listens");
  }
  if (config.identity.trustSessionCookie) {
    loaded.warnings.push_back("identity.trust_session_cookie = on: the cookie '" +
                              config.identity.sessionCookie +
                              "' is taken for a session key unverified");
  }
}

}  // namespace

ConfigSources ConfigSources::of(std::string file, std::vector<std::string> commandLine) {
  ConfigSources sources{std::move(file), {}, std::move(commandLine)};
  for (char** variable = environ; variable && *variable; ++variable) {
    sources.environment.emplace_back(*variable);
  }
  return sources;
}

LoadedConfig loadConfig(const ConfigSources& sources) {
  LoadedConfig loaded;
  setDefaults(loaded.config);
  if (!sources.file.empty()) applyAll(settingsInFile(sources.file), loaded);
  applyAll(settingsInEnvironment(sources.environment), loaded);
  applyAll(settingsOnCommandLine(sources.commandLine), loaded);

  checkParts(loaded);
  checkOpenOrigins("origin.allow", loaded.config.originAllow, loaded);
  const auto& socketio = loaded.config.dialect.socketio;
  if (!socketio.route.empty()) checkOpenOrigins("dialect.socketio.cors", socketio.cors, loaded);
  checkApiKeys(loaded);
  warnOfWideRights(loaded);
  return loaded;
}

}  // namespace fanfare::app
