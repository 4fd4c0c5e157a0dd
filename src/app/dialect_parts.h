// What the settings make of each dialect that has a way in of its own.

#ifndef FANFARE_APP_DIALECT_PARTS_H_
#define FANFARE_APP_DIALECT_PARTS_H_

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "fanfare/dialect.h"
#include "fanfare/redis_address.h"
#include "fanfare/refusal.h"
#include "fanfare/session_resolver.h"

#include "app/config/config.h"
#include "core/entrance.h"
#include "core/topic_reader.h"
#include "dialects/socketio/entrance.h"
#include "model/log.h"

namespace fanfare::app {

// A dialect's own parts. Movable; the entrance refers to the dialect.
struct DialectParts {
  std::unique_ptr<const Dialect> dialect;                   // null: it has words, but no frames
  std::unique_ptr<const core::WebSocketEntrance> entrance;  // null: as follows
  std::unique_ptr<const dialects::socketio::SocketIoEntrance> socketIo;  // null: as before
  std::unique_ptr<const SessionResolver> resolver;                       // null: the server's
  std::unique_ptr<core::TopicReader> topics;                             // null: it has none
  std::optional<RedisAddress> redis;  // of the topics; nullopt: the broker's

  const core::Entrance& wayIn() const {
    return entrance ? static_cast<const core::Entrance&>(*entrance) : *socketIo;
  }
};

// Why a page may not connect by the server's own rules. Safe from any thread.
using OriginCheck = std::function<std::optional<Refusal>(const Handshake&)>;

// Those that the settings switch on. `log` outlives them.
std::vector<DialectParts> dialectsOf(const Config& config, const OriginCheck& origins, Log& log);

}  // namespace fanfare::app

#endif  // FANFARE_APP_DIALECT_PARTS_H_
