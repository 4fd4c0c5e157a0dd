// How identities end before their time: by the control channel, and by the tombstones it leaves.

#include <algorithm>
#include <memory>

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
  for (const Handle& entry : entries_.ofUser(user)) {
    if (entries_.has(entry)) end(entry.number, EndCause::kControl);
  }
}

void Roster::disconnectSession(const std::string& key) {
  for (const Handle& entry : entries_.ofSession(key)) {
    if (entries_.has(entry)) end(entry.number, EndCause::kControl);
  }
}

void Roster::revoke(const std::string& user, const std::string& group) {
  for (const Handle& entry : entries_.ofUser(user)) {
    if (entries_.has(entry)) dropGroups(entry.number, {group});
  }
}

void Roster::adopt(const core::Adoption& adoption) {
  if (adoption.from == adoption.to.name()) return;
  for (const Handle& entry : entries_.ofUser(adoption.from)) {
    if (!entries_.has(entry)) continue;
    const core::IdentityPtr before = entries_[entry.number].identity.get();
    const auto now = std::make_shared<const Identity>(adopted(*before, adoption.to));
    for (Bearer* const bearer : entries_.bearersOf(entry.number)) {
      const bool isLeft = bearer->number_ != entry.number || !entries_.has(entry);
      if (isLeft || !bearer->follows(adoption.to)) continue;
      leave(*bearer);
      enter(*bearer, now);
      // Unless a tombstone stood against it.
      if (bearer->number_ != RosterEntries::kNone) bearer->onAdopted(adoption);
    }
  }
}

void Roster::doubtAll() { doubt(0); }

void Roster::doubt(std::size_t slice) {
  for (const Handle& entry : entries_.ofSlice(slice)) {
    if (!entries_.has(entry)) continue;
    check(entry.number, Doubt::kAll, entries_[entry.number].identity.get());
  }
  if (slice + 1 == kSlices) return;
  reactor_.post([this, slice] { doubt(slice + 1); });
}

void Roster::beginCheck(Number number) {
  entries_[number].isChecked = true;
  for (Bearer* const bearer : entries_.bearersOf(number)) {
    if (bearer->clearance_ != Bearer::Clearance::kWanted) continue;
    bearer->clearance_ = Bearer::Clearance::kAsked;
  }
}

void Roster::check(Number number, Doubt doubt, const core::IdentityPtr& known) {
  const RosterEntry& entry = entries_[number];
  if (doubt == Doubt::kHandshake) {
    if (entry.isChecked) return;  // and those who came meanwhile will be, then
    beginCheck(number);
  }
  auto [names, ofGroups] = core::tombstonesAgainst(*known);
  names.insert(names.end(), ofGroups.begin(), ofGroups.end());
  desk_.fetchTombstones(names, [this, doubt, known, version = entry.version,
                                checked = entries_.handleOf(number)](const auto& stamps) {
    if (!entries_.has(checked)) return;
    const RosterEntry& now = entries_[checked.number];
    if (stamps) {
      const bool isSame = now.version == version;
      return onTombstones(checked.number, doubt, isSame ? known : now.identity.get(), *stamps);
    }
    // All are doubted when the broker is back.
    if (doubt == Doubt::kHandshake) clear(checked.number);
  });
}

void Roster::onTombstones(Number number, Doubt doubt, const core::IdentityPtr& known,
                          const Stamps& stamps) {
  RosterEntry& entry = entries_[number];
  const Identity& identity = *known;
  const auto [names, ofGroups] = core::tombstonesAgainst(identity);
  const bool isSame = stamps.size() == names.size() + ofGroups.size();
  const bool isAsked = identity.evidence && doubt == Doubt::kHandshake;
  if (!isSame && !identity.evidence) {  // it lost a group meanwhile
    entry.isChecked = false;
    return check(number, doubt, known);
  }
  if (isAsked) {
    const bool isDoubted = !isSame || isAny(stamps, 0, stamps.size(), entry.knownAt - kSkew);
    return isDoubted ? askAnew(number) : clear(number);
  }
  if (isSame && isAny(stamps, 0, names.size(), identity.asOf)) {
    return end(number, EndCause::kControl);
  }
  if (identity.evidence) return;
  const auto lost = lostGroups(identity, stamps, names.size());
  const Handle checked = entries_.handleOf(number);
  if (!lost.empty()) dropGroups(number, lost);
  if (entries_.has(checked) && doubt == Doubt::kHandshake) clear(number);
}

void Roster::askAnew(Number number) {
  const RosterEntry& entry = entries_[number];
  desk_.recheck(entry.identity.get(), [this, asked = entries_.handleOf(number),
                                       version = entry.version](const Result<Identity>& now) {
    if (!entries_.has(asked)) return;
    if (!now) {
      for (Bearer* const bearer : entries_.bearersOf(asked.number)) {
        if (bearer->clearance_ == Bearer::Clearance::kAsked) bearer->onIdentityUnknown();
      }
    } else if (entries_[asked.number].version != version) {
      return askAnew(asked.number);
    } else {
      apply(asked.number, now);
    }
    if (entries_.has(asked)) clear(asked.number);
  });
}

void Roster::dropGroups(Number number, const std::vector<std::string>& groups) {
  Identity less = *entries_[number].identity.get();
  const auto isLost = [&groups](const std::string& group) {
    return std::find(groups.begin(), groups.end(), group) != groups.end();
  };
  less.groups.erase(std::remove_if(less.groups.begin(), less.groups.end(), isLost),
                    less.groups.end());
  less.asOf = wallClock_();
  learn(number, less);
}

void Roster::clear(Number number) {
  const Handle cleared = entries_.handleOf(number);
  entries_[number].isChecked = false;
  bool isWanted = false;
  for (Bearer* const bearer : entries_.bearersOf(number)) {
    isWanted = isWanted || bearer->clearance_ == Bearer::Clearance::kWanted;
    if (bearer->clearance_ != Bearer::Clearance::kAsked) continue;
    bearer->clearance_ = Bearer::Clearance::kGiven;
    bearer->onIdentityCleared();
  }
  if (!isWanted || !entries_.has(cleared)) return;
  check(number, Doubt::kHandshake, entries_[number].identity.get());
}

}  // namespace fanfare::ws
