#include "app/config/key_table.h"

#include <algorithm>
#include <limits>
#include <thread>

#include "fanfare/channel.h"

#include "app/config/dialect_keys.h"
#include "app/config/http_policy_keys.h"
#include "app/config/identity_keys.h"
#include "app/config/limit_keys.h"
#include "app/config/plugin_keys.h"
#include "app/config/room_secret_keys.h"
#include "app/config/secret_key.h"
#include "app/config/setters.h"
#include "app/config/tls_keys.h"
#include "http/front.h"
#include "http/listener.h"
#include "http/origin.h"
#include "model/ascii.h"
#include "policies/make_policy.h"

namespace fanfare::app {
namespace {

constexpr std::uint64_t kUnbounded = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint64_t kYear = 366ULL * 24 * 3600;
constexpr std::uint64_t kHour = 3600;

Error wrong(std::string what) { return {ErrorCode::kInvalidArgument, std::move(what)}; }

Result<std::size_t> reactorCountIn(const std::string& text) {
  constexpr std::size_t kMost = 256;
  if (text == "auto") return std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, kMost);
  const auto count = wholeNumberIn(text, {1, kMost});
  if (!count) return wrong(count.error().message + ", nor 'auto'");
  return static_cast<std::size_t>(*count);
}

Result<std::string> urlPrefixIn(const std::string& text) {
  if (text.empty()) return text;
  const bool isPrefix = !text.empty() && text.front() == '/' && text.back() == '/';
  if (!isPrefix) return wrong("does not begin and end with a slash");
  for (const std::string own : {"/healthz", "/readyz", "/metrics", "/api/publish", "/demo/"}) {
    if (own.compare(0, text.size(), text) == 0) return wrong("would take in " + own);
  }
  return text;
}

Result<std::string> keyPrefixIn(const std::string& text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < ' ') return wrong("holds a control character");
  }
  return text;
}

Result<std::vector<std::string>> nonEmptyListIn(const std::string& text) {
  auto entries = listIn(text);
  if (entries.empty()) return wrong("is empty");
  return entries;
}

Result<std::vector<std::string>> listenersIn(const std::string& text) {
  auto entries = listIn(text);
  if (entries.empty()) return wrong("is empty");
  for (const auto& entry : entries) {
    const auto readable = http::Listener::check(entry);
    if (!readable) return wrong("cannot be listened on: " + readable.error().message);
  }
  return entries;
}

Result<std::string> adminAddressIn(const std::string& text) {
  if (text.empty()) return text;
  const auto readable = http::Front::checkAdminAddress(text);
  if (!readable) return wrong("cannot be listened on: " + readable.error().message);
  return text;
}

Result<std::vector<std::string>> originsIn(const std::string& text) {
  auto entries = listIn(text);
  const auto rules = http::OriginRules::of(entries, {}, AddressList::loopback());
  if (!rules) return wrong("holds something else: " + rules.error().message);
  return entries;
}

Result<std::vector<std::string>> hostsIn(const std::string& text) {
  auto entries = listIn(text);
  const auto rules = http::OriginRules::of({}, entries, AddressList::loopback());
  if (!rules) return wrong("holds something else: " + rules.error().message);
  return entries;
}

Result<std::string> optionalHeaderNameIn(const std::string& text) {
  if (!text.empty() && !isToken(text)) return wrong("is no name of a header");
  return text;
}

Result<std::vector<std::string>> policiesIn(const std::string& text) {
  auto policies = nonEmptyListIn(text);
  if (!policies) return policies;
  for (const auto& policy : *policies) {
    const auto& known = policies::policyNames();
    if (std::find(known.begin(), known.end(), policy) != known.end()) continue;
    std::string words;
    for (const auto& word : known) words += (words.empty() ? "" : ", ") + word;
    return wrong("holds '" + policy + "', which is none of " + words);
  }
  return policies;
}

