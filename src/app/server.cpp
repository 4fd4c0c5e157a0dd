#include "app/server.h"

#include <algorithm>
#include <utility>

#include "app/broker_maker.h"
#include "app/options.h"
#include "app/topic_outlet.h"
#include "app/topic_sources.h"
#include "brokers/redis_census.h"
#include "dialects/socketio/emit_call.h"

namespace fanfare::app {
namespace {

const SteadyClock kClock;

std::string joined(const std::vector<std::string>& words, const std::string& between) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : between) + word;
  return text;
}

std::string brokerReport(const Config& config) {
  if (config.broker.type == BrokerType::kMemory) return "broker: memory (this process alone)";
  if (config.broker.type == BrokerType::kPlugin) {
    return "broker: plugin (" + config.broker.plugin.library + ")";
  }
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
  if (asks("http")) report += " (asks " + identity.http.backend.url.shown() + ")";
  return report;
}

std::string policyReport(const Config& config, const policies::RuleBook* ruleBook) {
  const auto& asked = config.policy.http.url;
  return "policy: " + joined(config.policy.type, ", ") +
         (ruleBook ? " (" + ruleBook->summary() + ")" : "") +
         (asked.host.empty() ? "" : " (asks " + asked.shown() + ")");
}

http::MetricSources metricSourcesOf(const Judges& judges) {
  http::MetricSources sources;
  for (const auto& backend : judges.backends) sources.push_back(backend.get());
  return sources;
}

// Null where nothing can be read ahead.
core::Prefetch* prefetchOf(const Judges& judges) {
  return judges.prefetches->isEmpty() ? nullptr : judges.prefetches.get();
}

std::string apiReport(const Config& config) {
  if (config.apiKeys.empty()) return "HTTP API: off (no api.key.<name> is set)";
  std::vector<std::string> names;
  for (const auto& [name, key] : config.apiKeys) names.push_back(name);
  return "HTTP API: on, keys of " + joined(names, ", ") +
         (config.adminAddress.empty() ? "" : ", at " + config.adminAddress + " only");
}

// Null where there is nobody to count with. From here on `places` asks it.
std::unique_ptr<core::Census> makeCensus(const Config& config, core::Places& places,
                                         redis::Clients& clients, Log& log) {
  const auto& limit = config.limit;
  const bool isCounting = limit.connectionsPerUser > 0 || limit.connectionsPerSession > 0;
  if (config.broker.type != BrokerType::kRedis || !isCounting) return nullptr;
  brokers::RedisCensus::Options options;
  if (!config.broker.prefix.empty()) options.prefix = config.broker.prefix + ":";
  auto census = std::make_unique<brokers::RedisCensus>(
      brokers::RedisCensus::Parts{clients.at(config.broker.redis), places, kClock, log}, options);
  places.join(*census);
  return census;
}

std::string tlsReport(const Config& config, const tls::Credentials* credentials) {
  if (credentials == nullptr) return "TLS: off (server.tls.certificate is not set)";
  const auto& options = config.server.tls;
  const bool isNewest = options.minVersion == tls::Version::k13;
  std::string report = "TLS: " + credentials->summary() + (isNewest ? ", 1.3" : ", 1.2 and 1.3");
  if (options.clientCertificates == tls::ClientCertificates::kOptional) {
    report += ", clients may show a certificate";
  } else if (options.clientCertificates == tls::ClientCertificates::kRequired) {
    report += ", clients must show a certificate";
  }
  return report;
}

// Null where the settings have none.
std::unique_ptr<core::TopicPublishing> makeOutlet(const Config& config, LocalNode& node) {
  const auto& settings = config.dialect.socketio;
  if (settings.route.empty()) return nullptr;
  return std::make_unique<TopicOutlet>(node, settings.channel);
}

// Null where the settings have none.
std::unique_ptr<core::HttpCallee> makeEmitCall(const Config& config, core::TopicPublishing* topic,
                                               const Judges& judges) {
  using dialects::socketio::EmitCall;
  const auto& settings = config.dialect.socketio;
  if (topic == nullptr || settings.emitSecret.empty()) return nullptr;
  return std::make_unique<EmitCall>(
      EmitCall::Options{settings.emitSecret, settings.arrayData},
      EmitCall::Parts{*topic, *judges.failedSecrets, *judges.limitCounts});
}

std::vector<http::DialectCall> callsOf(const Config& config, core::HttpCallee* emit) {
  std::vector<http::DialectCall> calls;
  if (emit != nullptr) calls.push_back({config.dialect.socketio.emitUrl, *emit});
  return calls;
}

http::FrontOptions withPages(http::FrontOptions options, http::OriginRules pages) {
  options.pages = std::move(pages);
  return options;
}

NodeOptions withTopics(NodeOptions options, std::vector<TopicSource> topics) {
  options.topics = std::move(topics);
  return options;
}

