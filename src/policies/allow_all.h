#ifndef FANFARE_POLICIES_ALLOW_ALL_H_
#define FANFARE_POLICIES_ALLOW_ALL_H_

#include "fanfare/policy.h"

namespace fanfare::policies {

// Everybody hears and publishes what they ask for, as in the model.
class AllowAll final : public Policy {
 public:
  const char* name() const override { return "allow-all"; }

  Decision check(const Handshake& handshake, const Identity& identity,
                 const RequestedChannels& requested) const override;
};

}  // namespace fanfare::policies

#endif  // FANFARE_POLICIES_ALLOW_ALL_H_
