#ifndef FANFARE_POLICIES_SUBSCRIBE_ONLY_H_
#define FANFARE_POLICIES_SUBSCRIBE_ONLY_H_

#include "fanfare/policy.h"

namespace fanfare::policies {

// Everybody hears what they ask for; nobody publishes over a socket. The default.
class SubscribeOnly final : public Policy {
 public:
  const char* name() const override { return "subscribe-only"; }

  Decision check(const Handshake& handshake, const Identity& identity,
                 const RequestedChannels& requested) const override;
};

}  // namespace fanfare::policies

#endif  // FANFARE_POLICIES_SUBSCRIBE_ONLY_H_
