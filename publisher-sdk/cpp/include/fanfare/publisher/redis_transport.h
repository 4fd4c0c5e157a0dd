#ifndef FANFARE_PUBLISHER_REDIS_TRANSPORT_H_
#define FANFARE_PUBLISHER_REDIS_TRANSPORT_H_

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "fanfare/publisher/transport.h"

namespace fanfare::publisher {

struct Options {
  std::string url = "redis://127.0.0.1:6379/0";  // see RedisAddress
  std::string prefix;                            // the server's `broker.prefix`
  std::chrono::seconds expire{3600};             // how long a message is kept; zero keeps none
  std::size_t maxBytes = 1 << 20;                // how large a message may be
  std::chrono::milliseconds connectTimeout{2000};
  std::chrono::milliseconds commandTimeout{2000};  // of each round trip, connecting not counted
  Colons colons =
      Colons::kInName;  // kInFacility where the server sets `facility.<...>.allow_colon`
  std::chrono::seconds revokedFor{31 * 24 * 3600};  // the server's `identity.revoked_for`
};

// By way of the Redis that the servers share, over one connection, opened by the first call that
// needs it. Save that looking up a host's name takes the time the system's resolver takes.
//
// Does not connect. Fails with kInvalidArgument if an option is malformed.
Result<std::shared_ptr<Transport>> redisTransport(const Options& options);

}  // namespace fanfare::publisher

#endif  // FANFARE_PUBLISHER_REDIS_TRANSPORT_H_
