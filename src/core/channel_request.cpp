#include "core/channel_request.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "core/room_space.h"
#include "model/ascii.h"

namespace fanfare::core {
namespace {

constexpr std::size_t kShownBytes = 64;

constexpr std::string_view kNoUser = "anonymous: identity.resolver found no user";
constexpr std::string_view kNoSession = "anonymous: identity.resolver found no session";
constexpr std::string_view kNoGroups = "the user is in no group";
constexpr std::string_view kNoRoomName = "a room needs a name, as in subscribe-room=NAME";
constexpr std::string_view kUnfit =
    "the name is too long, not UTF-8, or holds a character that channels may not";

// What the query asks for, before it is known who asks.
struct Asked {
  Access access;
  bool broadcast = false;
  bool group = false;
  bool user = false;
  bool session = false;
  std::vector<std::string> rooms = {};

  std::string_view verb() const { return access == Access::kSubscribe ? "subscribe-" : "publish-"; }
};

// Takes a field whose name lies behind the verb; false if there is no such word.
void take(Asked& asked, std::string_view word, const std::string& value) {
  if (word == "broadcast") asked.broadcast = true;
  if (word == "group") asked.group = true;
  if (word == "user") asked.user = true;
  if (word == "session") asked.session = true;
  if (word == "room") asked.rooms.push_back(value);
}

std::string lowered(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), lowerCased);
  return lower;
}

std::string printable(std::string_view text) {
  std::string shown(text.substr(0, kShownBytes));
  std::replace_if(
      shown.begin(), shown.end(), [](char c) { return c < 0x20 || c >= 0x7F; }, '?');
  return shown;
}

// Turns what one verb asks for into channels, or into the reason why there is none.
class Reader {
 public:
  Reader(ChannelRequest& request, const Handshake& handshake, const Identity& identity,
         const RequestRules& rules)
      : request_(request), facility_(handshake.facility), identity_(identity), rules_(rules) {
    for (const auto& field : handshake.query) {
      if (lowered(trimmed(field.name)) == "room-secret") secrets_.add(field.value);
    }
  }

  void read(const Asked& asked) {
    if (asked.broadcast) add(asked, {AudienceKind::kBroadcast, {}}, "broadcast");
    if (asked.group) readGroups(asked);
    if (asked.user) readOwn(asked, {AudienceKind::kUser, identity_.user}, kNoUser);
    if (asked.session) readOwn(asked, {AudienceKind::kSession, identity_.sessionKey}, kNoSession);
    for (const auto& room : asked.rooms) {
      const std::string what = "room=" + printable(room);
      if (room.empty()) {
        passOver(asked, what, kNoRoomName);
      } else {
        add(asked, {AudienceKind::kRoom, room}, what);
      }
    }
  }

  const std::optional<Refusal>& refusal() const { return refusal_; }

 private:
  void readGroups(const Asked& asked) {
    if (identity_.groups.empty() && identity_.user.empty()) return miss(asked, "group", kNoUser);
    if (identity_.groups.empty()) return passOver(asked, "group", kNoGroups);
    for (const auto& group : identity_.groups) add(asked, {AudienceKind::kGroup, group}, "group");
  }

  void readOwn(const Asked& asked, const Audience& audience, std::string_view whyMissing) {
    const auto word = wordOf(audience.kind);
    if (audience.name.empty()) return miss(asked, word, whyMissing);
    add(asked, audience, word);
  }

  void add(const Asked& asked, const Audience& audience, std::string_view what) {
    auto channel = Channel::of(audience, facility_, rules_.colons);
    if (!channel) return passOver(asked, what, kUnfit);
    if (!known_.emplace(asked.access, channel->key()).second) return;
    std::string secret = secrets_.secretFor(*channel);
    request_.requested.push_back({asked.access, std::move(channel).value(), std::move(secret)});
  }

  void miss(const Asked& asked, std::string_view what, std::string_view why) {
    passOver(asked, what, why);
    if (rules_.whenMissing == WhenMissing::kGrantNothing || refusal_) return;
    refusal_ = Refusal{403, request_.passedOver.back().asked + ": " + std::string(why) +
                                " (identity.when_missing)"};
  }

  void passOver(const Asked& asked, std::string_view what, std::string_view rule) {
    request_.passedOver.push_back({std::string(asked.verb()).append(what), std::string(rule)});
  }

