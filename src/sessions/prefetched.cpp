#include "sessions/prefetched.h"

namespace fanfare::sessions {

std::size_t Prefetched::Entry::bytes() const {
  const bool isSession = reading.bytes && *reading.bytes;
  return key.size() + (isSession ? (*reading.bytes)->size() : 0);
}

void Prefetched::put(const std::string& key, SessionReading reading) {
  const MutexLock lock(mutex_);
  if (const auto known = places_.find(key); known != places_.end()) erase(known->second);
  entries_.push_back({key, std::move(reading), clock_()});
  places_.emplace(entries_.back().key, std::prev(entries_.end()));
  bytes_ += entries_.back().bytes();
  while (!entries_.empty() &&
         (entries_.size() > kMaxReadings || bytes_ > kMaxBytes || isStale(entries_.front()))) {
    erase(entries_.begin());
  }
}

std::optional<SessionReading> Prefetched::take(const std::string& key) {
  const MutexLock lock(mutex_);
  const auto known = places_.find(key);
  if (known == places_.end()) return std::nullopt;
  const auto entry = known->second;
  std::optional<SessionReading> reading;
  if (!isStale(*entry)) reading = entry->reading;
  erase(entry);
  return reading;
}

void Prefetched::erase(Entries::iterator entry) {
  bytes_ -= entry->bytes();
  places_.erase(entry->key);
  entries_.erase(entry);
}

// A clock that was set back tells nothing of an age.
bool Prefetched::isStale(const Entry& entry) const {
  const auto age = clock_() - entry.since;
  return age < age.zero() || age > kFresh;
}

}  // namespace fanfare::sessions
