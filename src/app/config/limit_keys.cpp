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

}  // namespace

void addLimits(std::vector<Key>& table) { addConnections(table); }

}  // namespace fanfare::app
