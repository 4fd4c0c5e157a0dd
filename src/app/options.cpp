#include "app/options.h"

#include <algorithm>
#include <random>
#include <utility>

namespace fanfare::app {
namespace {

constexpr std::chrono::seconds kLongestForBroker{10};  // so long may a stop have to wait

core::FacilityRule ruleOf(const std::string& pattern, const FacilitySettings& settings) {
  const auto deflating = [](bool on) { return on ? core::Deflating::kOn : core::Deflating::kOff; };
  core::FacilityRule rule;
  rule.pattern = pattern;
  if (settings.allowColon) {
    rule.colons = *settings.allowColon ? Colons::kInFacility : Colons::kInName;
  }
  if (settings.compression) rule.publicDeflate = deflating(*settings.compression);
  if (settings.compressionPrivate) rule.privateDeflate = deflating(*settings.compressionPrivate);
  return rule;
}

bool names(const std::vector<std::string>& list, const char* one) {
  return std::find(list.begin(), list.end(), one) != list.end();
}

// How many handshakes may wait for backends and databases at once.
std::size_t waitingFor(const Config& config) {
  const auto& identity = config.identity;
  const bool asksDatabase = names(identity.resolvers, "django") && !identity.django.db.url.empty();
  return (names(identity.resolvers, "http") ? identity.http.backend.maxWaiting : 0) +
         (names(config.policy.type, "http") ? config.policy.http.maxWaiting : 0) +
         (asksDatabase ? identity.django.db.connections : 0);
}

// For others than a Redis.
bool judgingMayWait(const Config& config) {
  return waitingFor(config) > 0 || names(config.identity.resolvers, "plugin") ||
         names(config.policy.type, "plugin");
}

// More than may wait for a Redis; and of those who may wait for the policy's backend, half are left
// to handshakes.
std::size_t policyThreadsOf(const Config& config) {
  const std::size_t threads = config.server.httpThreads;
  if (!names(config.policy.type, "http")) return threads;
  return std::min(threads, std::max<std::size_t>(1, config.policy.http.maxWaiting / 2));
}

// From 1 to 2^39 - 1.
ConnectionId anyNumber() {
  std::random_device device;
  return std::uniform_int_distribution<ConnectionId>(1, (ConnectionId{1} << 39) - 1)(device);
}

http::GateLimits gateLimitsOf(const Config& config) {
  http::GateLimits limits;
  limits.request.maxHeadBytes = config.server.maxHeaderBytes;
  limits.request.maxQueryBytes = config.server.maxQueryBytes;
  limits.request.maxBodyBytes = config.apiMaxBodyBytes;
  // A little more than it may be is answered by who knows whose it is.
  limits.request.otherBodyPath = config.dialect.socketio.route;
  limits.request.otherBodyBytes = 2 * config.dialect.socketio.maxPayload;
  if (config.server.proxyProtocol) limits.announcers = config.server.trustedProxies;
  limits.requestDeadline = config.server.requestTimeout;
  limits.idleDeadline = config.server.idleTimeout;
  return limits;
}

http::Turnstile::Options turnstileOptionsOf(const Config& config) {
  http::Turnstile::Options options;
  options.handshakes = core::Rate::of(config.limit.handshakesPerAddress);
  options.client = {config.server.trustedProxies, config.server.clientAddressHeader};
  return options;
}

// What a client may send in one piece.
std::size_t largestOf(const Config& config) {
  const auto& socketIo = config.dialect.socketio;
  return std::max(config.message.maxBytes, socketIo.route.empty() ? 0 : socketIo.maxPayload);
}

socketio::EndpointOptions socketIoOptionsOf(const Config& config,
                                            const ws::EndpointOptions& clients) {
  const auto& settings = config.dialect.socketio;
  socketio::EndpointOptions options;
  options.line = {settings.pingInterval,
                  settings.pingTimeout,
                  {clients.connection, settings.maxPayload, clients.closePatience}};
  options.rawEvent = settings.event;
  options.topic = settings.channel;
  options.facility = settings.facility;
  return options;
}

}  // namespace

std::size_t subscriptionsOf(const Config& config) {
  const auto most = config.limit.subscriptionsPerConnection;
  return most == 0 ? SIZE_MAX : most;
}

Result<http::OriginRules> originRulesOf(const Config& config) {
  return http::OriginRules::of(config.originAllow, config.server.hosts,
                               config.server.trustedProxies);
}

http::FrontOptions frontOptionsOf(const Config& config) {
  http::FrontOptions options;
  options.addresses = config.server.address;
  options.port = config.server.port;
  options.adminAddress = config.adminAddress;
  options.threads = config.server.httpThreads;
  options.waitingThreads = waitingFor(config);
  if (judgingMayWait(config)) options.judging = http::UpgradeLane::Judging::kMayWait;
  options.tlsThreads = config.server.reactors;
  options.gate = gateLimitsOf(config);
  options.maxConnections = config.server.maxConnections;
  options.messageExpire = config.message.expire;
  options.turnstile = turnstileOptionsOf(config);
  options.maxSubscriptions = subscriptionsOf(config);
  options.apiPublishes = core::Rate::of(config.limit.publishesPerKey);
  for (const auto& [name, key] : config.apiKeys) options.apiKeys.push_back(key);
  options.demoEnabled = config.demoEnabled;
  return options;
}

Result<std::unique_ptr<tls::Credentials>> credentialsOf(const Config& config) {
  const auto& options = config.server.tls;
  if (!options.certificate.empty()) return tls::Credentials::load(options);
  const bool isHalf = !options.key.empty() || !options.clientCa.empty() ||
                      options.clientCertificates != tls::ClientCertificates::kOff;
  if (!isHalf) return std::unique_ptr<tls::Credentials>();
  return Error{ErrorCode::kInvalidArgument,
               "server.tls.certificate is not set, but others of server.tls are: without it there "
               "would be no TLS"};
}

Result<core::FacilityRules> facilityRulesOf(const Config& config) {
  auto allow = config.facilityAllow;
  if (config.demoEnabled) allow.emplace_back(kDemoFacility);
  std::vector<core::FacilityRule> rules;
  for (const auto& [pattern, settings] : config.facilities) {
    rules.push_back(ruleOf(pattern, settings));
  }
  return core::FacilityRules::of(std::move(allow), std::move(rules));
}

std::size_t waitingForRedis(const Config& config) {
  return std::max<std::size_t>(1, config.server.httpThreads * 3 / 4);
}

core::Places::Bounds placesOf(const Config& config) {
  return {config.limit.connectionsPerAddress, config.limit.connectionsPerUser,
          config.limit.connectionsPerSession};
}

NodeOptions nodeOptionsOf(const Config& config) {
  NodeOptions options;
  options.reactors = config.server.reactors;
  options.brokerPatience =
      std::min<std::chrono::milliseconds>(config.broker.redisTimeout, kLongestForBroker);
  options.recheck = config.identity.recheck;
  options.policyThreads = policyThreadsOf(config);
  options.control.prefix = config.broker.prefix;
  options.control.keepTombstones = config.identity.revokedFor;
  options.maxQueuedBytes = config.outbox.maxTotalBytes;
  options.kept = {config.message.maxKeptByClients, config.limit.keptPerClient};
  options.maxReceivedBytes = config.message.maxTotalBytes;
  auto& endpoint = options.endpoint;
  endpoint.firstNumber = anyNumber();
  endpoint.maxMessageBytes = config.message.maxBytes;
  endpoint.messageExpire = config.message.expire;
  endpoint.maxSubscriptions = subscriptionsOf(config);
  endpoint.messages = core::Rate::of(config.limit.messagesPerConnection);
  endpoint.bytes = core::Rate::of(config.limit.bytesPerConnection, 2 * largestOf(config));
  endpoint.connection.outboxMaxBytes = config.outbox.maxBytes;
  endpoint.heartbeatMessage = config.heartbeatMessage;
  endpoint.pingInterval = config.ping.interval;
  endpoint.pingTimeout = config.ping.timeout;
  options.socketIo = socketIoOptionsOf(config, endpoint);
  return options;
}

brokers::RedisBrokerOptions redisOptionsOf(const Config& config) {
  brokers::RedisBrokerOptions options;
  options.address = config.broker.redis;
  options.prefix = config.broker.prefix;
  options.timeout = config.broker.redisTimeout;
  return options;
}

sessions::ResolverOptions resolverOptionsOf(const Config& config) {
  const auto& identity = config.identity;
  sessions::ResolverOptions options;
  if (identity.trustSessionCookie) options.sessionCookie = identity.sessionCookie;
  options.redis = config.broker.redis;
  options.header.user = identity.headerUser;
  options.header.groups = identity.headerGroups;
  options.header.session = identity.headerSession;
  options.header.trusted = identity.headerTrusted;
  options.header.secret = identity.headerSecret;
  options.jwt = identity.jwt;
  options.django = identity.django;
  options.flask = identity.flask;
  options.express = identity.express;
  options.http = identity.http;
  options.php = identity.php;
  options.rails = identity.rails;
  options.plugin = identity.plugin;
  return options;
}

}  // namespace fanfare::app
