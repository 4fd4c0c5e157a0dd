#ifndef FANFARE_WS_ADMITTED_H_
#define FANFARE_WS_ADMITTED_H_

#include <cstddef>

#include "fanfare/identity.h"
#include "fanfare/policy.h"

#include "core/limit_counts.h"
#include "ws/listening.h"

namespace fanfare::ws {

// Who asked a policy for more. Valid during the call it is for.
struct Asker {
  const Listening& listening;
  const core::Hub& hub;      // of the listening
  const Identity* identity;  // as it is by now; null: it does not matter
  std::size_t maxSubscriptions;
  core::LimitCounts& limits;
};

// What of `grant` the asker comes by: nothing that was not `requested`, or is any more; nothing
// that the identity has lost meanwhile; and no more subscriptions than there may be.
Grant admitted(const RequestedChannels& requested, Grant grant, const Asker& asker);

}  // namespace fanfare::ws

#endif  // FANFARE_WS_ADMITTED_H_
