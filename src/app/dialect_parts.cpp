#include "app/dialect_parts.h"

#include <algorithm>
#include <utility>

#include "app/options.h"
#include "dialects/pubsocketd.h"
#include "dialects/pubsocketd_entrance.h"
#include "dialects/pubsocketd_topics.h"
#include "dialects/socketio/topics.h"
#include "dialects/websocket_push.h"
#include "dialects/websocket_push_entrance.h"
#include "dialects/websocket_push_topics.h"
#include "sessions/header.h"
#include "sessions/resolver_chain.h"

namespace fanfare::app {
namespace {

std::vector<std::string> channelsOf(const std::vector<dialects::PubsocketdRoute>& routes) {
  std::vector<std::string> channels;
  for (const auto& route : routes) {
    channels.insert(channels.end(), route.channels.begin(), route.channels.end());
  }
  std::sort(channels.begin(), channels.end());
  channels.erase(std::unique(channels.begin(), channels.end()), channels.end());
  return channels;
}

DialectParts pubsocketdOf(const Config& config) {
  const auto& settings = config.dialect.pubsocketd;
  const auto& facility = settings.wire.facility;
  DialectParts parts;
  parts.dialect = std::make_unique<dialects::Pubsocketd>(settings.wire);
  parts.entrance = std::make_unique<dialects::PubsocketdEntrance>(
      dialects::PubsocketdEntrance::Options{settings.routes, settings.origins, settings.insecure,
                                            facility},
      *parts.dialect);
  parts.topics =
      std::make_unique<dialects::PubsocketdTopics>(channelsOf(settings.routes), facility);
  parts.redis = settings.redis;
  return parts;
}

std::unique_ptr<SessionResolver> headerResolver(const Config& config, const std::string& user,
                                                Log& log) {
  auto options = resolverOptionsOf(config).header;
  options.user = user;
  return std::make_unique<sessions::HeaderResolver>(std::move(options), log);
}

DialectParts websocketPushOf(const Config& config, const OriginCheck& origins, Log& log) {
  const auto& settings = config.dialect.websocketPush;
  DialectParts parts;
  parts.dialect = std::make_unique<dialects::WebsocketPush>(settings.facility);
  parts.entrance = std::make_unique<dialects::WebsocketPushEntrance>(
      dialects::WebsocketPushEntrance::Options{settings.route, settings.facility, origins},
      *parts.dialect);
  std::vector<std::unique_ptr<SessionResolver>> resolvers;
  resolvers.push_back(headerResolver(config, settings.userHeader, log));
  resolvers.push_back(headerResolver(config, settings.guestHeader, log));
  parts.resolver = std::make_unique<sessions::ResolverChain>(std::move(resolvers));
  parts.topics =
      std::make_unique<dialects::WebsocketPushTopics>(settings.channels, settings.facility);
  parts.redis = settings.redis;
  return parts;
}

DialectParts socketIoOf(const Config& config, const OriginCheck& origins) {
  const auto& settings = config.dialect.socketio;
  DialectParts parts;
  parts.socketIo = std::make_unique<dialects::socketio::SocketIoEntrance>(
      dialects::socketio::SocketIoEntrance::Options{settings.route, settings.facility,
                                                    settings.cors, origins});
  parts.topics = std::make_unique<dialects::socketio::SocketIoTopics>(
      dialects::socketio::SocketIoTopics::Options{settings.channel, settings.facility,
                                                  settings.arrayData});
  parts.redis = settings.redis;
  return parts;
}

}  // namespace

std::vector<DialectParts> dialectsOf(const Config& config, const OriginCheck& origins, Log& log) {
  std::vector<DialectParts> all;
  if (!config.dialect.pubsocketd.routes.empty()) all.push_back(pubsocketdOf(config));
  if (!config.dialect.websocketPush.route.empty()) {
    all.push_back(websocketPushOf(config, origins, log));
  }
  if (!config.dialect.socketio.route.empty()) all.push_back(socketIoOf(config, origins));
  return all;
}

}  // namespace fanfare::app
