#include "ws/roster.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace fanfare::ws {
namespace {

// The calendar may be set anew.
constexpr std::chrono::milliseconds kLookAgain{60'000};

std::size_t hashOf(std::string_view text) { return std::hash<std::string_view>{}(text); }

template <typename Index, typename Entry>
void erase(Index& index, std::size_t hash, const Entry& entry) {
  const auto [begin, end] = index.equal_range(hash);
  const auto found =
      std::find_if(begin, end, [&entry](const auto& one) { return one.second == &entry; });
  if (found != end) index.erase(found);
}

}  // namespace

Roster::Roster(net::Reactor& reactor, core::IdentityDesk& desk, WallClock wallClock)
    : reactor_(reactor), desk_(desk), wallClock_(std::move(wallClock)) {}

Roster::~Roster() = default;

void Roster::enter(Bearer& bearer, const core::IdentityPtr& known) {
  const Identity& identity = *known;
  if (!core::canEnd(identity)) return;
  const std::string key = core::keyOf(identity);
  const auto [place, isNew] = sliceOf(key).try_emplace(key, known);
  Entry& entry = place->second;
  if (!isNew) return join(entry, bearer, known);

  ++size_;
  entry.key = &place->first;
  entry.number = ++lastNumber_;
  entry.knownAt = identity.asOf;
  entry.version = ++lastVersion_;
  entry.expiry = expiries_.end();
  if (!identity.user.empty()) users_.emplace(hashOf(identity.user), &entry);
  if (!identity.sessionKey.empty()) sessions_.emplace(hashOf(identity.sessionKey), &entry);
  bearer.entry_ = &entry;
  bearer.place_ = 0;
  entry.bearers.push_back(&bearer);
  expect(entry);
  if (identity.isAnonymous()) return entry.identity.pack();
  bearer.clearance_ = Bearer::Clearance::kWanted;
  check(entry, Doubt::kHandshake);
}

void Roster::join(Entry& entry, Bearer& bearer, const core::IdentityPtr& told) {
  const Identity& identity = *told;
  const std::string key = *entry.key;
  if (identity.asOf > entry.knownAt) apply(entry, identity);
  if (!find(key)) return enter(bearer, told);

  bearer.entry_ = &entry;
  bearer.place_ = static_cast<std::uint32_t>(entry.bearers.size());
  entry.bearers.push_back(&bearer);
  const core::IdentityPtr known = entry.identity.get();
  if (!core::areOfOne(*known, identity)) {
    leave(bearer);
    return bearer.onIdentityEnded();
  }
  if (!known->isAnonymous()) bearer.clearance_ = Bearer::Clearance::kWanted;
  if (!core::allowTheSame(*known, identity)) bearer.onIdentityChanged(*known);
  if (Entry* const joined = find(key)) check(*joined, Doubt::kHandshake);
}

void Roster::leave(Bearer& bearer) {
  Entry* const entry = std::exchange(bearer.entry_, nullptr);
  if (!entry) return;
  auto& bearers = entry->bearers;
  bearers[bearer.place_] = bearers.back();
  bearers[bearer.place_]->place_ = bearer.place_;
  bearers.pop_back();
  if (bearers.empty()) forget(*entry);
}

std::vector<HeldIdentity> Roster::held(std::size_t first, std::size_t end) const {
  std::vector<HeldIdentity> found;
  for (std::size_t i = first; i < end; ++i) {
    for (const auto& [key, entry] : slices_[i]) {
      if (entry.identity.hasEvidence()) found.push_back({entry.identity, entry.version});
    }
  }
  return found;
}

void Roster::onRechecked(const Rechecked& answer) {
  Entry* const entry = find(answer.key);
  if (!entry) return;
  if (entry->version != answer.version) return ask(*entry);
  apply(*entry, answer.now);
}

void Roster::apply(Entry& entry, const Result<Identity>& now) {
  const bool isAsked = entry.identity.expiry() && entry.expiry == expiries_.end();
  if (!now) {
    if (isAsked) end(entry, EndCause::kExpired);
    return;
  }
  if (now->isAnonymous() || !core::areOfOne(*entry.identity.get(), *now)) {
    return end(entry, EndCause::kSession);
  }
  if (now->expiry && *now->expiry <= wallClock_()) return end(entry, EndCause::kExpired);
  learn(entry, *now);
}

void Roster::learn(Entry& entry, const Identity& now) {
  const core::IdentityPtr before = entry.identity.get();
  Identity learned = now;
  learned.asOf = before->asOf;  // what the connections were let in by
  learned.evidence = before->evidence;
  const auto after = std::make_shared<const Identity>(std::move(learned));
  entry.identity = core::KeptIdentity(after);
  entry.knownAt = std::max(entry.knownAt, now.asOf);
  entry.version = ++lastVersion_;
  expect(entry);
  if (!entry.isChecked) entry.identity.pack();
  if (core::allowTheSame(*before, now)) return;

  const auto bearers = entry.bearers;
  for (Bearer* const bearer : bearers) bearer->onIdentityChanged(*after);
}

void Roster::ask(Entry& entry) {
  desk_.recheck(entry.identity.get(),
                [this, key = *entry.key, version = entry.version](const Result<Identity>& now) {
                  onRechecked({key, version, now});
                });
}

void Roster::end(Entry& entry, EndCause cause) {
  const auto bearers = std::exchange(entry.bearers, {});
  for (Bearer* const bearer : bearers) bearer->entry_ = nullptr;
  forget(entry);
  ended_[static_cast<std::size_t>(cause)] += bearers.size();
  for (Bearer* const bearer : bearers) bearer->onIdentityEnded();
}

void Roster::forget(Entry& entry) {
  if (entry.expiry != expiries_.end()) expiries_.erase(entry.expiry);
  erase(users_, hashOf(entry.identity.user()), entry);
  erase(sessions_, hashOf(entry.identity.sessionKey()), entry);
  const std::string key = *entry.key;
  sliceOf(key).erase(key);
  --size_;
}

void Roster::expect(Entry& entry) {
  if (entry.expiry != expiries_.end()) expiries_.erase(entry.expiry);
  entry.expiry = expiries_.end();
  const auto expiry = entry.identity.expiry();
  if (!expiry) return;
  entry.expiry = expiries_.emplace(*expiry, &entry);
  if (entry.expiry == expiries_.begin()) setTimer();
}

void Roster::setTimer() {
  if (expiries_.empty()) return;
  const auto left = expiries_.begin()->first - wallClock_();
  const auto delay = std::min<std::chrono::system_clock::duration>(left, kLookAgain);
  reactor_.timers().set(*this, std::chrono::ceil<std::chrono::milliseconds>(delay));
}

void Roster::onTimer() {
  const auto now = wallClock_();
  while (!expiries_.empty() && expiries_.begin()->first <= now) {
    Entry& entry = *expiries_.begin()->second;
    if (!entry.identity.hasEvidence()) {
      end(entry, EndCause::kExpired);
      continue;
    }
    expiries_.erase(entry.expiry);
    entry.expiry = expiries_.end();
    ask(entry);
  }
  setTimer();
}

Roster::Entries& Roster::sliceOf(const std::string& key) {
  return slices_[std::hash<std::string>{}(key) % kSlices];
}

Roster::Entry* Roster::find(const std::string& key) {
  auto& slice = sliceOf(key);
  const auto found = slice.find(key);
  return found == slice.end() ? nullptr : &found->second;
}

Roster::Entry* Roster::find(const std::string& key, std::uint64_t number) {
  Entry* const entry = find(key);
  return entry && entry->number == number ? entry : nullptr;
}

}  // namespace fanfare::ws
