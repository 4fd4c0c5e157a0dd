#include "ws/roster.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

#include "support/fake_clock.h"
#include "support/noting_bearer.h"
#include "support/patient_identity_desk.h"
#include "support/turns.h"

namespace fanfare::ws {
namespace {

using namespace std::chrono_literals;
using testing::NotingBearer;
using Wall = std::chrono::system_clock::time_point;

const Error kAway{ErrorCode::kUnavailable, "away"};

class RosterTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RosterTest);
  CPPUNIT_TEST(holdsNobodyForWhoIsAnonymous);
  CPPUNIT_TEST(holdsOneIdentityForAllConnectionsOfASession);
  CPPUNIT_TEST(forgetsAnIdentityWithItsLastConnection);
  CPPUNIT_TEST(endsAllConnectionsOfASessionThatIsOver);
  CPPUNIT_TEST(endsThoseOfASessionThatIsAnotherUsers);
  CPPUNIT_TEST(leavesAllAsItIsWhileNobodyKnows);
  CPPUNIT_TEST(tellsTheGroupsThatAreLeft);
  CPPUNIT_TEST(tellsNothingWhereNothingChanged);
  CPPUNIT_TEST(endsATokenWhenItExpires);
  CPPUNIT_TEST(asksAboutASessionWhenItExpires);
  CPPUNIT_TEST(letsASessionSlide);
  CPPUNIT_TEST(endsAnExpiredSessionThatNobodyCanBeAskedAbout);
  CPPUNIT_TEST(noticesThatTheCalendarWasSet);
  CPPUNIT_TEST(asksAgainIfItLearnedSomethingMeanwhile);
  CPPUNIT_TEST(tellsAllWhatTheLastHandshakeFoundOut);
  CPPUNIT_TEST(tellsAHandshakeWhatWasFoundOutAfterIt);
  CPPUNIT_TEST(endsAHandshakeOfAnotherUserInASessionThatIsKnown);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override { now_ = Wall(std::chrono::hours(500'000)); }

  void holdsNobodyForWhoIsAnonymous() {
    enter(ann_, Identity{});

    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, roster_.size());
    CPPUNIT_ASSERT(roster_.identityOf(ann_) == nullptr);
    roster_.leave(ann_);
  }

  void holdsOneIdentityForAllConnectionsOfASession() {
    enterBoth();

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, roster_.size());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, held().size());
    CPPUNIT_ASSERT_EQUAL(core::keyOf(*roster_.identityOf(ann_)),
                         core::keyOf(*roster_.identityOf(again_)));
    leaveBoth();
  }

