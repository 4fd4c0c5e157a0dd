#ifndef FANFARE_SESSIONS_PREFETCHED_H_
#define FANFARE_SESSIONS_PREFETCHED_H_

#include <chrono>
#include <cstddef>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "fanfare/clock.h"
#include "fanfare/result.h"

#include "model/mutex.h"

namespace fanfare::sessions {

// What a store said of a session, at some time before it was asked for. Value type.
struct SessionReading {
  std::chrono::system_clock::time_point asOf;  // when the store was asked, or a moment before
  Result<std::optional<std::string>> bytes;    // as SessionStore::read() finds them
};

// Sessions that were read ahead, until each is taken, once, or has lain here for too long. Bounded:
// what is oldest goes first, and whoever asks for it then has to read it himself.
//
// Threads: safe from any.
class Prefetched final {
 public:
  static constexpr std::chrono::seconds kFresh{5};
  static constexpr std::size_t kMaxReadings = 20'000;
  static constexpr std::size_t kMaxBytes = std::size_t{64} * 1024 * 1024;

  explicit Prefetched(WallClock clock) : clock_(std::move(clock)) {}

  void put(const std::string& key, SessionReading reading);
  std::optional<SessionReading> take(const std::string& key);

 private:
  struct Entry {
    std::string key;
    SessionReading reading;
    std::chrono::system_clock::time_point since;  // when it was put here

    std::size_t bytes() const;
  };
  using Entries = std::list<Entry>;

  void erase(Entries::iterator entry) FANFARE_REQUIRES(mutex_);
  bool isStale(const Entry& entry) const;

  const WallClock clock_;
  Mutex mutex_;
  Entries entries_ FANFARE_GUARDED_BY(mutex_);  // the oldest first
  std::unordered_map<std::string_view, Entries::iterator> places_ FANFARE_GUARDED_BY(mutex_);
  std::size_t bytes_ FANFARE_GUARDED_BY(mutex_) = 0;
};

}  // namespace fanfare::sessions

#endif  // FANFARE_SESSIONS_PREFETCHED_H_
