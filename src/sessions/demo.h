#ifndef FANFARE_SESSIONS_DEMO_H_
#define FANFARE_SESSIONS_DEMO_H_

#include "fanfare/session_resolver.h"

namespace fanfare::sessions {

// Takes a visitor of the demo for whom they say they are: the query parameter `demo-name`, or else
// the cookie of that name, is the user, in the group `visitors`; the cookie `demo-session` is the
// session. For the demo's own facility only.
class DemoResolver final : public SessionResolver {
 public:
  static constexpr std::size_t kMaxNameBytes = 64;

  const char* name() const override { return "demo"; }

  // Fails with kInvalidArgument if a name is too long or cannot be part of a channel.
  Result<Identity> resolve(const Handshake& handshake) const override;
};

}  // namespace fanfare::sessions

#endif  // FANFARE_SESSIONS_DEMO_H_
