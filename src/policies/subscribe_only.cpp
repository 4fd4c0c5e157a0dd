#include "policies/subscribe_only.h"

namespace fanfare::policies {

Decision SubscribeOnly::check(const Handshake& /*handshake*/, const Identity& /*identity*/,
                              const RequestedChannels& requested) const {
  Grant grant;
  for (const auto& channel : requested) {
    if (channel.access == Access::kSubscribe) {
      grant.granted.push_back(channel);
    } else {
      grant.withheld.push_back({channel, "policy.type = subscribe-only"});
    }
  }
  return grant;
}

}  // namespace fanfare::policies