  void forgetsAnIdentityWithItsLastConnection() {
    enterBoth();

    roster_.leave(ann_);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, roster_.size());
    roster_.leave(again_);
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, roster_.size());
  }

  void endsAllConnectionsOfASessionThatIsOver() {
    enterBoth();

    answer(Identity{});

    CPPUNIT_ASSERT(ann_.isEnded && again_.isEnded);
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, roster_.size());
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{2}, roster_.endedCount(EndCause::kSession));
  }

  void endsThoseOfASessionThatIsAnotherUsers() {
    enterBoth();

    answer(session("bob", {}));

    CPPUNIT_ASSERT(ann_.isEnded && again_.isEnded);
  }

  void leavesAllAsItIsWhileNobodyKnows() {
    enterBoth();

    answer(kAway);

    CPPUNIT_ASSERT(!ann_.isEnded && !again_.isEnded);
    leaveBoth();
  }

  void tellsTheGroupsThatAreLeft() {
    enterBoth();

    answer(session("ann", {"staff"}));

    CPPUNIT_ASSERT((ann_.groups == std::vector<std::string>{"staff"}));
    CPPUNIT_ASSERT(ann_.groups == again_.groups);
    leaveBoth();
  }

  void tellsNothingWhereNothingChanged() {
    enterBoth();

    answer(session("ann", {"staff", "board"}));

    CPPUNIT_ASSERT(!ann_.groups && !again_.groups);
    leaveBoth();
  }

  void endsATokenWhenItExpires() {
    Identity token = session("ann", {});
    token.evidence.reset();
    token.expiry = now_ + 10s;
    enter(ann_, token);

    pass(9s);
    CPPUNIT_ASSERT(!ann_.isEnded);
    pass(1s);

    CPPUNIT_ASSERT(ann_.isEnded);
    CPPUNIT_ASSERT(desk_.questions().empty());
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, roster_.endedCount(EndCause::kExpired));
  }

  void asksAboutASessionWhenItExpires() {
    enterExpiring();

    pass(10s);
    CPPUNIT_ASSERT(!ann_.isEnded);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, desk_.questions().size());
    desk_.answer(Identity{});

    CPPUNIT_ASSERT(ann_.isEnded);
  }

  void letsASessionSlide() {
    enterExpiring();
    Identity slid = session("ann", {"staff", "board"});
    slid.expiry = now_ + 20s;

    pass(10s);
    desk_.answer(slid);
    pass(9s);
    CPPUNIT_ASSERT(!ann_.isEnded && desk_.questions().empty());
    pass(1s);

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, desk_.questions().size());
    roster_.leave(ann_);
  }

  void endsAnExpiredSessionThatNobodyCanBeAskedAbout() {
    enterExpiring();

    pass(10s);
    desk_.answer(kAway);

    CPPUNIT_ASSERT(ann_.isEnded);
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, roster_.endedCount(EndCause::kExpired));
  }

  void noticesThatTheCalendarWasSet() {
    Identity token = session("ann", {});
    token.evidence.reset();
    token.expiry = now_ + 24h;
    enter(ann_, token);

    now_ += 48h;
    pass(60s);

    CPPUNIT_ASSERT(ann_.isEnded);
  }

  void asksAgainIfItLearnedSomethingMeanwhile() {
    enterBoth();
    const auto asked = held().front();
    answer(session("ann", {"staff"}));

    roster_.onRechecked(
        {core::keyOf(*asked.identity.get()), asked.version, session("ann", {"staff", "board"})});

    CPPUNIT_ASSERT((ann_.groups == std::vector<std::string>{"staff"}));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, desk_.questions().size());
    desk_.answer(session("ann", {}));
    CPPUNIT_ASSERT(ann_.groups->empty());
    leaveBoth();
  }

  void tellsAllWhatTheLastHandshakeFoundOut() {
    enter(ann_, session("ann", {"staff", "board"}));
    now_ += 1s;

    enter(again_, session("ann", {"staff"}));

    CPPUNIT_ASSERT((ann_.groups == std::vector<std::string>{"staff"}));
    CPPUNIT_ASSERT(!again_.groups);
    leaveBoth();
  }

  void tellsAHandshakeWhatWasFoundOutAfterIt() {
    const Identity early = session("ann", {"staff", "board"});
    enter(ann_, early);
    now_ += 1s;
    answer(session("ann", {"staff"}));

    enter(again_, early);

    CPPUNIT_ASSERT((again_.groups == std::vector<std::string>{"staff"}));
    leaveBoth();
  }

  void endsAHandshakeOfAnotherUserInASessionThatIsKnown() {
    const Identity early = session("bob", {});
    now_ += 1s;
    enter(ann_, session("ann", {}));

    enter(again_, early);

    CPPUNIT_ASSERT(again_.isEnded);
    CPPUNIT_ASSERT(!ann_.isEnded);
    roster_.leave(ann_);
  }

 private:
  void enter(NotingBearer& bearer, const Identity& identity) {
    roster_.enter(bearer, std::make_shared<const Identity>(identity));
  }

  Identity session(const std::string& user, std::vector<std::string> groups) const {
    Identity identity;
    identity.user = user;
    identity.groups = std::move(groups);
    identity.sessionKey = "k1";
    identity.asOf = now_;
    identity.evidence = Evidence{"store", "k1"};
    return identity;
  }

  void enterBoth() {
    enter(ann_, session("ann", {"staff", "board"}));
    enter(again_, session("ann", {"staff", "board"}));
  }
  void leaveBoth() {
    roster_.leave(ann_);
    roster_.leave(again_);
  }
  void enterExpiring() {
    Identity identity = session("ann", {"staff", "board"});
    identity.expiry = now_ + 10s;
    enter(ann_, identity);
  }

  std::vector<HeldIdentity> held() const { return roster_.held(0, Roster::kSlices); }
  void answer(const Result<Identity>& now) {
    const auto one = held().front();
    roster_.onRechecked({core::keyOf(*one.identity.get()), one.version, now});
  }
  void pass(std::chrono::milliseconds time) {
    now_ += time;
    clock_.advance(time + net::TimerWheel::kTick);
    for (int i = 0; i < 3; ++i) testing::turn(reactor_);
  }

  Wall now_;
  testing::FakeClock clock_;
  net::Reactor reactor_{clock_};
  testing::PatientIdentityDesk desk_;
  Roster roster_{reactor_, desk_, [this] { return now_; }};
  NotingBearer ann_;
  NotingBearer again_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(RosterTest);

}  // namespace
}  // namespace fanfare::ws