  ChannelRequest& request_;
  const std::string& facility_;
  const Identity& identity_;
  const RequestRules& rules_;
  PresentedSecrets secrets_;
  std::set<std::pair<Access, std::string>> known_;  // in request_.requested
  std::optional<Refusal> refusal_;
};

std::optional<Refusal> refusalOf(const std::string& facility, Colons colons) {
  if (Channel::of({}, facility, colons)) return std::nullopt;
  if (colons == Colons::kInName && facility.find(':') != std::string::npos) {
    return Refusal{400, "a facility with ':' needs facility.<pattern>.allow_colon"};
  }
  return Refusal{400, "a facility is UTF-8 of at most " +
                          std::to_string(Channel::kMaxFacilityBytes) +
                          " bytes without control characters"};
}

// Why a client may not name this channel; nullopt if it may.
std::optional<std::string_view> whyNotOwn(const Channel& channel, std::string_view facility,
                                          const Identity& identity) {
  if (channel.facility() != facility) return "another facility needs a connection of its own";
  const auto isOneOfGroups = [&] {
    return std::find(identity.groups.begin(), identity.groups.end(), channel.name()) !=
           identity.groups.end();
  };
  switch (channel.audienceKind()) {
    case AudienceKind::kBroadcast:
    case AudienceKind::kRoom:
      return std::nullopt;
    case AudienceKind::kUser:
      if (!identity.user.empty() && channel.name() == identity.user) return std::nullopt;
      return "identity: another user's channel";
    case AudienceKind::kGroup:
      if (isOneOfGroups()) return std::nullopt;
      return "identity: not a member of the group";
    case AudienceKind::kSession:
      if (!identity.sessionKey.empty() && channel.name() == identity.sessionKey) {
        return std::nullopt;
      }
      return "identity: another session's channel";
    case AudienceKind::kConnection:
      break;
  }
  return "identity: connection channels are not asked for";
}

}  // namespace

std::variant<ChannelRequest, Refusal> readChannelRequest(const Handshake& handshake,
                                                         const Identity& identity,
                                                         const RequestRules& rules) {
  if (auto refusal = refusalOf(handshake.facility, rules.colons)) return *std::move(refusal);

  ChannelRequest request;
  std::array<Asked, 2> asked = {Asked{Access::kSubscribe}, Asked{Access::kPublish}};
  for (const auto& field : handshake.query) {
    const std::string name = lowered(trimmed(field.name));
    if (name == "echo") request.echo = EchoMode::kOn;
    for (auto& one : asked) {
      const auto verb = one.verb();
      if (name.compare(0, verb.size(), verb) == 0) {
        take(one, std::string_view(name).substr(verb.size()), field.value);
      }
    }
  }
  if (asked[0].rooms.size() + asked[1].rooms.size() > kMaxRooms) {
    return Refusal{400, "at most " + std::to_string(kMaxRooms) + " rooms in one request"};
  }

  Reader reader(request, handshake, identity, rules);
  for (const auto& one : asked) reader.read(one);
  if (reader.refusal()) return *reader.refusal();
  return request;
}

bool asksForGroups(const Handshake& handshake) {
  return std::any_of(handshake.query.begin(), handshake.query.end(), [](const Field& field) {
    const std::string name = lowered(trimmed(field.name));
    return name == "subscribe-group" || name == "publish-group";
  });
}

OwnChannels ownChannels(const RequestedChannels& requested, std::string_view facility,
                        const Identity& identity) {
  OwnChannels own;
  for (const auto& one : requested) {
    if (const auto why = whyNotOwn(one.channel, facility, identity)) {
      own.withheld.push_back({one, std::string(*why)});
    } else {
      own.requested.push_back(one);
    }
  }
  return own;
}

RequestedChannels groupsAskedFor(const Handshake& handshake, const Identity& identity,
                                 Colons colons) {
  auto read = readChannelRequest(handshake, identity, {colons, WhenMissing::kGrantNothing});
  auto* const request = std::get_if<ChannelRequest>(&read);
  if (!request) return {};
  auto& asked = request->requested;
  const auto isNone = [](const RequestedChannel& one) {
    return one.channel.audienceKind() != AudienceKind::kGroup;
  };
  asked.erase(std::remove_if(asked.begin(), asked.end(), isNone), asked.end());
  return std::move(asked);
}

bool mayKeep(const Identity& identity, const RequestedChannel& granted) {
  const auto own = ownChannels({granted}, granted.channel.facility(), identity);
  return own.withheld.empty() && leavesIn(identity, granted);
}

}  // namespace fanfare::core
