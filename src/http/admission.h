#ifndef FANFARE_HTTP_ADMISSION_H_
#define FANFARE_HTTP_ADMISSION_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "fanfare/handshake.h"
#include "fanfare/identity.h"
#include "fanfare/policy.h"
#include "fanfare/refusal.h"
#include "fanfare/session_resolver.h"

#include "core/channel_request.h"
#include "core/entrance.h"
#include "core/facility_rules.h"
#include "http/turned.h"

namespace fanfare::http {

// An entrance, and who judges those that come in by it. All of it outlives whoever judges.
struct WayIn {
  WayIn(const core::WebSocketEntrance& opensWebSockets, const SessionResolver& itsResolver,
        const Policy& itsPolicy)
      : entrance(opensWebSockets),
        webSockets(&opensWebSockets),
        resolver(itsResolver),
        policy(itsPolicy) {}
  WayIn(const core::Entrance& takesRequests, const SessionResolver& itsResolver,
        const Policy& itsPolicy)
      : entrance(takesRequests), webSockets(nullptr), resolver(itsResolver), policy(itsPolicy) {}

  const core::Entrance& entrance;
  const core::WebSocketEntrance* webSockets;  // the same; null: it is one of another kind
  const SessionResolver& resolver;
  const Policy& policy;
};

// The one whose entrance names most of the decoded `path`; null if it is none's.
const WayIn* wayAt(const std::vector<WayIn>& ways, std::string_view path);

// What a handshake is judged by.
struct AdmissionParts {
  const WayIn& way;
  const core::FacilityRules& facilities;
  std::size_t maxSubscriptions = SIZE_MAX;  // what is granted beyond is withheld
};

// What became of a handshake, and what was found out on the way. Value type.
struct Admission {
  core::FacilitySettings settings = {};
  std::optional<Identity> identity = {};  // nullopt: turned away before it was asked for
  core::ChannelRequest request = {};      // as far as it was read
  Grant grant = {};                       // empty if turned away
  std::optional<Turned> turned = {};
};

// Judges `handshake`, in this order: facility; origin; identity; the channels it asks for; policy.
// The server and `fanfare explain` both do it by this function.
//
// Threads: from any.
// Blocking: as resolver and policy do.
Admission admit(const Handshake& handshake, const AdmissionParts& parts);

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_ADMISSION_H_
