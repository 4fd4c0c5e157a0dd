// What carries publications to Fanfare: Redis (redis_transport.h) or its HTTP API
// (http_transport.h).

#ifndef FANFARE_PUBLISHER_TRANSPORT_H_
#define FANFARE_PUBLISHER_TRANSPORT_H_

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fanfare/channel.h"
#include "fanfare/control_message.h"
#include "fanfare/result.h"

namespace fanfare::publisher {

// What a publisher has to know of the server. Value type.
struct Settings {
  std::optional<std::chrono::seconds> expire;  // how long a message is kept; nullopt: the other
                                               // side decides
  std::size_t maxBytes = 1 << 20;              // how large a message may be
  Colons colons = Colons::kInName;
};

// Whom a publisher publishes to. `withheld` are the audiences ("users") that came to nobody.
// Value type.
struct Addressees {
  std::string facility;
  std::vector<Channel> channels;
  std::vector<std::string> withheld;
};

// One message for one list of addressees, both of whom outlive it. Value type.
struct Publication {
  const Addressees* to;
  std::string_view message;
  std::optional<std::chrono::seconds> expire;  // zero: not kept
};

// Where a kept message is looked for, in this order. Value type.
struct Lookup {
  std::string facility;
  std::optional<AudienceKind> audience;  // nullopt: any
  std::vector<Channel> channels;
};

// How many Fanfare servers heard a message, summed over its channels; nullopt where nobody counts.
using Heard = std::optional<int>;

// Threads: one thread at a time; different transports are independent.
// Blocking: no call takes longer than the transport's timeouts.
//
// Each call fails with kNotAuthorized or kUnavailable; after a timeout what was to be done may have
// been done or not. Nothing is sent twice, and the next call connects again.
class Transport {
 public:
  virtual ~Transport() = default;

  virtual const Settings& settings() const = 0;

  // In one round trip, in order; each publication is a transaction of its own.
  // REQUIRES: none is without channels.
  virtual Result<std::vector<Heard>> publish(const std::vector<Publication>& publications) = 0;

  // The first that is kept and not empty.
  virtual Result<std::optional<std::string>> fetch(const Lookup& lookup) = 0;

  // Says it to every node, its tombstone written before. REQUIRES: !whyUnfit(message).
  virtual Result<void> send(const ControlMessage& message) = 0;
};

}  // namespace fanfare::publisher

#endif  // FANFARE_PUBLISHER_TRANSPORT_H_
