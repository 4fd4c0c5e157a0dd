#include "core/places.h"

#include <algorithm>
#include <utility>

namespace fanfare::core {
namespace {

constexpr std::uint64_t kUnseenShare = 10;  // of a bound, one node may hold a tenth untold

}  // namespace

Place::~Place() {
  if (places_) places_->giveBack(number_);
}

HeldPlaces::~HeldPlaces() {
  for (const std::uint32_t number : numbers_) {
    if (number != 0) places_->giveBack(number);
  }
}

void HeldPlaces::add(Place place) {
  if (!place.places_) return;
  places_ = std::exchange(place.places_, nullptr);
  *std::find(numbers_.begin(), numbers_.end(), 0u) = place.number_;
}

Places::Counts::Number Places::Shard::find(std::uint64_t hash) const {
  const auto* const found = numbers.find(hash, [](Counts::Number) { return true; });
  return found ? *found : Counts::kNone;
}

Places::Counts::Number Places::Shard::findOrAdd(std::uint64_t hash) {
  const Counts::Number found = find(hash);
  if (found != Counts::kNone) return found;
  const Counts::Number number = counts.take();
  counts[number].hashHigh = static_cast<std::uint32_t>(hash >> 32);
  counts[number].hashLow = static_cast<std::uint32_t>(hash);
  numbers.insert(number);
  return number;
}

void Places::Shard::remove(Counts::Number number) {
  numbers.take(numbers.find(counts[number].hash(), [](Counts::Number) { return true; }));
  counts.giveBack(number);
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

std::uint64_t Places::hashOf(HolderKind kind, std::string_view name) const {
  std::string text(name);
  text.push_back(static_cast<char>(kind));
  return hash_.of(text);
}

std::optional<Place> Places::take(HolderKind kind, const std::string& name) {
  const std::uint64_t bound = boundOf(kind);
  if (bound == 0 || name.empty()) return Place();
  const std::uint64_t hash = hashOf(kind, name);
  Shard& shard = shardOf(hash);

  const MutexLock lock(shard.mutex);
  const Counts::Number number = shard.findOrAdd(hash);
  Count& count = shard.counts[number];
  if (count.held() >= bound) return std::nullopt;
  count.state += Count::kOne;
  return Place(*this, number * kShards + static_cast<std::uint32_t>(hash % kShards));
}

std::variant<Places::Seats, HolderKind> Places::take(const std::string& user,
                                                     const std::string& session) {
  auto userPlace = take(HolderKind::kUser, user);
  if (!userPlace) return HolderKind::kUser;
  auto sessionPlace = take(HolderKind::kSession, session);
  if (!sessionPlace) return HolderKind::kSession;

  if (census_) {
    std::vector<Holder> holders;
    addToReport(*userPlace, {HolderKind::kUser, user}, holders);
    addToReport(*sessionPlace, {HolderKind::kSession, session}, holders);
    if (const auto full = fullElsewhere(holders)) return *full;
  }
  return Seats{*std::move(userPlace), *std::move(sessionPlace)};
}

void Places::addToReport(const Place& place, Holder holder, std::vector<Holder>& holders) {
  if (!place.places_) return;
  Shard& shard = shards_[place.number_ % kShards];
  const Counts::Number number = place.number_ / kShards;
  const MutexLock lock(shard.mutex);
  Count& count = shard.counts[number];
  if (count.held() * kUnseenShare < boundOf(holder.kind)) return;
  count.state |= Count::kReported;
  shard.reported.emplace(number, holder);
  holders.push_back(std::move(holder));
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
  const std::uint64_t hash = hashOf(holder.kind, holder.name);
  Shard& shard = shardOf(hash);
  const MutexLock lock(shard.mutex);
  const Counts::Number number = shard.find(hash);
  return number == Counts::kNone ? 0 : shard.counts[number].held();
}

void Places::giveBack(std::uint32_t place) {
  Shard& shard = shards_[place % kShards];
  const Counts::Number number = place / kShards;
  std::optional<Holder> told;
  {
    const MutexLock lock(shard.mutex);
    Count& count = shard.counts[number];
    if (count.isReported()) told = shard.reported.at(number);
    count.state -= Count::kOne;
    if (count.held() == 0) {
      shard.reported.erase(number);
      shard.remove(number);
    }
  }
  if (told) census_->changed(*told);
}

}  // namespace fanfare::core
