#include "app/config/dialect_checks.h"

#include <string>

#include "http/origin.h"
#include "model/ascii.h"

namespace fanfare::app {
namespace {

// What holds for every dialect; `name` as in its keys.
struct Common {
  std::string name;
  const std::string& facility;
  bool hasRedis;
};

void checkCommon(const Common& dialect, const core::FacilityRules& facilities,
                 LoadedConfig& loaded) {
  const std::string keys = "dialect." + dialect.name;
  if (!facilities.settingsFor(dialect.facility).isAllowed) {
    loaded.problems.push_back(keys + ".facility = " + dialect.facility +
                              ", but facility.allow does not name it");
  }
  if (loaded.config.broker.type == BrokerType::kRedis || dialect.hasRedis) return;
  loaded.warnings.push_back(keys + " hears no Redis channel: broker.type is not redis, and " +
                            keys + ".redis.url is not set");
}

void checkPubsocketd(const core::FacilityRules& facilities, LoadedConfig& loaded) {
  const auto& settings = loaded.config.dialect.pubsocketd;
  if (settings.routes.empty()) return;
  checkCommon({"pubsocketd", settings.wire.facility, settings.redis.has_value()}, facilities,
              loaded);
  if (!settings.origins.empty() || settings.insecure) return;
  loaded.problems.emplace_back(
      "dialect.pubsocketd.origin is missing: nobody could connect. Name the pages' origins, or set "
      "dialect.pubsocketd.insecure = on to let any page in");
}

void checkWebsocketPush(const core::FacilityRules& facilities, LoadedConfig& loaded) {
  const auto& settings = loaded.config.dialect.websocketPush;
  if (settings.route.empty()) return;
  checkCommon({"websocket_push", settings.facility, settings.redis.has_value()}, facilities,
              loaded);
  for (const auto* header : {&settings.userHeader, &settings.guestHeader}) {
    if (isToken(*header)) continue;
    loaded.problems.push_back("dialect.websocket_push: '" + *header + "' is no name of a header");
  }
  if (settings.channels.backgroundPush.empty() || settings.channels.authEvent.empty() ||
      settings.channels.backgroundPush == settings.channels.authEvent) {
    loaded.problems.emplace_back(
        "dialect.websocket_push.push_channel and .auth_channel must be two Redis channels");
  }
}

void checkSocketio(const core::FacilityRules& facilities, LoadedConfig& loaded) {
  const auto& settings = loaded.config.dialect.socketio;
  if (settings.route.empty()) {
    if (settings.emitSecret.empty()) return;
    return loaded.warnings.push_back(
        "dialect.socketio.emit_secret opens nothing while dialect.socketio.route is not set");
  }
  checkCommon({"socketio", settings.facility, settings.redis.has_value()}, facilities, loaded);
  for (const auto& origin : settings.cors) {
    if (origin == "*" || http::originIn(origin)) continue;
    loaded.warnings.push_back("dialect.socketio.cors: '" + origin +
                              "' is no origin, as in http://localhost:7788: no page has it");
  }
}

}  // namespace

void checkDialects(const core::FacilityRules& facilities, LoadedConfig& loaded) {
  const auto& dialect = loaded.config.dialect;
  const bool hasRoute = !dialect.pubsocketd.routes.empty() ||
                        !dialect.websocketPush.route.empty() || !dialect.socketio.route.empty();
  if (loaded.config.server.websocketUrl.empty() && !hasRoute) {
    loaded.problems.emplace_back(
        "server.websocket_url is empty, and no dialect has a route: nobody could connect");
  }
  checkPubsocketd(facilities, loaded);
  checkWebsocketPush(facilities, loaded);
  checkSocketio(facilities, loaded);
}

}  // namespace fanfare::app
