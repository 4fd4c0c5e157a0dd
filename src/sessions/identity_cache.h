#ifndef FANFARE_SESSIONS_IDENTITY_CACHE_H_
#define FANFARE_SESSIONS_IDENTITY_CACHE_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "fanfare/clock.h"
#include "fanfare/identity.h"
#include "fanfare/result.h"

#include "model/mutex.h"

namespace fanfare::sessions {

// Who was found lately, so that a burst of handshakes of one visitor asks once: a question that is
// under way is waited for instead of being asked again. Failures and anonymous identities are not
// kept: a login that changes no cookie counts at once.
//
// Threads: safe from any.
class IdentityCache final {
 public:
  static constexpr std::size_t kMaxEntries = 4096;  // the oldest make room

  using Ask = std::function<Result<Identity>()>;

  // `clock` outlives it. A `keep` of 0 keeps nothing, and has everybody ask.
  IdentityCache(const Clock& clock, std::chrono::milliseconds keep) : clock_(clock), keep_(keep) {}

  // What is kept under `key`, or what `ask` finds. What is kept is no older than `keep`, nor than
  // its own expiry.
  // Blocking: as `ask` does.
  Result<Identity> find(const std::string& key, const Ask& ask);

  void forget(const std::string& key);

 private:
  struct Entry {
    Identity identity;
    Clock::Time until;
    std::uint64_t number;
  };
  struct Question {
    bool isOver = false;
    std::optional<Result<Identity>> found;  // what others may have of it
  };
  using QuestionPtr = std::shared_ptr<Question>;
  class Asking;

  // What is kept, or what another's question came to; nullopt: to be asked, as `question` if that
  // is not null.
  std::optional<Result<Identity>> knownOrBegin(const std::string& key, QuestionPtr& question);
  void keep(const std::string& key, const Identity& identity) FANFARE_REQUIRES(mutex_);
  void end(const std::string& key, Question& question, std::optional<Result<Identity>> found);

  const Clock& clock_;
  const std::chrono::milliseconds keep_;
  Mutex mutex_;
  Condition ended_;
  std::unordered_map<std::string, Entry> entries_ FANFARE_GUARDED_BY(mutex_);
  std::deque<std::pair<std::string, std::uint64_t>> order_ FANFARE_GUARDED_BY(mutex_);  // of them
  std::map<std::string, QuestionPtr> underWay_ FANFARE_GUARDED_BY(mutex_);
  std::uint64_t lastNumber_ FANFARE_GUARDED_BY(mutex_) = 0;
};

}  // namespace fanfare::sessions

#endif  // FANFARE_SESSIONS_IDENTITY_CACHE_H_
