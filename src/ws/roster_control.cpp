// How identities end before their time: by the control channel, and by the tombstones it leaves.

#include <algorithm>
#include <utility>

#include "core/control_message.h"
#include "ws/roster.h"

namespace fanfare::ws {
namespace {

using Stamps = std::vector<std::optional<Broker::Stamp>>;

bool isAny(const Stamps& stamps, std::size_t first, std::size_t end, Broker::Stamp from) {
  return std::any_of(stamps.begin() + static_cast<std::ptrdiff_t>(first),
                     stamps.begin() + static_cast<std::ptrdiff_t>(end),
                     [from](const auto& stamp) { return stamp && *stamp >= from; });
}

// The groups that `stamps`, from `first` on one for each, say are taken from `identity`.
std::vector<std::string> lostGroups(const Identity& identity, const Stamps& stamps,
                                    std::size_t first) {
  std::vector<std::string> lost;
  for (std::size_t i = 0; first + i < stamps.size(); ++i) {
    const std::size_t at = first + i;
    if (isAny(stamps, at, at + 1, identity.asOf)) lost.push_back(identity.groups[i]);
  }
  return lost;
}

// As of the time when it was let in, so that no tombstone written since is passed over.
Identity adopted(const Identity& identity, const Channel& to) {
  Identity now = identity;
  now.user = to.name();
  now.evidence.reset();
  if (now.onlyChannels) now.onlyChannels->insert(to.publicKey());
  return now;
}

}  // namespace

void Roster::disconnectUser(const std::string& user) {
  for (const auto& key : keysOf(users_, user, &core::KeptIdentity::user)) {
    if (Entry* const entry = find(key)) end(*entry, EndCause::kControl);
  }
}

void Roster::disconnectSession(const std::string& sessionKey) {
  for (const auto& key : keysOf(sessions_, sessionKey, &core::KeptIdentity::sessionKey)) {
    if (Entry* const entry = find(key)) end(*entry, EndCause::kControl);
  }
}

void Roster::revoke(const std::string& user, const std::string& group) {
  for (const auto& key : keysOf(users_, user, &core::KeptIdentity::user)) {
    if (Entry* const entry = find(key)) dropGroups(*entry, {group});
  }
}

void Roster::adopt(const core::Adoption& adoption) {
  if (adoption.from == adoption.to.name()) return;
  for (const auto& key : keysOf(users_, adoption.from, &core::KeptIdentity::user)) {
    Entry* const entry = find(key);
    if (!entry) continue;
    const core::IdentityPtr before = entry->identity.get();
    const std::uint64_t number = entry->number;
    const auto now = std::make_shared<const Identity>(adopted(*before, adoption.to));
    const auto bearers = entry->bearers;
    for (Bearer* const bearer : bearers) {
      const bool isLeft = !bearer->entry_ || bearer->entry_->number != number;
      if (isLeft || !bearer->follows(adoption.to)) continue;
      leave(*bearer);
      enter(*bearer, now);
      if (bearer->entry_) bearer->onAdopted(adoption);  // or a tombstone stood against it
    }
  }
}

void Roster::doubtAll() { doubt(0); }

void Roster::doubt(std::size_t slice) {
  std::vector<std::string> keys;
  for (const auto& [key, entry] : slices_[slice]) keys.push_back(key);
  for (const auto& key : keys) {
    if (Entry* const entry = find(key)) check(*entry, Doubt::kAll);
  }
  if (slice + 1 == kSlices) return;
  reactor_.post([this, slice] { doubt(slice + 1); });
}

std::vector<std::string> Roster::keysOf(const Index& index, std::string_view wanted,
                                        std::string_view (core::KeptIdentity::*text)()
                                            const) const {
  std::vector<std::string> keys;
  const auto [begin, end] = index.equal_range(std::hash<std::string_view>{}(wanted));
  for (auto at = begin; at != end; ++at) {
    if ((at->second->identity.*text)() == wanted) keys.push_back(*at->second->key);
  }
  return keys;
}

void Roster::check(Entry& entry, Doubt doubt) {
  if (doubt == Doubt::kHandshake) {
    if (entry.isChecked) return;  // and those who came meanwhile will be, then
    entry.isChecked = true;
    for (Bearer* const bearer : entry.bearers) {
      if (bearer->clearance_ == Bearer::Clearance::kWanted) {
        bearer->clearance_ = Bearer::Clearance::kAsked;
      }
    }
  }
  auto [names, ofGroups] = core::tombstonesAgainst(*entry.identity.get());
  names.insert(names.end(), ofGroups.begin(), ofGroups.end());
  desk_.fetchTombstones(
      names, [this, doubt, key = *entry.key, number = entry.number](const Result<Stamps>& stamps) {
        Entry* const checked = find(key, number);
        if (!checked) return;
        if (stamps) return onTombstones(*checked, doubt, *stamps);
        if (doubt == Doubt::kHandshake) clear(*checked);  // all are doubted when the broker is back
      });
}

void Roster::onTombstones(Entry& entry, Doubt doubt, const Stamps& stamps) {
  const core::IdentityPtr known = entry.identity.get();
  const Identity& identity = *known;
  const auto [names, ofGroups] = core::tombstonesAgainst(identity);
  const bool isSame = stamps.size() == names.size() + ofGroups.size();
  const bool isAsked = identity.evidence && doubt == Doubt::kHandshake;
  if (!isSame && !identity.evidence) {  // it lost a group meanwhile
    entry.isChecked = false;
    return check(entry, doubt);
  }
  if (isAsked) {
    const bool isDoubted = !isSame || isAny(stamps, 0, stamps.size(), entry.knownAt - kSkew);
    return isDoubted ? askAnew(entry) : clear(entry);
  }
  if (isSame && isAny(stamps, 0, names.size(), identity.asOf)) {
    return end(entry, EndCause::kControl);
  }
  if (identity.evidence) return;
  const auto lost = lostGroups(identity, stamps, names.size());
  const std::string key = *entry.key;
  if (!lost.empty()) dropGroups(entry, lost);
  Entry* const left = find(key);
  if (left && doubt == Doubt::kHandshake) clear(*left);
}

void Roster::askAnew(Entry& entry) {
  desk_.recheck(entry.identity.get(), [this, key = *entry.key, number = entry.number,
                                       version = entry.version](const Result<Identity>& now) {
    Entry* const asked = find(key, number);
    if (!asked) return;
    if (!now) {
      const auto bearers = asked->bearers;
      for (Bearer* const bearer : bearers) {
        if (bearer->clearance_ == Bearer::Clearance::kAsked) bearer->onIdentityUnknown();
      }
    } else if (asked->version != version) {
      return askAnew(*asked);
    } else {
      apply(*asked, now);
    }
    if (Entry* const left = find(key, number)) clear(*left);
  });
}

void Roster::dropGroups(Entry& entry, const std::vector<std::string>& groups) {
  Identity less = *entry.identity.get();
  const auto isLost = [&groups](const std::string& group) {
    return std::find(groups.begin(), groups.end(), group) != groups.end();
  };
  less.groups.erase(std::remove_if(less.groups.begin(), less.groups.end(), isLost),
                    less.groups.end());
  less.asOf = wallClock_();
  learn(entry, less);
}

void Roster::clear(Entry& entry) {
  const std::string key = *entry.key;
  const std::uint64_t number = entry.number;
  entry.isChecked = false;
  const auto bearers = entry.bearers;
  bool isWanted = false;
  for (Bearer* const bearer : bearers) {
    isWanted = isWanted || bearer->clearance_ == Bearer::Clearance::kWanted;
    if (bearer->clearance_ != Bearer::Clearance::kAsked) continue;
    bearer->clearance_ = Bearer::Clearance::kGiven;
    bearer->onIdentityCleared();
  }
  Entry* const left = find(key, number);
  if (!left) return;
  if (isWanted) return check(*left, Doubt::kHandshake);
  left->identity.pack();
}

}  // namespace fanfare::ws
