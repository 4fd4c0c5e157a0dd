#include "ws/roster.h"

#include <algorithm>
#include <string>
#include <utility>

namespace fanfare::ws {
namespace {

// The calendar may be set anew.
constexpr std::chrono::milliseconds kLookAgain{60'000};

}  // namespace

Roster::Roster(net::Reactor& reactor, core::IdentityDesk& desk, WallClock wallClock)
    : reactor_(reactor), desk_(desk), wallClock_(std::move(wallClock)) {}

Roster::~Roster() = default;

void Roster::enter(Bearer& bearer, const core::IdentityPtr& known) {
  const Identity& identity = *known;
  if (!core::canEnd(identity)) return;
  const std::string key = core::keyOf(identity);
  if (const Number number = entries_.find(key)) return join(number, bearer, known);

  const Number number = entries_.add(key, identity);
  ++size_;
  entries_[number].knownAt = identity.asOf;
  entries_[number].version = ++lastVersion_;
  entries_.seat(number, bearer);
  expect(number);
  if (identity.isAnonymous()) return;
  bearer.clearance_ = Bearer::Clearance::kWanted;
  check(number, Doubt::kHandshake, known);
}

void Roster::join(Number number, Bearer& bearer, const core::IdentityPtr& told) {
  const Identity& identity = *told;
  const Handle entry = entries_.handleOf(number);
  if (identity.asOf > entries_[number].knownAt) apply(number, identity);
  if (!entries_.has(entry)) return enter(bearer, told);

  entries_.seat(number, bearer);
  const core::IdentityPtr known = entries_[number].identity.get();
  if (!core::areOfOne(*known, identity)) {
    leave(bearer);
    return bearer.onIdentityEnded();
  }
  if (!known->isAnonymous()) bearer.clearance_ = Bearer::Clearance::kWanted;
  if (!core::allowTheSame(*known, identity)) bearer.onIdentityChanged(*known);
  if (entries_.has(entry)) check(number, Doubt::kHandshake, known);
}

void Roster::leave(Bearer& bearer) {
  const Number number = entries_.unseat(bearer);
  if (number != RosterEntries::kNone && !entries_.hasBearers(number)) forget(number);
}

core::IdentityPtr Roster::identityOf(const Bearer& bearer) const {
  const Number number = bearer.number_;
  return number == RosterEntries::kNone ? nullptr : entries_[number].identity.get();
}

std::vector<HeldIdentity> Roster::held(std::size_t first, std::size_t end) const {
  std::vector<HeldIdentity> found;
  for (std::size_t slice = first; slice < end; ++slice) {
    for (const Handle& handle : entries_.ofSlice(slice)) {
      const RosterEntry& entry = entries_[handle.number];
      if (entry.identity.hasEvidence()) found.push_back({entry.identity, entry.version});
    }
  }
  return found;
}

void Roster::onRechecked(const Rechecked& answer) {
  const Number number = entries_.find(answer.key);
  if (number == RosterEntries::kNone) return;
  if (entries_[number].version != answer.version) return ask(number);
  apply(number, answer.now);
}

void Roster::apply(Number number, const Result<Identity>& now) {
  const core::KeptIdentity& known = entries_[number].identity;
  const bool isAsked = known.expiry() && !entries_.isExpected(number);
  if (!now) {
    if (isAsked) end(number, EndCause::kExpired);
    return;
  }
  if (now->isAnonymous() || !core::areOfOne(*known.get(), *now)) {
    return end(number, EndCause::kSession);
  }
  if (now->expiry && *now->expiry <= wallClock_()) return end(number, EndCause::kExpired);
  learn(number, *now);
}

void Roster::learn(Number number, const Identity& now) {
  RosterEntry& entry = entries_[number];
  const core::IdentityPtr before = entry.identity.get();
  Identity after = now;
  after.asOf = before->asOf;  // what the connections were let in by
  after.evidence = before->evidence;
  entries_.replaceIdentity(number, after);
  entry.knownAt = std::max(entry.knownAt, now.asOf);
  entry.version = ++lastVersion_;
  expect(number);
  if (core::allowTheSame(*before, now)) return;

  for (Bearer* const bearer : entries_.bearersOf(number)) bearer->onIdentityChanged(after);
}

void Roster::ask(Number number) {
  const RosterEntry& entry = entries_[number];
  desk_.recheck(entry.identity.get(), [this, key = entries_.keyOf(number),
                                       version = entry.version](const Result<Identity>& now) {
    onRechecked({key, version, now});
  });
}

void Roster::end(Number number, EndCause cause) {
  const auto bearers = entries_.unseatAll(number);
  forget(number);
  ended_[static_cast<std::size_t>(cause)] += bearers.size();
  for (Bearer* const bearer : bearers) bearer->onIdentityEnded();
}

void Roster::forget(Number number) {
  entries_.remove(number);
  --size_;
}

void Roster::expect(Number number) {
  entries_.expect(number);
  if (entries_.firstToExpire() == number) setTimer();
}

void Roster::setTimer() {
  const Number first = entries_.firstToExpire();
  if (first == RosterEntries::kNone) return;
  const auto left = *entries_[first].identity.expiry() - wallClock_();
  const auto delay = std::min<std::chrono::system_clock::duration>(left, kLookAgain);
  reactor_.timers().set(*this, std::chrono::ceil<std::chrono::milliseconds>(delay));
}

void Roster::onTimer() {
  const auto now = wallClock_();
  for (Number first = entries_.firstToExpire(); first != RosterEntries::kNone;
       first = entries_.firstToExpire()) {
    const core::KeptIdentity& identity = entries_[first].identity;
    if (*identity.expiry() > now) break;
    if (!identity.hasEvidence()) {
      end(first, EndCause::kExpired);
      continue;
    }
    entries_.unexpect(first);
    ask(first);
  }
  setTimer();
}

}  // namespace fanfare::ws