Result<std::string> bearerTokenIn(const std::string& text) {
  constexpr std::size_t kLeast = 16;
  if (text.size() < kLeast) return wrong("is too short: a key has at least 16 characters");
  for (const char c : text) {
    if (c <= ' ' || c > '~') return wrong("holds a blank or something that is not ASCII");
  }
  return text;
}

Result<std::vector<http::ApiScope>> scopesIn(const std::string& text) {
  std::vector<http::ApiScope> scopes;
  for (const auto& word : listIn(text)) {
    const auto scope = http::apiScopeOf(word);
    if (!scope) return wrong("holds '" + word + "', which is none of publish, read, admin");
    scopes.push_back(*scope);
  }
  if (scopes.empty()) return wrong("is empty");
  return scopes;
}

// As reading(), for a key with a placeholder: `place` is told what stood for it.
template <typename Read, typename Place>
Key::Set readingOf(Read read, Place place) {
  return [read, place](Config& config, const std::string& wildcard, const std::string& text) {
    const auto placeOfIt = [&wildcard, &place ](Config & c) -> auto& { return place(c, wildcard); };
    return reading(read, placeOfIt)(config, wildcard, text);
  };
}

void addServer(std::vector<Key>& table) {
  table.insert(
      table.end(),
      {{"server.address", "127.0.0.1", "",
        "Where to listen: addresses, localhost, or unix:/path, separated by commas.",
        reading(
            listenersIn, [](Config & c) -> auto& { return c.server.address; })},
       {"server.port", "8080", "", "The TCP port; 0 takes a free one.",
        wholeNumber(
            {0, 65535}, [](Config & c) -> auto& { return c.server.port; })},
       {"server.websocket_url", "/ws/", "",
        "What stands before the facility in a WebSocket's path; empty: dialects' routes alone.",
        reading(
            urlPrefixIn, [](Config & c) -> auto& { return c.server.websocketUrl; })},
       {"server.reactors", "auto", "threads", "How many threads carry the connections.",
        reading(
            reactorCountIn, [](Config & c) -> auto& { return c.server.reactors; })},
       {"server.http_threads", "8", "threads", "How many threads answer HTTP requests.",
        wholeNumber(
            {2, 1024}, [](Config & c) -> auto& { return c.server.httpThreads; })},
       {"server.max_connections", "100000", "connections", "How many WebSockets may be open.",
        wholeNumber(
            {1, kUnbounded}, [](Config & c) -> auto& { return c.server.maxConnections; })},
       {"server.drain_seconds", "5", "seconds", "Over how long a stop spreads the closing.",
        seconds(
            {0, kHour}, [](Config & c) -> auto& { return c.server.drain; })},
       {"server.hosts", "", "", "The names the server answers to; empty: any.",
        reading(
            hostsIn, [](Config & c) -> auto& { return c.server.hosts; })},
       {"server.trusted_proxies", "127.0.0.0/8, ::1, unix", "",
        "Whose Forwarded and X-Forwarded-* headers count.",
        reading(
            addressesIn, [](Config & c) -> auto& { return c.server.trustedProxies; })},
       {"server.client_address_header", "X-Forwarded-For", "",
        "The header in which they say who is behind them; empty: none.",
        reading(
            optionalHeaderNameIn,
            [](Config & c) -> auto& { return c.server.clientAddressHeader; })},
       {"server.proxy_protocol", "off", "",
        "Whether proxies say so in a header of the PROXY protocol before all else.",
        onOff([](Config & c) -> auto& { return c.server.proxyProtocol; })},
       {"server.request_timeout", "10", "seconds", "How long a request may take to arrive.",
        reading(
            waitIn, [](Config & c) -> auto& { return c.server.requestTimeout; })},
       {"server.idle_timeout", "75", "seconds",
        "How long an HTTP connection may wait for its next request.",
        reading(
            waitIn, [](Config & c) -> auto& { return c.server.idleTimeout; })},
       {"server.max_header_bytes", "16K", "bytes", "How large a request's header may be.",
        byteCount(
            {1024, 1U << 20}, [](Config & c) -> auto& { return c.server.maxHeaderBytes; })},
       {"server.max_query_bytes", "8K", "bytes", "How long a request's query may be.",
        byteCount(
            {256, 1U << 20}, [](Config & c) -> auto& { return c.server.maxQueryBytes; })},
       {"admin.address", "", "", "address:port or unix:/path for API and metrics alone.",
        reading(
            adminAddressIn, [](Config & c) -> auto& { return c.adminAddress; })}});
}

