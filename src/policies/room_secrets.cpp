#include "policies/room_secrets.h"

#include <algorithm>
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

}  // namespace

struct RoomSecrets::Locked {
  std::size_t place;  // among the granted
  std::string space;
  std::string presented;
  const char* whyNot = nullptr;  // null: it opens
};

Decision RoomSecrets::check(const Handshake& handshake, const Identity& identity,
                            const RequestedChannels& requested) const {
  Decision decision = decide(*parts_.policy, handshake, identity, withoutSecrets(requested));
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

// NOLINTNEXTLINE(readability-function-cognitive-complexity)
void RoomSecrets::judge(std::vector<Locked>& locked, const std::string& address) const {
  std::vector<std::string> spaces;
  std::vector<Locked*> presented;
  for (Locked& one : locked) {
    one.whyNot = kWrong;
    if (one.presented.empty()) continue;
    presented.push_back(&one);
    spaces.push_back(one.space);
  }
  if (presented.empty() || !parts_.store) return;
  if (!parts_.failures.mayTake(address)) {
    parts_.counts.add(core::Limit::kFailedSecretsPerAddress);
    for (Locked* one : presented) one->whyNot = kTooOften;
    return;
  }

  const auto found = parts_.store->secretsOf(spaces);
  bool hasFailed = false;
  for (std::size_t i = 0; i < presented.size(); ++i) {
    const auto* secret = found && (*found)[i] ? &*(*found)[i] : nullptr;
    const bool isRight =
        secret && !secret->empty() && isSameSecret(*secret, presented[i]->presented);
    presented[i]->whyNot = isRight ? nullptr : found ? kWrong : kAway;
    hasFailed = hasFailed || (found && !isRight);
  }
  if (hasFailed) (void)parts_.failures.take(address);
}

}  // namespace fanfare::policies
