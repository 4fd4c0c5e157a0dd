#include "ws/roster_entries.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <utility>

#include "core/known_identity.h"
#include "ws/roster.h"

namespace fanfare::ws {
namespace {

std::uint32_t hashOf(std::string_view text) {
  return static_cast<std::uint32_t>(std::hash<std::string_view>{}(text));
}

constexpr RosterEntries::Number kCrowdMask = 0x7FFF'FFFF;  // as many as the field holds

std::size_t sliceOf(std::uint32_t hash) { return hash % RosterEntries::kSlices; }

std::uint32_t secondOf(std::chrono::system_clock::time_point time) {
  using Seconds = std::chrono::seconds;
  const auto second = std::chrono::floor<Seconds>(time.time_since_epoch()).count();
  const Seconds::rep last = std::numeric_limits<std::uint32_t>::max();
  return static_cast<std::uint32_t>(std::clamp<Seconds::rep>(second, 0, last));
}

}  // namespace

RosterEntries::Number RosterEntries::find(const std::string& key) const {
  const std::uint32_t hash = hashOf(key);
  const Hashed* const found = keys_[sliceOf(hash)].find(
      hash, [this, &key](const Hashed& one) { return keyOf(one.number) == key; });
  return found ? found->number : kNone;
}

RosterEntries::Number RosterEntries::add(const std::string& key, const Identity& identity) {
  const Number number = entries_.take();
  RosterEntry& entry = entries_[number];
  entry.identity = core::KeptIdentity(identity);
  entry.serial = ++lastSerial_;
  const std::uint32_t hash = hashOf(key);
  keys_[sliceOf(hash)].insert({hash, number});
  link(users_, identity.user, number, &RosterEntry::nextOfUser);
  link(sessions_, identity.sessionKey, number, &RosterEntry::nextOfSession);
  return number;
}

void RosterEntries::remove(Number number) {
  unexpect(number);
  const std::uint32_t hash = hashOf(keyOf(number));
  Table& slice = keys_[sliceOf(hash)];
  slice.take(slice.find(hash, [number](const Hashed& one) { return one.number == number; }));
  const core::KeptIdentity& identity = entries_[number].identity;
  unlink(users_, identity.user(), number, &RosterEntry::nextOfUser);
  unlink(sessions_, identity.sessionKey(), number, &RosterEntry::nextOfSession);
  formerKeys_.erase(number);
  if (entries_[number].crowd != 0) crowds_.giveBack(entries_[number].crowd);
  entries_.giveBack(number);
}

std::string RosterEntries::keyOf(Number number) const {
  if (!formerKeys_.empty()) {
    const auto former = formerKeys_.find(number);
    if (former != formerKeys_.end()) return former->second;
  }
  return entries_[number].identity.key();
}

bool RosterEntries::has(const Handle& handle) const {
  return entries_.reaches(handle.number) && entries_[handle.number].serial == handle.serial;
}

void RosterEntries::replaceIdentity(Number number, const Identity& now) {
  std::string key = keyOf(number);
  entries_[number].identity = core::KeptIdentity(now);
  if (entries_[number].identity.key() != key) formerKeys_.emplace(number, std::move(key));
}

std::vector<RosterEntries::Handle> RosterEntries::ofUser(std::string_view user) const {
  return ofText(users_, user, &core::KeptIdentity::user, &RosterEntry::nextOfUser);
}

std::vector<RosterEntries::Handle> RosterEntries::ofSession(std::string_view key) const {
  return ofText(sessions_, key, &core::KeptIdentity::sessionKey, &RosterEntry::nextOfSession);
}

std::vector<RosterEntries::Handle> RosterEntries::ofSlice(std::size_t slice) const {
  std::vector<Handle> handles;
  keys_[slice].forEach(
      [this, &handles](const Hashed& one) { handles.push_back(handleOf(one.number)); });
  return handles;
}

void RosterEntries::link(Table& table, std::string_view text, Number number, Next next) {
  if (text.empty()) return;
  const std::uint32_t hash = hashOf(text);
  Hashed* const last = table.find(hash, [](const Hashed&) { return true; });
  if (!last) return table.insert({hash, number});
  entries_[number].*next = std::exchange(last->number, number);
}

void RosterEntries::unlink(Table& table, std::string_view text, Number number, Next next) {
  if (text.empty()) return;
  Hashed* const last = table.find(hashOf(text), [](const Hashed&) { return true; });
  const Number behind = entries_[number].*next;
  if (last->number == number && behind == kNone) {
    table.take(last);
    return;
  }
  Number* link = &last->number;
  while (*link != number) link = &(entries_[*link].*next);
  *link = behind;
}

std::vector<RosterEntries::Handle> RosterEntries::ofText(const Table& table,
                                                         std::string_view wanted, Text text,
                                                         Next next) const {
  std::vector<Handle> handles;
  const Hashed* const last = table.find(hashOf(wanted), [](const Hashed&) { return true; });
  for (Number at = last ? last->number : kNone; at != kNone; at = entries_[at].*next) {
    if ((entries_[at].identity.*text)() == wanted) handles.push_back(handleOf(at));
  }
  return handles;
}

void RosterEntries::seat(Number number, Bearer& bearer) {
  RosterEntry& entry = entries_[number];
  bearer.number_ = number;
  bearer.place_ = 0;
  if (entry.crowd == 0 && !entry.only) {
    entry.only = &bearer;
    return;
  }
  if (entry.crowd == 0) {
    entry.crowd = crowds_.take() & kCrowdMask;
    crowds_[entry.crowd].push_back(std::exchange(entry.only, nullptr));
  }
  auto& crowd = crowds_[entry.crowd];
  bearer.place_ = static_cast<std::uint32_t>(crowd.size());
  crowd.push_back(&bearer);
}

RosterEntries::Number RosterEntries::unseat(Bearer& bearer) {
  const Number number = std::exchange(bearer.number_, kNone);
  if (number == kNone) return kNone;
  RosterEntry& entry = entries_[number];
  entry.only = nullptr;
  if (entry.crowd == 0) return number;
  auto& crowd = crowds_[entry.crowd];
  crowd[bearer.place_] = crowd.back();
  crowd[bearer.place_]->place_ = bearer.place_;
  crowd.pop_back();
  return number;
}

std::vector<Bearer*> RosterEntries::bearersOf(Number number) const {
  const RosterEntry& entry = entries_[number];
  if (entry.crowd != 0) return crowds_[entry.crowd];
  return entry.only ? std::vector<Bearer*>{entry.only} : std::vector<Bearer*>();
}

std::vector<Bearer*> RosterEntries::unseatAll(Number number) {
  auto bearers = bearersOf(number);
  RosterEntry& entry = entries_[number];
  entry.only = nullptr;
  if (entry.crowd != 0) crowds_[entry.crowd].clear();
  for (Bearer* const bearer : bearers) bearer->number_ = kNone;
  return bearers;
}

bool RosterEntries::hasBearers(Number number) const {
  const RosterEntry& entry = entries_[number];
  return entry.only || (entry.crowd != 0 && !crowds_[entry.crowd].empty());
}

void RosterEntries::expect(Number number) {
  unexpect(number);
  const auto expiry = entries_[number].identity.expiry();
  if (!expiry) return;
  expiries_.emplace_back();
  rise(expiries_.size() - 1, {secondOf(*expiry), number});
}

void RosterEntries::unexpect(Number number) {
  const std::uint32_t place = std::exchange(entries_[number].expiryPlace, 0);
  if (place == 0) return;
  const Expiry last = expiries_.back();
  expiries_.pop_back();
  if (last.number == number) return;
  const std::size_t hole = place - 1;
  const bool isEarly = hole > 0 && isBefore(last, expiries_[(hole - 1) / 2]);
  isEarly ? rise(hole, last) : sink(hole, last);
}

bool RosterEntries::isBefore(const Expiry& a, const Expiry& b) const {
  if (a.second != b.second) return a.second < b.second;
  return entries_[a.number].identity.expiry() < entries_[b.number].identity.expiry();
}

void RosterEntries::place(std::size_t at, const Expiry& expiry) {
  expiries_[at] = expiry;
  entries_[expiry.number].expiryPlace = static_cast<std::uint32_t>(at + 1);
}

void RosterEntries::rise(std::size_t at, const Expiry& expiry) {
  while (at > 0 && isBefore(expiry, expiries_[(at - 1) / 2])) {
    place(at, expiries_[(at - 1) / 2]);
    at = (at - 1) / 2;
  }
  place(at, expiry);
}

void RosterEntries::sink(std::size_t at, const Expiry& expiry) {
  const std::size_t count = expiries_.size();
  for (std::size_t below = 2 * at + 1; below < count; below = 2 * at + 1) {
    if (below + 1 < count && isBefore(expiries_[below + 1], expiries_[below])) ++below;
    if (!isBefore(expiries_[below], expiry)) break;
    place(at, expiries_[below]);
    at = below;
  }
  place(at, expiry);
}

}  // namespace fanfare::ws