void addBroker(std::vector<Key>& table) {
  table.push_back({"broker.type", "memory", "", "What carries messages: memory, redis or plugin.",
                   oneOf<BrokerType>(
                       {{"memory", BrokerType::kMemory},
                        {"redis", BrokerType::kRedis},
                        {"plugin", BrokerType::kPlugin}},
                       [](Config & c) -> auto& { return c.broker.type; })});
  addSecret(table, {"broker.redis.url", "redis://127.0.0.1:6379/0", "", "Where the Redis is.",
                    reading(
                        redisIn, [](Config & c) -> auto& { return c.broker.redis; })});
  table.insert(table.end(),
               {{"broker.redis.timeout", "5", "seconds", "How long to wait for the Redis.",
                 reading(
                     waitIn, [](Config & c) -> auto& { return c.broker.redisTimeout; })},
                {"broker.prefix", "", "", "What stands before every key and channel in the Redis.",
                 reading(
                     keyPrefixIn, [](Config & c) -> auto& { return c.broker.prefix; })}});
  addPlugin(
      table, "broker.plugin", [](Config & c) -> auto& { return c.broker.plugin; });
}

void addMessages(std::vector<Key>& table) {
  table.insert(
      table.end(),
      {{"message.expire", "3600", "seconds",
        "How long a message is kept for replay; 0: not at all.",
        wholeNumber(
            {0, kYear}, [](Config & c) -> auto& { return c.message.expire; })},
       {"message.max_bytes", "64K", "bytes", "How large a message from a client may be.",
        byteCount(
            {1, 1U << 30}, [](Config & c) -> auto& { return c.message.maxBytes; })},
       {"message.max_total_bytes", "256M", "bytes",
        "How much of messages that are not complete all clients may have sent.",
        byteCount(
            {1U << 20, 1ULL << 40}, [](Config & c) -> auto& { return c.message.maxTotalBytes; })},
       {"message.max_kept_by_clients", "100000", "channels",
        "On how many channels clients may keep messages.",
        wholeNumber(
            {0, kUnbounded}, [](Config & c) -> auto& { return c.message.maxKeptByClients; })},
       {"heartbeat.message", "", "", "A text sent to raw clients every 4 seconds; empty: none.",
        anyText([](Config & c) -> auto& { return c.heartbeatMessage; })},
       {"ping.interval", "25", "seconds", "How often a quiet client is pinged; 0: never.",
        seconds(
            {0, kHour}, [](Config & c) -> auto& { return c.ping.interval; })},
       {"ping.timeout", "20", "seconds", "How long a client may take to answer a ping.",
        reading(
            waitIn, [](Config & c) -> auto& { return c.ping.timeout; })},
       {"outbox.max_bytes", "4M", "bytes", "How much may wait to be sent to one client.",
        byteCount(
            {64U << 10, 1U << 30}, [](Config & c) -> auto& { return c.outbox.maxBytes; })},
       {"outbox.max_total_bytes", "1G", "bytes", "How much may wait to be sent to all clients.",
        byteCount(
            {1U << 20, 1ULL << 40}, [](Config & c) -> auto& { return c.outbox.maxTotalBytes; })},
       {"origin.allow", "same-origin", "", "Which pages may connect.",
        reading(
            originsIn, [](Config & c) -> auto& { return c.originAllow; })},
       {"origin.any_with_cookies", "off", "",
        "Whether origin.allow = * may go together with identities from cookies.",
        onOff([](Config & c) -> auto& { return c.originAnyWithCookies; })}});
}

