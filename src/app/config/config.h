#ifndef FANFARE_APP_CONFIG_CONFIG_H_
#define FANFARE_APP_CONFIG_CONFIG_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "fanfare/redis_address.h"

#include "backend/client.h"
#include "core/channel_request.h"
#include "dialects/pubsocketd.h"
#include "dialects/pubsocketd_entrance.h"
#include "dialects/socketio/backend_message.h"
#include "dialects/websocket_push_topics.h"
#include "http/api_keys.h"
#include "model/address_list.h"
#include "model/log.h"
#include "plugins/library.h"
#include "sessions/django.h"
#include "sessions/express.h"
#include "sessions/flask.h"
#include "sessions/http.h"
#include "sessions/jwt.h"
#include "sessions/php.h"
#include "sessions/rails.h"
#include "tls/server_options.h"

namespace fanfare::app {

enum class BrokerType { kMemory, kRedis, kPlugin };

// What is declared for the facilities of one pattern; an empty optional says nothing. Value type.
struct FacilitySettings {
  std::optional<bool> compression;
  std::optional<bool> compressionPrivate;
  std::optional<bool> allowColon;
};

// The settings of a server, as conf/fanfare.properties describes them; the names are those of the
// keys. Value type. It has no defaults of its own: those are in the table of keys().
struct Config {
  struct {
    std::vector<std::string> address;
    std::uint16_t port;
    std::string websocketUrl;
    std::size_t reactors;
    std::size_t httpThreads;
    std::uint64_t maxConnections;
    std::chrono::milliseconds drain;
    std::vector<std::string> hosts;
    AddressList trustedProxies;
    std::string clientAddressHeader;  // empty: none
    bool proxyProtocol;
    std::chrono::milliseconds requestTimeout;
    std::chrono::milliseconds idleTimeout;
    std::size_t maxHeaderBytes;
    std::size_t maxQueryBytes;
    tls::ServerOptions tls;  // no certificate: none
  } server{};
  std::string adminAddress;

  struct {
    std::uint64_t connectionsPerAddress;
    std::uint64_t connectionsPerUser;
    std::uint64_t connectionsPerSession;
    std::uint64_t handshakesPerAddress;  // a second
    std::uint64_t subscriptionsPerConnection;
    std::uint64_t messagesPerConnection;  // a second
    std::uint64_t bytesPerConnection;     // a second
    std::uint64_t keptPerClient;
    std::uint64_t publishesPerKey;          // a second
    std::uint64_t failedSecretsPerAddress;  // a minute
  } limit{};

  struct {
    BrokerType type;
    RedisAddress redis;
    std::chrono::milliseconds redisTimeout;
    std::string prefix;
    plugins::PluginOptions plugin;
  } broker{};

  struct {
    std::chrono::seconds expire;
    std::size_t maxBytes;
    std::size_t maxTotalBytes;  // of those that are not complete
    std::size_t maxKeptByClients;
  } message{};
  std::string heartbeatMessage;
  struct {
    std::chrono::milliseconds interval;
    std::chrono::milliseconds timeout;
  } ping{};
  struct {
    std::size_t maxBytes;       // of one connection
    std::size_t maxTotalBytes;  // of all
  } outbox{};

  std::vector<std::string> originAllow;
  bool originAnyWithCookies = false;

  struct {
    std::vector<std::string> resolvers;  // in the order they are asked
    core::WhenMissing whenMissing;
    std::chrono::milliseconds recheck;  // 0: off
    std::chrono::seconds revokedFor;
    std::string sessionCookie;
    bool trustSessionCookie;
    std::string headerUser;
    std::string headerGroups;
    std::string headerSession;
    AddressList headerTrusted;
    std::string headerSecret;  // empty: none
    sessions::JwtOptions jwt;
    sessions::DjangoOptions django;
    sessions::FlaskOptions flask;
    sessions::ExpressOptions express;
    sessions::HttpOptions http;
    sessions::PhpOptions php;
    sessions::RailsOptions rails;
    plugins::PluginOptions plugin;
  } identity{};
  struct {
    std::vector<std::string> type;
    std::string rulesFile;  // empty: none
    backend::ClientOptions http;
    bool httpSendSession;
    plugins::PluginOptions plugin;
  } policy{};
  struct {
    std::vector<std::string> keys;      // with * for the room space
    std::optional<RedisAddress> redis;  // nullopt: the broker's
  } roomSecrets{};

  struct {
    struct {
      std::vector<dialects::PubsocketdRoute> routes;  // none: it is off
      std::vector<std::string> origins;
      bool insecure;
      dialects::PubsocketdOptions wire;
      std::optional<RedisAddress> redis;  // nullopt: the broker's
    } pubsocketd;
    struct {
      std::string route;  // empty: it is off
      std::string facility;
      std::string userHeader;
      std::string guestHeader;
      dialects::WebsocketPushTopics::Names channels;
      std::optional<RedisAddress> redis;  // nullopt: the broker's
    } websocketPush;
    struct {
      std::string route;  // empty: it is off
      std::string facility;
      std::string channel;
      std::optional<RedisAddress> redis;  // nullopt: the broker's
      std::vector<std::string> cors;      // origins, or * alone; empty: the server's own rules
      std::string event;                  // of a raw message
      bool allowEio3;
      std::size_t maxPayload;
      std::chrono::milliseconds pingInterval;
      std::chrono::milliseconds pingTimeout;
      dialects::socketio::ArrayData arrayData;
      std::string emitSecret;  // empty: there is no POST /emit
      std::string emitUrl;
    } socketio;
  } dialect{};

  std::map<std::string, http::ApiKey> apiKeys;  // by name
  std::size_t apiMaxBodyBytes = 0;

  struct {
    LogLevel level;
    std::string file;  // empty: standard error
  } log{};

  std::vector<std::string> facilityAllow;
  std::map<std::string, FacilitySettings> facilities;  // by pattern
  bool demoEnabled = false;
};

}  // namespace fanfare::app

#endif  // FANFARE_APP_CONFIG_CONFIG_H_
