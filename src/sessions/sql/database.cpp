#include "sessions/sql/database.h"

#include <algorithm>
#include <cassert>
#include <optional>
#include <utility>

namespace fanfare::sessions::sql {
namespace {

constexpr char kTooMany[] = "too many questions wait for it";

}  // namespace

// Shared by who asks, and may give up, and by the worker; under mutex_ but for the query.
struct Database::Question {
  Query query;
  Link::Deadline startBy;
  Link::Deadline deadline;
  bool isTaken = false;
  std::optional<Outcome> outcome;
  Condition isAnswered;

  Link::Deadline due() const { return isTaken ? deadline : startBy; }
};

Database::Database(const Clock& clock, DatabaseOptions options)
    : options_(std::move(options)), breaker_(clock, 1, kPause) {
  assert(options_.connections > 0);
}

Database::~Database() {
  std::vector<std::unique_ptr<Worker>> workers;
  {
    const MutexLock lock(mutex_);
    isStopping_ = true;
    workers = std::move(workers_);
    hasWork_.notifyAll();
  }
  for (const auto& worker : workers) worker->link.end();
  for (const auto& worker : workers) worker->thread.join();
}

Error Database::unavailable(const std::string& why) const {
  return {ErrorCode::kUnavailable, options_.address.shown() + ": " + why};
}

Result<Rows> Database::ask(const Query& query) {
  const bool mayAsk = breaker_.mayAsk();
  const MutexLock lock(mutex_);
  if (!mayAsk) return unavailable("is not asked for a moment, for it was away: " + lastError_);
  startOnce();
  if (!mayQueue()) return unavailable(kTooMany);

  const auto now = std::chrono::steady_clock::now();
  const auto question = std::make_shared<Question>();
  question->query = query;
  question->startBy = now + std::min(options_.timeout / 4, kMaxQueued);
  question->deadline = now + options_.timeout;
  waiting_.push_back(question);
  hasWork_.notifyOne();
  return await(question);
}

void Database::startOnce() {
  if (!workers_.empty()) return;
  for (std::size_t i = 0; i < options_.connections; ++i) {
    workers_.push_back(std::make_unique<Worker>(options_.address, options_.timeout));
    Worker& worker = *workers_.back();
    worker.thread = std::thread([this, &worker] { work(worker); });
  }
}

bool Database::mayQueue() const {
  const auto isIdle = [](const auto& worker) { return worker->question == nullptr; };
  const auto idle = std::count_if(workers_.begin(), workers_.end(), isIdle);
  const bool hasFree = static_cast<std::size_t>(idle) > waiting_.size();
  return hasFree || (!isStalled_ && waiting_.size() < kMaxWaiting);
}

Result<Rows> Database::await(const QuestionPtr& question) {
  while (!question->outcome) {
    (void)question->isAnswered.waitUntil(mutex_, question->due());
    const bool isOverdue = std::chrono::steady_clock::now() >= question->due();
    if (!question->outcome && isOverdue) giveUp(question);
  }
  Outcome& outcome = *question->outcome;
  if (outcome.presence == Presence::kAway) fail(outcome.rows.error());
  if (outcome.presence == Presence::kThere) {
    (void)breaker_.onAnswer();
    isStalled_ = false;
  }
  return std::move(outcome.rows);
}

void Database::giveUp(const QuestionPtr& question) {
  if (!question->isTaken) {
    question->outcome = Outcome{unavailable(kTooMany), Presence::kUnknown};
    waiting_.erase(std::remove(waiting_.begin(), waiting_.end(), question), waiting_.end());
    isStalled_ = true;
    return;
  }
  question->outcome = Outcome{unavailable("no answer in time"), Presence::kAway};
  for (const auto& worker : workers_) {
    if (worker->question == question) worker->link.interrupt();
  }
}

void Database::fail(const Error& error) {
  if (breaker_.onFailure() != backend::CircuitBreaker::Change::kOpened) return;
  lastError_ = error.message;
  for (const auto& question : waiting_) {
    question->outcome = Outcome{error, Presence::kUnknown};
    question->isAnswered.notifyOne();
  }
  waiting_.clear();
}

void Database::work(Worker& worker) {
  while (const QuestionPtr question = next(worker)) {
    Outcome outcome = worker.link.ask(question->query, question->deadline);
    const MutexLock lock(mutex_);
    worker.question = nullptr;
    if (question->outcome) continue;
    question->outcome = std::move(outcome);
    question->isAnswered.notifyOne();
  }
}

// Null pointer at the end.
Database::QuestionPtr Database::next(Worker& worker) {
  const MutexLock lock(mutex_);
  while (waiting_.empty() && !isStopping_) hasWork_.wait(mutex_);
  if (isStopping_) return nullptr;
  worker.question = std::move(waiting_.front());
  worker.question->isTaken = true;
  waiting_.pop_front();
  return worker.question;
}

}  // namespace fanfare::sessions::sql
