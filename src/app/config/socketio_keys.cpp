#include "app/config/socketio_keys.h"

#include <array>

#include "app/config/dialect_setters.h"
#include "app/config/secret_key.h"
#include "app/config/setters.h"

namespace fanfare::app {
namespace {

Error wrong(std::string what) { return {ErrorCode::kInvalidArgument, std::move(what)}; }

Result<std::string> nonEmptyIn(const std::string& text) {
  return text.empty() ? Result<std::string>(wrong("is empty")) : Result<std::string>(text);
}

// A path that nothing else of the server's answers at.
Result<std::string> emitUrlIn(const std::string& text) {
  constexpr std::array<const char*, 5> kOwn = {"/", "/healthz", "/readyz", "/metrics", "/demo"};
  if (text.empty() || text.front() != '/') return wrong("does not begin with a slash");
  if (text.find_first_of("?#") != std::string::npos) return wrong("is more than a path");
  for (const std::string own : kOwn) {
    if (text == own) return wrong("is the server's own");
  }
  for (const std::string own : {"/api/", "/demo/"}) {
    if (text.compare(0, own.size(), own) == 0) return wrong("is within " + own);
  }
  return text;
}

void addWire(std::vector<Key>& table) {
  using dialects::socketio::ArrayData;
  table.insert(
      table.end(),
      {{"dialect.socketio.event", "message", "",
        "The event by which a message that is published as to other clients reaches pages.",
        reading(
            nonEmptyIn, [](Config & c) -> auto& { return c.dialect.socketio.event; })},
       {"dialect.socketio.allow_eio3", "off", "",
        "Whether clients may speak Engine.IO 3, as socket.io-client 2 does.",
        onOff([](Config & c) -> auto& { return c.dialect.socketio.allowEio3; })},
       {"dialect.socketio.max_payload", "1000000", "bytes",
        "How large a message of a client, or the body of a poll, may be.",
        byteCount(
            {1024, 1U << 30}, [](Config & c) -> auto& { return c.dialect.socketio.maxPayload; })},
       {"dialect.socketio.ping_interval", "25", "seconds", "How often clients are pinged.",
        reading(
            waitIn, [](Config & c) -> auto& { return c.dialect.socketio.pingInterval; })},
       {"dialect.socketio.ping_timeout", "20", "seconds",
        "How long a client may take to answer a ping.",
        reading(
            waitIn, [](Config & c) -> auto& { return c.dialect.socketio.pingTimeout; })},
       {"dialect.socketio.array_data", "arguments", "",
        "What an array in a backend's JSON is: arguments, or one-argument.",
        oneOf<ArrayData>(
            {{"arguments", ArrayData::kArguments}, {"one-argument", ArrayData::kOneArgument}},
            [](Config & c) -> auto& { return c.dialect.socketio.arrayData; })}});
}

void addEmit(std::vector<Key>& table) {
  addSecret(table, {"dialect.socketio.emit_secret", "", "",
                    "The secret of those who emit events by HTTP; empty: nobody does.",
                    anyText([](Config & c) -> auto& { return c.dialect.socketio.emitSecret; })});
  table.push_back({"dialect.socketio.emit_url", "/emit", "", "The path to which they POST.",
                   reading(
                       emitUrlIn, [](Config & c) -> auto& { return c.dialect.socketio.emitUrl; })});
}

}  // namespace

void addSocketio(std::vector<Key>& table) {
  table.insert(
      table.end(),
      {{"dialect.socketio.route", "", "",
        "The path under which its clients connect, as in /socket.io/; empty: none do.",
        reading(
            routePrefixIn, [](Config & c) -> auto& { return c.dialect.socketio.route; })},
       {"dialect.socketio.facility", "socketio", "", "The facility of its rooms.",
        reading(
            dialectFacilityIn, [](Config & c) -> auto& { return c.dialect.socketio.facility; })},
       {"dialect.socketio.channel", "flask-socketio", "",
        "The Redis channel of the messages between python-socketio's servers and backends.",
        reading(
            nonEmptyIn, [](Config & c) -> auto& { return c.dialect.socketio.channel; })},
       {"dialect.socketio.cors", "", "",
        "The origins of the pages that may connect, or *; empty: as origin.allow says.",
        list([](Config & c) -> auto& { return c.dialect.socketio.cors; })}});
  addDialectRedis(
      table, "socketio", [](Config & c) -> auto& { return c.dialect.socketio.redis; });
  addWire(table);
  addEmit(table);
}

}  // namespace fanfare::app
