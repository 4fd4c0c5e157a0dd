#include "policies/allow_all.h"

namespace fanfare::policies {

Decision AllowAll::check(const Handshake& /*handshake*/, const Identity& /*identity*/,
                         const RequestedChannels& requested) const {
  return Grant{requested, {}};
}

}  // namespace fanfare::policies
