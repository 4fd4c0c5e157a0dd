#ifndef FANFARE_CLI_PUBSOCKETD_SETTINGS_H_
#define FANFARE_CLI_PUBSOCKETD_SETTINGS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "fanfare/redis_address.h"
#include "fanfare/result.h"

#include "cli/arguments.h"

namespace fanfare::cli {

// What pubsocketd's flags come to, with its defaults. Value type.
struct PubsocketdFlags {
  std::string webSocketHost;
  std::uint16_t webSocketPort;
  std::string route;
  std::string origin;  // empty: not given
  bool isInsecure;
  RedisAddress redis;
  std::string channel;

  // Fails with kInvalidArgument, in Go's words where they are Go's.
  static Result<PubsocketdFlags> of(const Arguments& arguments);
};

// "host:port", an IPv6 host in brackets.
std::string endpointOf(const std::string& host, std::uint16_t port);

// -host or -rs-host with its port. Fails with kInvalidArgument.
Result<RedisAddress> redisFlagsIn(const Arguments& arguments, const std::string& prefix);

// The settings "KEY=VALUE" by which Fanfare is that pubsocketd: its routes and nothing else. Flags
// without a default that are not given leave theirs alone.
std::vector<std::string> pubsocketdSettings(const PubsocketdFlags& flags,
                                            const Arguments& arguments);

}  // namespace fanfare::cli

#endif  // FANFARE_CLI_PUBSOCKETD_SETTINGS_H_