void addPolicy(std::vector<Key>& table) {
  table.insert(
      table.end(),
      {{"policy.type", "subscribe-only", "",
        "Who may do what: subscribe-only, allow-all, rules, http, plugin, or several of them.",
        reading(
            policiesIn, [](Config & c) -> auto& { return c.policy.type; })},
       {"policy.rules.file", "", "", "The file with the rules of the policy rules.",
        anyText([](Config & c) -> auto& { return c.policy.rulesFile; })}});
  addHttpPolicy(table);
  addPlugin(
      table, "policy.plugin", [](Config & c) -> auto& { return c.policy.plugin; });
}

void addApi(std::vector<Key>& table) {
  const auto keyNamed = [](Config & c, const std::string& name) -> auto& {
    auto& key = c.apiKeys[name];
    key.name = name;
    return key;
  };
  addSecret(table, {"api.key.<name>", "", "", "A key of the HTTP API.",
                    readingOf(
                        bearerTokenIn, [keyNamed](Config & c, const std::string& name) -> auto& {
                          return keyNamed(c, name).secret;
                        })});
  table.insert(
      table.end(),
      {{"api.key.<name>.scope", "publish, read", "", "What that key is good for.",
        readingOf(
            scopesIn,
            [keyNamed](Config & c, const std::string& name) -> auto& {
              return keyNamed(c, name).scopes;
            })},
       {"api.key.<name>.facilities", "*", "", "The facilities that key reaches, as patterns.",
        readingOf(
            nonEmptyListIn,
            [keyNamed](Config & c, const std::string& name) -> auto& {
              return keyNamed(c, name).facilities;
            })},
       {"api.max_body_bytes", "1M", "bytes", "How large a request's body may be.",
        byteCount(
            {1024, 1U << 30}, [](Config & c) -> auto& { return c.apiMaxBodyBytes; })}});
}

void addFacilities(std::vector<Key>& table) {
  const auto onOffOf = [](auto place) {
    return readingOf([](const std::string& text) { return switchIn(text); },
                     [place](Config & c, const std::string& pattern) -> auto& {
                       return place(c.facilities[pattern]);
                     });
  };
  table.insert(table.end(),
               {{"facility.allow", "*", "", "The facilities that may be opened, as patterns.",
                 reading(
                     nonEmptyListIn, [](Config & c) -> auto& { return c.facilityAllow; })},
                {"facility.<pattern>.compression", "off", "", "Whether messages are compressed.",
                 onOffOf([](FacilitySettings & f) -> auto& { return f.compression; })},
                {"facility.<pattern>.compression_private", "off", "",
                 "Whether user, group and session channels are compressed too.",
                 onOffOf([](FacilitySettings & f) -> auto& { return f.compressionPrivate; })},
                {"facility.<pattern>.allow_colon", "off", "",
                 "Whether the facility's name may hold colons; then other names may not.",
                 onOffOf([](FacilitySettings & f) -> auto& { return f.allowColon; })}});
}

void addRest(std::vector<Key>& table) {
  const std::vector<std::pair<std::string, LogLevel>> levels{{"debug", LogLevel::kDebug},
                                                             {"info", LogLevel::kInformation},
                                                             {"warning", LogLevel::kWarning},
                                                             {"error", LogLevel::kError}};
  table.insert(table.end(), {{"log.level", "info", "", "The least that is logged.",
                              oneOf(
                                  levels, [](Config & c) -> auto& { return c.log.level; })},
                             {"log.file", "", "", "Where to log; empty: to standard error.",
                              anyText([](Config & c) -> auto& { return c.log.file; })},
                             {"demo.enabled", "off", "", "Whether the server serves the demo.",
                              onOff([](Config & c) -> auto& { return c.demoEnabled; })}});
}

}  // namespace

std::vector<Key> keyTable() {
  std::vector<Key> table;
  addServer(table);
  addTls(table);
  addLimits(table);
  addBroker(table);
  addMessages(table);
  addIdentity(table);
  addPolicy(table);
  addRoomSecrets(table);
  addDialects(table);
  addApi(table);
  addFacilities(table);
  addRest(table);
  return table;
}

}  // namespace fanfare::app
