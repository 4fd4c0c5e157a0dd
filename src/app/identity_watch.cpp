#include "app/identity_watch.h"

#include <algorithm>
#include <exception>
#include <future>
#include <iterator>
#include <memory>
#include <utility>

namespace fanfare::app {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::chrono::seconds kReactorPatience{1};
constexpr std::chrono::minutes kTellAwayAgain{1};

bool isNews(const Identity& known, const Identity& now) {
  return now.isAnonymous() || !core::areOfOne(known, now) || !core::allowTheSame(known, now) ||
         known.expiry != now.expiry;
}

}  // namespace

IdentityWatch::IdentityWatch(const SessionResolver& resolver, Log& log, milliseconds interval)
    : resolver_(resolver), log_(log), interval_(interval) {}

IdentityWatch::~IdentityWatch() { stop(); }

void IdentityWatch::start(std::vector<RosterAccess> rosters) {
  rosters_ = std::move(rosters);
  stepAt_ = steady_clock::now();
  thread_ = std::thread([this] { work(); });
}

void IdentityWatch::stop() {
  if (!thread_.joinable()) return;
  {
    const MutexLock lock(mutex_);
    isStopping_ = true;
    hasWork_.notifyAll();
  }
  thread_.join();
}

void IdentityWatch::ask(core::IdentityPtr identity, core::IdentityDesk::Rechecked done) {
  const MutexLock lock(mutex_);
  Subject& subject = wanted_[core::keyOf(*identity)];
  subject.identity = std::move(identity);
  subject.askers.push_back(std::move(done));
  hasWork_.notifyOne();
}

void IdentityWatch::askAll() {
  const MutexLock lock(mutex_);
  wantsAll_ = true;
  hasWork_.notifyOne();
}

void IdentityWatch::work() {
  while (auto wanted = next()) {
    if (!wanted->subjects.empty()) recheck(std::move(wanted->subjects));
    const auto now = steady_clock::now();
    if (wanted->isAll) {
      gather(0, ws::Roster::kSlices, unanswered_);
      retryAt_ = now;
    }
    if (!unanswered_.empty() && now >= retryAt_) recheck(std::exchange(unanswered_, {}));
    if (interval_.count() > 0 && now >= stepAt_) step();
  }
}

std::optional<IdentityWatch::Wanted> IdentityWatch::next() {
  const MutexLock lock(mutex_);
  while (!isStopping_ && wanted_.empty() && !wantsAll_ && steady_clock::now() < nextStep()) {
    (void)hasWork_.waitUntil(mutex_, nextStep());
  }
  if (isStopping_) return std::nullopt;
  return Wanted{std::exchange(wanted_, {}), std::exchange(wantsAll_, false)};
}

IdentityWatch::Time IdentityWatch::nextStep() const {
  auto due = interval_.count() > 0 ? stepAt_ : steady_clock::now() + std::chrono::hours(1);
  if (!unanswered_.empty()) due = std::min(due, retryAt_);
  return due;
}

// One round takes a little less than the interval, so that none waits longer for the next.
void IdentityWatch::step() {
  if (nextSlice_ == 0) {
    std::size_t size = 0;
    for (const auto& roster : rosters_) size += roster.size();
    const auto steps =
        std::clamp<std::size_t>((size + kBatch - 1) / kBatch, 1, ws::Roster::kSlices);
    slicesAtOnce_ = (ws::Roster::kSlices + steps - 1) / steps;
  }
  const auto end = std::min(nextSlice_ + slicesAtOnce_, ws::Roster::kSlices);
  const auto slices = static_cast<milliseconds::rep>(end - nextSlice_);
  const milliseconds share =
      interval_ * 9 / 10 * slices / static_cast<milliseconds::rep>(ws::Roster::kSlices);
  stepAt_ = steady_clock::now() + std::max(share, milliseconds(1));

  Subjects subjects;
  gather(nextSlice_, end, subjects);
  nextSlice_ = end % ws::Roster::kSlices;
  recheck(std::move(subjects));
}

void IdentityWatch::gather(std::size_t first, std::size_t end, Subjects& subjects) const {
  using Held = std::vector<ws::HeldIdentity>;
  std::vector<std::future<Held>> awaited;
  for (const auto& roster : rosters_) {
    const auto promise = std::make_shared<std::promise<Held>>();
    awaited.push_back(promise->get_future());
    roster.held(first, end, [promise](Held held) { promise->set_value(std::move(held)); });
  }
  const auto until = steady_clock::now() + kReactorPatience;
  for (std::size_t i = 0; i < awaited.size(); ++i) {
    if (awaited[i].wait_until(until) != std::future_status::ready) continue;
    for (const auto& held : awaited[i].get()) {
      const core::IdentityPtr identity = held.identity.get();
      Subject& subject = subjects[core::keyOf(*identity)];
      subject.identity = identity;
      subject.holders.push_back({i, identity, held.version});
    }
  }
}

void IdentityWatch::recheck(Subjects subjects) {
  Learned learned(rosters_.size());
  std::optional<Error> away;
  for (auto at = subjects.begin(); at != subjects.end();) {
    std::vector<Subjects::iterator> batch;
    std::vector<Identity> known;
    for (; at != subjects.end() && batch.size() < kBatch; ++at) {
      batch.push_back(at);
      known.push_back(*at->second.identity);
    }
    const auto answers =
        away ? std::vector<Result<Identity>>(known.size(), *away) : answersAbout(known);
    if (std::none_of(answers.begin(), answers.end(), [](const auto& one) { return bool(one); })) {
      away = answers.front().error();
    }
    for (std::size_t i = 0; i < batch.size(); ++i) {
      settle(batch[i]->first, batch[i]->second, answers[i], learned);
    }
  }
  for (std::size_t i = 0; i < learned.size(); ++i) {
    if (!learned[i].empty()) rosters_[i].learn(std::move(learned[i]));
  }
  if (isAway_ && !subjects.empty() && unanswered_.empty()) {
    isAway_ = false;
    log_.write(LogLevel::kInformation, "identity.recheck: sessions can be asked about again");
  }
}

std::vector<Result<Identity>> IdentityWatch::answersAbout(
    const std::vector<Identity>& known) const {
  const Error failed{ErrorCode::kUnavailable, "the session resolver failed"};
  std::vector<Result<Identity>> answers;
  try {
    answers = resolver_.recheck(known);
  } catch (const std::exception&) {
    answers.clear();
  }
  answers.resize(known.size(), failed);
  return answers;
}

void IdentityWatch::settle(const std::string& key, Subject& subject, const Result<Identity>& now,
                           Learned& learned) {
  ++asked_;
  for (const auto& asker : subject.askers) asker(now);
  subject.askers.clear();
  if (!now) {
    ++failed_;
    tellAway(now.error());
    if (!subject.holders.empty()) unanswered_[key] = std::move(subject);
    retryAt_ = steady_clock::now() + kRetry;
    return;
  }
  for (const Holder& holder : subject.holders) {
    if (!isNews(*holder.identity, *now)) continue;
    learned[holder.roster].push_back({key, holder.version, now});
  }
}

void IdentityWatch::tellAway(const Error& why) {
  isAway_ = true;
  const auto now = steady_clock::now();
  if (toldAwayAt_ && now - *toldAwayAt_ < kTellAwayAgain) return;
  toldAwayAt_ = now;
  log_.write(LogLevel::kWarning,
             "identity.recheck: sessions cannot be asked about: " + why.message +
                 "; their connections stay, and they are asked about again "
                 "every second (told once a minute)");
}

}  // namespace fanfare::app
