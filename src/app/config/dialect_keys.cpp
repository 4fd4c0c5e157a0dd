#include "app/config/dialect_keys.h"

#include "app/config/dialect_setters.h"
#include "app/config/setters.h"
#include "app/config/socketio_keys.h"

namespace fanfare::app {
namespace {

Result<std::vector<dialects::PubsocketdRoute>> routesIn(const std::string& text) {
  std::vector<dialects::PubsocketdRoute> routes;
  for (const auto& entry : listIn(text)) {
    auto route = dialects::PubsocketdRoute::parse(entry);
    if (!route) return Error{ErrorCode::kInvalidArgument, route.error().message};
    routes.push_back(std::move(route).value());
  }
  return routes;
}

void addPubsocketd(std::vector<Key>& table) {
  using Options = dialects::PubsocketdOptions;
  table.insert(
      table.end(),
      {{"dialect.pubsocketd.routes", "", "",
        "Paths with the Redis channels that are relayed there, as in '/live/ news, /all a b'.",
        reading(
            routesIn, [](Config & c) -> auto& { return c.dialect.pubsocketd.routes; })},
       {"dialect.pubsocketd.facility", "pubsocketd", "", "The facility whose rooms they are.",
        reading(
            dialectFacilityIn,
            [](Config & c) -> auto& { return c.dialect.pubsocketd.wire.facility; })},
       {"dialect.pubsocketd.origin", "", "", "The origins of the pages that may connect.",
        list([](Config & c) -> auto& { return c.dialect.pubsocketd.origins; })},
       {"dialect.pubsocketd.insecure", "off", "", "Whether any page may, and who has no origin.",
        onOff([](Config & c) -> auto& { return c.dialect.pubsocketd.insecure; })},
       {"dialect.pubsocketd.json", "go", "",
        "go: messages read as Go encodes them; raw: as published.",
        oneOf<Options::Json>(
            {{"go", Options::Json::kAsGo}, {"raw", Options::Json::kRaw}},
            [](Config & c) -> auto& { return c.dialect.pubsocketd.wire.json; })},
       {"dialect.pubsocketd.not_json", "drop", "",
        "What is no JSON, where the rest reads as Go's: drop, or string.",
        oneOf<Options::NotJson>(
            {{"drop", Options::NotJson::kDrop}, {"string", Options::NotJson::kAsString}},
            [](Config & c) -> auto& { return c.dialect.pubsocketd.wire.notJson; })},
       {"dialect.pubsocketd.heartbeat", "off", "", "Whether clients get a heartbeat every 30 s.",
        onOff([](Config & c) -> auto& { return c.dialect.pubsocketd.wire.heartbeat; })}});
  addDialectRedis(
      table, "pubsocketd", [](Config & c) -> auto& { return c.dialect.pubsocketd.redis; });
}

void addWebsocketPush(std::vector<Key>& table) {
  table.insert(
      table.end(),
      {{"dialect.websocket_push.route", "", "",
        "The path under which its clients connect, as in /server_notifications/; empty: none do.",
        reading(
            routePrefixIn, [](Config & c) -> auto& { return c.dialect.websocketPush.route; })},
       {"dialect.websocket_push.facility", "websocket_push", "",
        "The facility of its users and rooms.",
        reading(
            dialectFacilityIn,
            [](Config & c) -> auto& { return c.dialect.websocketPush.facility; })},
       {"dialect.websocket_push.user_header", "X-Auth-User", "",
        "The header that names the user; trusted as identity.header.trusted says.",
        anyText([](Config & c) -> auto& { return c.dialect.websocketPush.userHeader; })},
       {"dialect.websocket_push.guest_header", "X-Auth-Guest", "",
        "The header that names a guest, where there is no user.",
        anyText([](Config & c) -> auto& { return c.dialect.websocketPush.guestHeader; })},
       {"dialect.websocket_push.push_channel", "BackgroundPush", "",
        "The Redis channel of messages to users and rooms.", anyText([](Config & c) -> auto& {
          return c.dialect.websocketPush.channels.backgroundPush;
        })},
       {"dialect.websocket_push.auth_channel", "AuthEvent", "",
        "The Redis channel that tells which guest has become which user.",
        anyText([](Config & c) -> auto& { return c.dialect.websocketPush.channels.authEvent; })}});
  addDialectRedis(
      table, "websocket_push", [](Config & c) -> auto& { return c.dialect.websocketPush.redis; });
}

}  // namespace

void addDialects(std::vector<Key>& table) {
  addPubsocketd(table);
  addWebsocketPush(table);
  addSocketio(table);
}

}  // namespace fanfare::app
