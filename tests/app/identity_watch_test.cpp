#include "app/identity_watch.h"

#include <deque>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

#include "support/recording_log.h"

namespace fanfare::app {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::seconds kPatience{10};
const Error kAway{ErrorCode::kUnavailable, "no route to the store"};

Identity sessionOf(const std::string& user) {
  Identity identity;
  identity.user = user;
  identity.sessionKey = "key of " + user;
  identity.evidence = Evidence{"store", identity.sessionKey};
  return identity;
}

// A store of sessions; notes what it is asked.
class Store final : public SessionResolver {
 public:
  const char* name() const override { return "store"; }
  Result<Identity> resolve(const Handshake& /*handshake*/) const override { return Identity{}; }

  std::vector<Result<Identity>> recheck(const std::vector<Identity>& known) const override {
    const MutexLock lock(mutex_);
    batches_.push_back(known.size());
    if (isFailing_) throw std::runtime_error("a plug-in's");
    if (isAway_) return std::vector<Result<Identity>>(known.size(), kAway);
    std::vector<Result<Identity>> answers;
    for (const auto& one : known) answers.push_back(one.user == over_ ? Identity{} : one);
    return answers;
  }

  void end(const std::string& user) {
    const MutexLock lock(mutex_);
    over_ = user;
  }
  void setAway(bool isAway) {
    const MutexLock lock(mutex_);
    isAway_ = isAway;
  }
  void fail() {
    const MutexLock lock(mutex_);
    isFailing_ = true;
  }
  std::vector<std::size_t> batches() const {
    const MutexLock lock(mutex_);
    return batches_;
  }

 private:
  mutable Mutex mutex_;
  mutable std::vector<std::size_t> batches_;
  std::string over_;
  bool isAway_ = false;
  bool isFailing_ = false;
};

// A reactor's roster, as the watch sees it: what is held does not change.
class Roster {
 public:
  explicit Roster(const std::vector<Identity>& identities) {
    for (const auto& one : identities) {
      held_.push_back({core::KeptIdentity(one), held_.size() + 1});
    }
  }

  RosterAccess access() {
    return {[this] { return held_.size(); },
            [this](std::size_t first, std::size_t end, const RosterAccess::Taken& taken) {
              std::vector<ws::HeldIdentity> slice;
              for (const auto& one : held_) {
                const auto number = one.version % ws::Roster::kSlices;
                if (number >= first && number < end) slice.push_back(one);
              }
              taken(std::move(slice));
            },
            [this](std::vector<ws::Rechecked> answers) {
              const MutexLock lock(mutex_);
              for (auto& answer : answers) learned_.push_back(std::move(answer));
              hasLearned_.notifyOne();
            }};
  }

  // Waits for the next thing it is told.
  ws::Rechecked learned() {
    const MutexLock lock(mutex_);
    const auto until = std::chrono::steady_clock::now() + kPatience;
    while (learned_.empty() && hasLearned_.waitUntil(mutex_, until)) {
    }
    CPPUNIT_ASSERT(!learned_.empty());
    ws::Rechecked first = std::move(learned_.front());
    learned_.pop_front();
    return first;
  }

 private:
  std::vector<ws::HeldIdentity> held_;
  Mutex mutex_;
  Condition hasLearned_;
  std::deque<ws::Rechecked> learned_;
};

class IdentityWatchTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(IdentityWatchTest);
  CPPUNIT_TEST(tellsWhoseSessionIsOver);
  CPPUNIT_TEST(asksOnceAboutASessionThatSeveralReactorsHold);
  CPPUNIT_TEST(asksAboutManyInBatches);
  CPPUNIT_TEST(asksOnlyWhenToldToIfThereIsNoInterval);
  CPPUNIT_TEST(asksAboutAllAtOnceWhenToldTo);
  CPPUNIT_TEST(asksAgainAfterTheStoreWasAway);
  CPPUNIT_TEST(takesAResolverThatThrowsForOneThatIsAway);
  CPPUNIT_TEST(answersWhoAsksAboutOne);
  CPPUNIT_TEST_SUITE_END();

