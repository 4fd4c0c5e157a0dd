#include "sessions/identity_cache.h"

#include <algorithm>

namespace fanfare::sessions {
namespace {

bool isKnown(const Result<Identity>& found) { return found && !found->isAnonymous(); }

}  // namespace

// A question under way: whatever becomes of it, those who wait go on.
class IdentityCache::Asking final {
 public:
  Asking(IdentityCache& cache, const std::string& key, QuestionPtr question)
      : cache_(cache), key_(key), question_(std::move(question)) {}
  ~Asking() { cache_.end(key_, *question_, std::move(found_)); }
  Asking(const Asking&) = delete;
  Asking& operator=(const Asking&) = delete;

  void answer(const Result<Identity>& found) { found_.emplace(found); }

 private:
  IdentityCache& cache_;
  const std::string& key_;
  const QuestionPtr question_;
  std::optional<Result<Identity>> found_;
};

Result<Identity> IdentityCache::find(const std::string& key, const Ask& ask) {
  if (keep_ == std::chrono::milliseconds::zero()) return ask();
  QuestionPtr question;
  if (auto known = knownOrBegin(key, question)) return *std::move(known);
  if (!question) return ask();
  Asking asking(*this, key, std::move(question));
  auto found = ask();
  asking.answer(found);
  return found;
}

std::optional<Result<Identity>> IdentityCache::knownOrBegin(const std::string& key,
                                                            QuestionPtr& question) {
  const MutexLock lock(mutex_);
  const auto entry = entries_.find(key);
  if (entry != entries_.end() && clock_.now() < entry->second.until) {
    return Result<Identity>(entry->second.identity);
  }
  QuestionPtr& asked = underWay_[key];
  if (!asked) {
    asked = std::make_shared<Question>();
    question = asked;
    return std::nullopt;
  }
  const QuestionPtr others = asked;
  while (!others->isOver) ended_.wait(mutex_);
  return others->found;
}

void IdentityCache::end(const std::string& key, Question& question,
                        std::optional<Result<Identity>> found) {
  const MutexLock lock(mutex_);
  question.isOver = true;
  if (found && (!*found || isKnown(*found))) {
    if (*found) keep(key, **found);
    question.found = std::move(found);
  }
  underWay_.erase(key);
  ended_.notifyAll();
}

void IdentityCache::keep(const std::string& key, const Identity& identity) {
  std::chrono::milliseconds left = keep_;
  if (identity.expiry) {
    const auto life = *identity.expiry - identity.asOf;
    left = std::min(left, std::chrono::duration_cast<std::chrono::milliseconds>(life));
  }
  entries_.insert_or_assign(key, Entry{identity, clock_.now() + left, ++lastNumber_});
  order_.emplace_back(key, lastNumber_);
  if (order_.size() <= kMaxEntries) return;
  const auto oldest = entries_.find(order_.front().first);
  if (oldest != entries_.end() && oldest->second.number == order_.front().second) {
    entries_.erase(oldest);
  }
  order_.pop_front();
}

void IdentityCache::forget(const std::string& key) {
  const MutexLock lock(mutex_);
  entries_.erase(key);
}

}  // namespace fanfare::sessions
