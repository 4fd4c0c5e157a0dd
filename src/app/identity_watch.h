#ifndef FANFARE_APP_IDENTITY_WATCH_H_
#define FANFARE_APP_IDENTITY_WATCH_H_

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "fanfare/session_resolver.h"

#include "core/known_identity.h"
#include "model/log.h"
#include "model/mutex.h"
#include "ws/roster.h"

namespace fanfare::app {

// The roster of one reactor, for other threads. Both are safe from any.
struct RosterAccess {
  using Taken = std::function<void(std::vector<ws::HeldIdentity>)>;

  std::function<std::size_t()> size;  // of its identities, about
  // As Roster::held(); `taken` is called on the reactor.
  std::function<void(std::size_t first, std::size_t end, Taken taken)> held;
  std::function<void(std::vector<ws::Rechecked>)> learn;
};

// Asks the session resolver, time and again, whether the identities of open connections still hold:
// all of the node together, each session once however many connections it has. Many are asked about
// in batches spread over the interval.
//
// What cannot be asked about stays as it was, is logged and counted, and asked about again every
// kRetry.
//
// Threads: one of its own, which may block; start() and stop() from one; the rest from any.
// Ownership: resolver and log outlive it, and the rosters do until stop().
class IdentityWatch final {
 public:
  static constexpr std::size_t kBatch = 500;
  static constexpr std::chrono::milliseconds kRetry{1000};

  // `interval` 0: only what somebody asks for.
  IdentityWatch(const SessionResolver& resolver, Log& log, std::chrono::milliseconds interval);
  IdentityWatch(const IdentityWatch&) = delete;
  IdentityWatch& operator=(const IdentityWatch&) = delete;
  ~IdentityWatch();

  void start(std::vector<RosterAccess> rosters);
  // What was asked and not answered, is not.
  void stop();

  // About one, as soon as possible. `done` is called on the watch's thread.
  void ask(core::IdentityPtr identity, core::IdentityDesk::Rechecked done);

  // About all, as soon as possible.
  void askAll();

  std::uint64_t askedCount() const { return asked_; }    // identities
  std::uint64_t failedCount() const { return failed_; }  // of them, that could not be asked about

 private:
  using Time = std::chrono::steady_clock::time_point;

  // An identity that is asked about, and whom to tell: each reactor that holds it, or who asked.
  struct Holder {
    std::size_t roster;
    core::IdentityPtr identity;
    std::uint64_t version;  // as ws::HeldIdentity's
  };
  struct Subject {
    core::IdentityPtr identity;
    std::vector<Holder> holders = {};
    std::vector<core::IdentityDesk::Rechecked> askers = {};
  };
  using Subjects = std::map<std::string, Subject>;          // by core::keyOf()
  using Learned = std::vector<std::vector<ws::Rechecked>>;  // by roster

  // What was asked for.
  struct Wanted {
    Subjects subjects;
    bool isAll;
  };

  void work();
  // Waits for something to do. Nullopt: the watch stops.
  std::optional<Wanted> next();
  Time nextStep() const FANFARE_REQUIRES(mutex_);
  void step();
  void gather(std::size_t first, std::size_t end, Subjects& subjects) const;
  void recheck(Subjects subjects);
  std::vector<Result<Identity>> answersAbout(const std::vector<Identity>& known) const;
  void settle(const std::string& key, Subject& subject, const Result<Identity>& now,
              Learned& learned);
  void tellAway(const Error& why);

  const SessionResolver& resolver_;
  Log& log_;
  const std::chrono::milliseconds interval_;
  std::vector<RosterAccess> rosters_;

  Mutex mutex_;
  Condition hasWork_;  // under mutex_
  Subjects wanted_ FANFARE_GUARDED_BY(mutex_);
  bool wantsAll_ FANFARE_GUARDED_BY(mutex_) = false;
  bool isStopping_ FANFARE_GUARDED_BY(mutex_) = false;

  // Of its own thread.
  Time stepAt_;
  std::size_t nextSlice_ = 0;
  std::size_t slicesAtOnce_ = 0;
  Subjects unanswered_;
  Time retryAt_;
  std::optional<Time> toldAwayAt_;
  bool isAway_ = false;

  std::atomic<std::uint64_t> asked_{0};
  std::atomic<std::uint64_t> failed_{0};
  std::thread thread_;
};

}  // namespace fanfare::app

#endif  // FANFARE_APP_IDENTITY_WATCH_H_
