#ifndef FANFARE_CORE_CHANNEL_REQUEST_H_
#define FANFARE_CORE_CHANNEL_REQUEST_H_

#include <cstddef>
#include <string_view>
#include <variant>
#include <vector>

#include "fanfare/channel.h"
#include "fanfare/handshake.h"
#include "fanfare/identity.h"
#include "fanfare/policy.h"
#include "fanfare/refusal.h"

#include "core/echo.h"

namespace fanfare::core {

// What becomes of a request for channels that the identity has no name for (identity.when_missing).
enum class WhenMissing { kGrantNothing, kRefuse };

// How a request for channels is read. Value type.
struct RequestRules {
  Colons colons = Colons::kInName;  // of the facility
  WhenMissing whenMissing = WhenMissing::kGrantNothing;
};

// What the query of a handshake asks for. Value type.
struct ChannelRequest {
  // Without duplicates: the subscriptions in the order of their replay (broadcast, groups in the
  // identity's order, user, session, rooms as asked for), then the publish rights in the same
  // order.
  RequestedChannels requested;
  std::vector<PassedOver> passedOver;  // to be told with the grant
  EchoMode echo = EchoMode::kOff;
};

// At most so many rooms in one handshake.
constexpr std::size_t kMaxRooms = 100;

// Reads the grammar of a subscription request. Each field of the query is one of
//
//    ("subscribe-" | "publish-") ("broadcast" | "user" | "group" | "session")
//    ("subscribe-" | "publish-") "room" "=" NAME        repeatable
//    "room-secret" "=" SPACE "::" SECRET              repeatable, for the rooms of that space
//    "echo"
//
// Names of fields are trimmed and lower-cased, their values ignored but for a room's; other fields
// are ignored. `group` stands for every group of the identity.
//
// A Refusal is 400 where `handshake.facility` makes no channel or there are too many rooms, 403
// where the identity lacks a name under WhenMissing::kRefuse.
std::variant<ChannelRequest, Refusal> readChannelRequest(const Handshake& handshake,
                                                         const Identity& identity,
                                                         const RequestRules& rules);

// Whether its query asks for the identity's groups, to hear them or to say something.
bool asksForGroups(const Handshake& handshake);

// What of its query is about the groups of `identity`.
RequestedChannels groupsAskedFor(const Handshake& handshake, const Identity& identity,
                                 Colons colons);

// What of `requested`, named by the client itself, may come before a policy at all: broadcasts,
// rooms, and what belongs to `identity`; all of them of `facility`, that of the handshake, for
// which alone the identity was resolved. Value type.
struct OwnChannels {
  RequestedChannels requested;
  std::vector<WithheldChannel> withheld;
};

// To be asked before the policy wherever a client wrote channel keys (fanfare.v1): policies such as
// subscribe-only rely on it that nobody asks for another's channels.
OwnChannels ownChannels(const RequestedChannels& requested, std::string_view facility,
                        const Identity& identity);

// Whether who has become `identity` may keep what was granted before.
bool mayKeep(const Identity& identity, const RequestedChannel& granted);

}  // namespace fanfare::core

#endif  // FANFARE_CORE_CHANNEL_REQUEST_H_
