#include "policies/room_secrets.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "core/room_space.h"
#include "model/same_secret.h"

namespace fanfare::policies {
namespace {

constexpr const char* kWrong = "room secrets: the secret of the room space is missing or wrong";
constexpr const char* kAway = "room secrets: they cannot be looked up now";
constexpr const char* kTooOften =
    "room secrets: too many wrong ones from this address; limit.failed_secrets_per_address";

bool holdsSecrets(const RequestedChannels& requested) {
  return std::any_of(requested.begin(), requested.end(),
                     [](const RequestedChannel& one) { return !one.secret.empty(); });
}

RequestedChannels withoutSecrets(const RequestedChannels& requested) {
  RequestedChannels plain;
  plain.reserve(requested.size());
  for (const auto& one : requested) plain.push_back({one.access, one.channel});
  return plain;
}

std::string presentedFor(const RequestedChannel& granted, const RequestedChannels& requested) {
  const auto found = std::find(requested.begin(), requested.end(), granted);
  return found == requested.end() ? std::string() : found->secret;
}

// Null: it opens.
const char* whyNot(const std::optional<std::string>& secret, const std::string& presented) {
  const bool isRight = secret && !secret->empty() && isSameSecret(*secret, presented);
  return isRight ? nullptr : kWrong;
}

}  // namespace

struct RoomSecrets::Locked {
  std::size_t place;  // among the granted
  std::string space;
  std::string presented;
  const char* whyNot = nullptr;  // null: it opens
};

Decision RoomSecrets::check(const Handshake& handshake, const Identity& identity,
                            const RequestedChannels& requested) const {
  Decision decision = holdsSecrets(requested)
                          ? decide(*parts_.policy, handshake, identity, withoutSecrets(requested))
                          : decide(*parts_.policy, handshake, identity, requested);
  auto* grant = std::get_if<Grant>(&decision);
  if (!grant) return decision;
  return opened(std::move(*grant), requested, handshake.clientAddress);
}

Grant RoomSecrets::opened(Grant grant, const RequestedChannels& requested,
                          const std::string& address) const {
  std::vector<Locked> locked;
  for (std::size_t i = 0; i < grant.granted.size(); ++i) {
    auto space = core::roomSpaceOf(grant.granted[i].channel);
    if (!space) continue;
    locked.push_back({i, *std::move(space), presentedFor(grant.granted[i], requested)});
  }
  judge(locked, address);

  for (auto one = locked.rbegin(); one != locked.rend(); ++one) {
    if (!one->whyNot) continue;
    const auto at = static_cast<std::ptrdiff_t>(one->place);
    grant.withheld.push_back({std::move(grant.granted[one->place]), one->whyNot});
    grant.granted.erase(grant.granted.begin() + at);
    grant.grantedBy.erase(grant.grantedBy.begin() + at);
  }
  return grant;
}

void RoomSecrets::judge(std::vector<Locked>& locked, const std::string& address) const {
  std::vector<Locked*> presented;
  for (Locked& one : locked) {
    one.whyNot = kWrong;
    if (!one.presented.empty()) presented.push_back(&one);
  }
  if (presented.empty() || !parts_.store) return;
  if (!parts_.failures.mayTake(address)) {
    parts_.counts.add(core::Limit::kFailedSecretsPerAddress);
    for (Locked* one : presented) one->whyNot = kTooOften;
    return;
  }
  if (!compare(presented)) (void)parts_.failures.take(address);
}

bool RoomSecrets::compare(const std::vector<Locked*>& presented) const {
  std::vector<std::string> spaces;
  spaces.reserve(presented.size());
  for (const Locked* one : presented) spaces.push_back(one->space);
  const auto found = parts_.store->secretsOf(spaces);

  bool isNoneWrong = true;
  for (std::size_t i = 0; i < presented.size(); ++i) {
    Locked& one = *presented[i];
    one.whyNot = found ? whyNot((*found)[i], one.presented) : kAway;
    if (one.whyNot == kWrong) isNoneWrong = false;
  }
  return isNoneWrong;
}

}  // namespace fanfare::policies
