#include "policies/allow_all.h"

namespace fanfare::policies {

Decision AllowAll::check(const Handshake& /*handshake*/, const Identity& /*identity*/,
                         const RequestedChannels& requested) const {
  Grant grant;
  grant.granted = requested;
  return grant;
}

}  // namespace fanfare::policies