 public:
  void tellsWhoseSessionIsOver() {
    Roster& roster = rosterOf({sessionOf("ann"), sessionOf("bob")});
    start(10ms, {&roster});

    store_.end("bob");

    const auto learned = roster.learned();
    CPPUNIT_ASSERT_EQUAL(core::keyOf(sessionOf("bob")), learned.key);
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{2}, learned.version);
    CPPUNIT_ASSERT(learned.now->isAnonymous());
    CPPUNIT_ASSERT(watch_->askedCount() >= 2);
  }

  void asksOnceAboutASessionThatSeveralReactorsHold() {
    Roster& first = rosterOf({sessionOf("ann")});
    Roster& second = rosterOf({sessionOf("ann")});
    store_.end("ann");
    start(0ms, {&first, &second});

    watch_->askAll();

    CPPUNIT_ASSERT(first.learned().now->isAnonymous());
    CPPUNIT_ASSERT(second.learned().now->isAnonymous());
    CPPUNIT_ASSERT(store_.batches() == std::vector<std::size_t>{1});
  }

  void asksAboutManyInBatches() {
    std::vector<Identity> many;
    for (int i = 0; i < 1200; ++i) many.push_back(sessionOf("user" + std::to_string(i)));
    Roster& roster = rosterOf(many);
    start(0ms, {&roster});
    store_.end("user1199");

    watch_->askAll();
    (void)roster.learned();

    CPPUNIT_ASSERT((store_.batches() == std::vector<std::size_t>{500, 500, 200}));
  }

  void asksOnlyWhenToldToIfThereIsNoInterval() {
    Roster& roster = rosterOf({sessionOf("ann")});
    start(0ms, {&roster});

    (void)asked(sessionOf("bob"));

    CPPUNIT_ASSERT(store_.batches() == std::vector<std::size_t>{1});
  }

  void asksAboutAllAtOnceWhenToldTo() {
    Roster& roster = rosterOf({sessionOf("ann"), sessionOf("bob")});
    start(std::chrono::hours(1), {&roster});
    store_.end("bob");

    watch_->askAll();

    CPPUNIT_ASSERT_EQUAL(core::keyOf(sessionOf("bob")), roster.learned().key);
  }

  void asksAgainAfterTheStoreWasAway() {
    Roster& roster = rosterOf({sessionOf("ann")});
    store_.setAway(true);
    start(std::chrono::hours(1), {&roster});
    while (watch_->failedCount() == 0) (void)store_.batches();

    store_.end("ann");
    store_.setAway(false);

    CPPUNIT_ASSERT(roster.learned().now->isAnonymous());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, log_.count("no route to the store"));
  }

  void takesAResolverThatThrowsForOneThatIsAway() {
    Roster& roster = rosterOf({});
    store_.fail();
    start(0ms, {&roster});

    CPPUNIT_ASSERT(asked(sessionOf("ann")).error().code == ErrorCode::kUnavailable);
  }

  void answersWhoAsksAboutOne() {
    Roster& roster = rosterOf({});
    store_.end("ann");
    start(0ms, {&roster});

    CPPUNIT_ASSERT(asked(sessionOf("ann"))->isAnonymous());
    CPPUNIT_ASSERT_EQUAL(std::string("bob"), asked(sessionOf("bob"))->user);
  }

  void tearDown() override {
    watch_.reset();
    rosters_.clear();
  }

 private:
  // It is there for as long as the watch.
  Roster& rosterOf(const std::vector<Identity>& identities) {
    return rosters_.emplace_back(identities);
  }

  void start(std::chrono::milliseconds interval, const std::vector<Roster*>& rosters) {
    watch_ = std::make_unique<IdentityWatch>(store_, log_, interval);
    std::vector<RosterAccess> accesses;
    for (Roster* const roster : rosters) accesses.push_back(roster->access());
    watch_->start(std::move(accesses));
  }

  Result<Identity> asked(const Identity& identity) {
    const auto promise = std::make_shared<std::promise<Result<Identity>>>();
    auto answer = promise->get_future();
    watch_->ask(std::make_shared<const Identity>(identity),
                [promise](const Result<Identity>& now) { promise->set_value(now); });
    CPPUNIT_ASSERT(answer.wait_for(kPatience) == std::future_status::ready);
    return answer.get();
  }

  Store store_;
  testing::RecordingLog log_;
  std::deque<Roster> rosters_;
  std::unique_ptr<IdentityWatch> watch_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(IdentityWatchTest);

}  // namespace
}  // namespace fanfare::app
