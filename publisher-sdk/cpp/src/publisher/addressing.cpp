#include "publisher/addressing.h"

#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

namespace fanfare::publisher {
namespace {

// The channels of one facility, collected in order and each once.
class ChannelList {
 public:
  ChannelList(std::string_view facility, Colons colons) : facility_(facility), colons_(colons) {}

  Result<void> add(AudienceKind kind, const std::string& name) {
    auto channel = Channel::of({kind, name}, facility_, colons_);
    if (!channel) return channel.error();
    if (known_.insert(*channel).second) channels_.push_back(std::move(channel).value());
    return {};
  }

  Result<void> add(AudienceKind kind, const std::vector<std::string>& names) {
    for (const auto& name : names) {
      if (auto added = add(kind, name); !added) return added;
    }
    return {};
  }

  std::vector<Channel> take() { return std::move(channels_); }

 private:
  std::string_view facility_;
  Colons colons_;
  std::vector<Channel> channels_;
  std::unordered_set<Channel> known_;
};

struct NameList {
  const char* field;
  AudienceKind kind;
  const Names* names;
};

Error inField(const std::string& field, const Error& error) {
  return {error.code, field + ": " + error.message};
}

// Who kSelf is; nobody for who is anonymous.
Result<std::vector<std::string>> namesOfSelf(AudienceKind kind, const std::optional<Reader>& who) {
  if (kind == AudienceKind::kRoom) return invalid("kSelf is no room");
  if (!who) return invalid("kSelf needs the request");
  if (kind == AudienceKind::kGroup) {
    return who->user.empty() ? std::vector<std::string>() : who->groups;
  }
  const std::string& name = kind == AudienceKind::kUser ? who->user : who->session;
  return name.empty() ? std::vector<std::string>() : std::vector<std::string>{name};
}

Result<void> addList(const NameList& list, const std::optional<Reader>& request,
                     ChannelList& channels, std::vector<std::string>& withheld) {
  if (list.names->isGiven() && list.names->empty()) withheld.emplace_back(list.field);
  for (const auto& name : list.names->list()) {
    if (name != kSelf) {
      if (auto added = channels.add(list.kind, name); !added) return added;
      continue;
    }
    const auto self = namesOfSelf(list.kind, request);
    if (!self) return self.error();
    if (self->empty()) withheld.emplace_back(list.field);
    if (auto added = channels.add(list.kind, *self); !added) return added;
  }
  return {};
}

// The names under which `reader` may find a message for an audience; one empty name for broadcast.
std::vector<std::string> namesOf(const Reader& reader, AudienceKind kind) {
  switch (kind) {
    case AudienceKind::kBroadcast:
      return {""};
    case AudienceKind::kUser:
      return {reader.user};
    case AudienceKind::kGroup:
      return reader.user.empty() ? std::vector<std::string>() : reader.groups;
    case AudienceKind::kSession:
      return {reader.session};
    case AudienceKind::kRoom:
      return reader.rooms;
    case AudienceKind::kConnection:
      break;
  }
  return {};
}

Result<void> check(const Reader& reader, std::optional<AudienceKind> audience) {
  if (!audience) return {};
  if (*audience > AudienceKind::kConnection) return invalid("audience: there is no such");
  if (*audience == AudienceKind::kConnection) {
    return invalid("audience: nothing is kept for a connection");
  }
  if (*audience == AudienceKind::kRoom && reader.rooms.empty()) {
    return invalid("rooms: the reader names no room");
  }
  return {};
}

std::vector<AudienceKind> audiencesToAsk(std::optional<AudienceKind> audience) {
  if (audience) return {*audience};
  return {AudienceKind::kSession, AudienceKind::kUser, AudienceKind::kGroup,
          AudienceKind::kBroadcast};
}

}  // namespace

Error invalid(std::string_view why) { return {ErrorCode::kInvalidArgument, std::string(why)}; }

Result<Addressees> addresseesOf(std::string_view facility, const Audiences& audiences,
                                const std::optional<Reader>& request, Colons colons) {
  // The facility is checked even if there is no audience.
  if (auto wellFormed = Channel::of({}, facility, colons); !wellFormed) {
    return inField("facility", wellFormed.error());
  }
  ChannelList list(facility, colons);
  std::vector<std::string> withheld;
  if (audiences.broadcast) (void)list.add(AudienceKind::kBroadcast, std::string());
  for (const auto& names : {NameList{"users", AudienceKind::kUser, &audiences.users},
                            NameList{"groups", AudienceKind::kGroup, &audiences.groups},
                            NameList{"sessions", AudienceKind::kSession, &audiences.sessions},
                            NameList{"rooms", AudienceKind::kRoom, &audiences.rooms}}) {
    if (auto added = addList(names, request, list, withheld); !added) {
      return inField(names.field, added.error());
    }
  }
  return Addressees{std::string(facility), list.take(), std::move(withheld)};
}

Result<Lookup> lookupOf(std::string_view facility, const Reader& reader,
                        std::optional<AudienceKind> audience, Colons colons) {
  if (auto asked = check(reader, audience); !asked) return asked.error();
  ChannelList list(facility, colons);
  for (const auto kind : audiencesToAsk(audience)) {
    for (const auto& name : namesOf(reader, kind)) {
      if (name.empty() && kind != AudienceKind::kBroadcast) continue;
      if (auto added = list.add(kind, name); !added) return added.error();
    }
  }
  return Lookup{std::string(facility), audience, list.take()};
}

}  // namespace fanfare::publisher