std::optional<http::FrontParts::SocketIo> socketIoOf(const Entrances& entrances,
                                                     const Config& config,
                                                     socketio::RequestSink& requests) {
  const auto way = entrances.socketIo(config.dialect.socketio.allowEio3);
  if (!way) return std::nullopt;
  return http::FrontParts::SocketIo{*way, requests};
}

}  // namespace

Result<std::unique_ptr<Server>> Server::make(const Config& config, Log& log) {
  auto made = makeJudges(config, kClock, log);
  if (!made) return made.error();
  auto judges = std::make_unique<const Judges>(std::move(made).value());
  auto entrances = Entrances::make(config, *judges, log);
  if (!entrances) return entrances.error();
  const auto makeBroker = brokerMakerOf(config, kClock, log);
  if (!makeBroker) return makeBroker.error();
  auto credentials = credentialsOf(config);
  if (!credentials) return credentials.error();

  return std::unique_ptr<Server>(new Server(config, log,
                                            {std::move(judges), std::move(entrances).value(),
                                             *makeBroker, std::move(credentials).value()}));
}

Server::Server(const Config& config, Log& log, Parts parts)
    : config_(config),
      log_(log),
      clock_(kClock),
      judges_(std::move(parts.judges)),
      entrances_(std::move(parts.entrances)),
      credentials_(std::move(parts.credentials)),
      places_(placesOf(config_)),
      census_(makeCensus(config_, places_, *judges_->clients, log)),
      node_({clock_, log, *judges_->policy.policy, *judges_->limitCounts, *judges_->resolver},
            withTopics(nodeOptionsOf(config_), topicSourcesOf(entrances_->topics(), config_, log)),
            parts.makeBroker),
      socketioTopic_(makeOutlet(config_, node_)),
      emitCall_(makeEmitCall(config_, socketioTopic_.get(), *judges_)),
      front_(withPages(frontOptionsOf(config_), entrances_->pages()),
             {node_, node_, entrances_->ways(), entrances_->elsewhere(), judges_->facilities,
              places_, *judges_->limitCounts, clock_, log, metricSourcesOf(*judges_),
              credentials_.get(), prefetchOf(*judges_), socketIoOf(*entrances_, config_, node_),
              callsOf(config_, emitCall_.get())}) {}

Server::~Server() { stop(); }

Result<void> Server::start() {
  warnOfCertificate();
  node_.start();
  return front_.start();
}

std::vector<std::string> Server::report() const {
  std::vector<std::string> lines{
      brokerReport(config_),
      resolverReport(config_),
      policyReport(config_, judges_->policy.ruleBook.get()),
      "origins: " + entrances_->origins(),
      tlsReport(config_, credentials_.get()),
      apiReport(config_),
      "facilities: " + joined(config_.facilityAllow, ", "),
      "connections: at most " + std::to_string(config_.server.maxConnections) + ", on " +
          std::to_string(config_.server.reactors) + " reactors",
  };
  for (auto& line : entrances_->report()) lines.push_back(std::move(line));
  if (emitCall_) lines.push_back("dialect socketio: POST " + config_.dialect.socketio.emitUrl);
  if (config_.demoEnabled) {
    lines.emplace_back("demo: on; on its facility 'demo' everybody may publish, by any name");
  }
  return lines;
}

std::string Server::address() const {
  std::vector<std::string> addresses = front_.addresses();
  for (auto& address : addresses) {
    if (address.rfind("unix:", 0) != 0) address.insert(0, credentials_ ? "https://" : "http://");
  }
  return joined(addresses, " ");
}

void Server::reload() {
  reloadRules();
  reloadCredentials();
}

void Server::reloadRules() {
  const auto& ruleBook = judges_->policy.ruleBook;
  if (!ruleBook) return;
  const auto reloaded = ruleBook->reload();
  if (reloaded) {
    log_.write(LogLevel::kInformation, "policy.rules.file: now in force: " + ruleBook->summary());
  } else {
    log_.write(LogLevel::kError, "policy.rules.file: " + reloaded.error().message +
                                     "; the rules as they were stay in force");
  }
}

void Server::reloadCredentials() {
  if (!credentials_) return;
  const auto reloaded = credentials_->reload();
  if (!reloaded) {
    return log_.write(LogLevel::kError,
                      reloaded.error().message + "; the certificate as it was stays in force");
  }
  log_.write(LogLevel::kInformation,
             "server.tls.certificate: now in force: " + credentials_->summary());
  warnOfCertificate();
}

void Server::warnOfCertificate() {
  const auto warning = credentials_ ? credentials_->warning() : std::nullopt;
  if (warning) log_.write(LogLevel::kWarning, *warning);
}

void Server::drain(std::chrono::milliseconds over) { node_.drain(over); }

void Server::stop() {
  front_.stop();
  node_.stop();
}

}  // namespace fanfare::app
