#ifndef FANFARE_REDIS_DIAL_H_
#define FANFARE_REDIS_DIAL_H_

#include <sys/socket.h>

#include <vector>

#include "fanfare/redis_address.h"
#include "fanfare/result.h"

#include "net/descriptor.h"

namespace fanfare::redis {

// A place to connect to. Value type.
struct Endpoint {
  sockaddr_storage address{};
  socklen_t length = 0;
};

// The endpoints `address` stands for, to be tried in turn; at least one. Fails with kUnavailable.
// Blocking: asks the resolver unless the host is an IP address.
Result<std::vector<Endpoint>> endpointsOf(const RedisAddress& address);

// A socket that is connecting, without blocking: writable when that is decided. Fails with
// kUnavailable.
Result<net::Descriptor> beginConnecting(const Endpoint& endpoint);

// How it ended. REQUIRES: `fd` is writable.
Result<void> connectingEnded(int fd);

}  // namespace fanfare::redis

#endif  // FANFARE_REDIS_DIAL_H_
