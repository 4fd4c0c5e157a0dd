#include "core/places.h"

#include <algorithm>

namespace fanfare::core {
namespace {

constexpr std::uint64_t kUnseenShare = 10;  // of a bound, one node may hold a tenth untold

}  // namespace

Place::~Place() {
  if (entry_) entry_->second.places->giveBack(*entry_);
}

std::uint64_t Places::boundOf(HolderKind kind) const {
  switch (kind) {
    case HolderKind::kAddress:
      return bounds_.perAddress;
    case HolderKind::kUser:
      return bounds_.perUser;
    case HolderKind::kSession:
      break;
  }
  return bounds_.perSession;
}

Places::Shard& Places::shardOf(const Holder& holder) const {
  return shards_[HashHolder()(holder) % kShards];
}

std::optional<Place> Places::take(HolderKind kind, const std::string& name) {
  const std::uint64_t bound = boundOf(kind);
  if (bound == 0 || name.empty()) return Place();
  const Holder holder{kind, name};
  Shard& shard = shardOf(holder);

  const MutexLock lock(shard.mutex);
  Place::Entry& entry = *shard.counts.try_emplace(holder, Place::Count{this}).first;
  if (entry.second.held >= bound) return std::nullopt;
  ++entry.second.held;
  return Place(entry);
}

std::variant<Places::Seats, HolderKind> Places::take(const std::string& user,
                                                     const std::string& session) {
  auto userPlace = take(HolderKind::kUser, user);
  if (!userPlace) return HolderKind::kUser;
  auto sessionPlace = take(HolderKind::kSession, session);
  if (!sessionPlace) return HolderKind::kSession;

  if (census_) {
    std::vector<Holder> holders;
    addToReport(*userPlace, holders);
    addToReport(*sessionPlace, holders);
    if (const auto full = fullElsewhere(holders)) return *full;
  }
  return Seats{*std::move(userPlace), *std::move(sessionPlace)};
}

void Places::addToReport(const Place& place, std::vector<Holder>& holders) {
  if (!place.entry_) return;
  const Holder& holder = place.entry_->first;
  const MutexLock lock(shardOf(holder).mutex);
  auto& [places, held, isReported] = place.entry_->second;
  if (held * kUnseenShare < boundOf(holder.kind)) return;
  isReported = true;
  holders.push_back(holder);
}

std::optional<HolderKind> Places::fullElsewhere(const std::vector<Holder>& holders) const {
  if (holders.empty()) return std::nullopt;
  const auto elsewhere = census_->elsewhere(holders);
  if (!elsewhere) return std::nullopt;
  for (std::size_t i = 0; i < holders.size(); ++i) {
    const auto held = countOf(holders[i]) + (*elsewhere)[i];
    if (held > boundOf(holders[i].kind)) return holders[i].kind;
  }
  return std::nullopt;
}

std::uint64_t Places::countOf(const Holder& holder) const {
  Shard& shard = shardOf(holder);
  const MutexLock lock(shard.mutex);
  const auto found = shard.counts.find(holder);
  return found == shard.counts.end() ? 0 : found->second.held;
}

void Places::giveBack(Place::Entry& entry) {
  std::optional<Holder> told;
  {
    Shard& shard = shardOf(entry.first);
    const MutexLock lock(shard.mutex);
    if (entry.second.isReported) told = entry.first;
    if (--entry.second.held == 0) shard.counts.erase(shard.counts.find(entry.first));
  }
  if (told) census_->changed(*told);
}

}  // namespace fanfare::core
