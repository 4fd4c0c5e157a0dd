#include "app/config/limit_keys.h"

#include "app/config/setters.h"

namespace fanfare::app {
namespace {

constexpr std::uint64_t kUnbounded = 1'000'000'000;

template <typename Place>
Key::Set numberOf(Place place) {
  return wholeNumber({0, kUnbounded}, place);
}

void addConnections(std::vector<Key>& table) {
  table.insert(table.end(),
               {{"limit.connections_per_address", "5000", "connections",
                 "How many WebSockets an address may have open, of IPv6 a /64; 0: no bound.",
                 numberOf([](Config & c) -> auto& { return c.limit.connectionsPerAddress; })},
                {"limit.connections_per_user", "200", "connections",
                 "How many WebSockets a user may have open, on all nodes together; 0: no bound.",
                 numberOf([](Config & c) -> auto& { return c.limit.connectionsPerUser; })},
                {"limit.connections_per_session", "100", "connections",
                 "How many WebSockets a session may have open, on all nodes together; 0: no bound.",
                 numberOf([](Config & c) -> auto& { return c.limit.connectionsPerSession; })},
                {"limit.handshakes_per_address", "200", "a second",
                 "How often an address may ask for a WebSocket; 0: no bound.",
                 numberOf([](Config & c) -> auto& { return c.limit.handshakesPerAddress; })}});
}

void addOthers(std::vector<Key>& table) {
  table.insert(
      table.end(),
      {{"limit.subscriptions_per_connection", "1000", "subscriptions",
        "How many channels one connection may listen to; 0: no bound.",
        numberOf([](Config & c) -> auto& { return c.limit.subscriptionsPerConnection; })},
       {"limit.messages_per_connection", "200", "a second",
        "How many messages a client may send; 0: no bound.",
        numberOf([](Config & c) -> auto& { return c.limit.messagesPerConnection; })},
       {"limit.bytes_per_connection", "1M", "bytes a second",
        "How much a client may send; 0: no bound.",
        byteCount(
            {0, 1ULL << 40}, [](Config & c) -> auto& { return c.limit.bytesPerConnection; })},
       {"limit.kept_per_client", "1000", "channels",
        "On how many channels one client may keep messages; 0: no bound.",
        numberOf([](Config & c) -> auto& { return c.limit.keptPerClient; })},
       {"limit.publishes_per_key", "5000", "a second",
        "How many requests to publish a key of the API is good for; 0: no bound.",
        numberOf([](Config & c) -> auto& { return c.limit.publishesPerKey; })},
       {"limit.failed_secrets_per_address", "20", "a minute",
        "How many wrong secrets an address may present, of rooms or to emit; 0: no bound.",
        numberOf([](Config & c) -> auto& { return c.limit.failedSecretsPerAddress; })}});
}

}  // namespace

void addLimits(std::vector<Key>& table) {
  addConnections(table);
  addOthers(table);
}

}  // namespace fanfare::app
