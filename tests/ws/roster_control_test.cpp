#include <memory>
#include <string>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

#include "support/fake_clock.h"
#include "support/noting_bearer.h"
#include "support/patient_identity_desk.h"
#include "support/turns.h"
#include "ws/roster.h"

namespace fanfare::ws {
namespace {

using namespace std::chrono_literals;
using testing::NotingBearer;
using Wall = std::chrono::system_clock::time_point;
using Groups = std::vector<std::string>;

constexpr const char* kAnn = "fanfare:revoked:user:ann";
constexpr const char* kAnnsSession = "fanfare:revoked:session:k1";
constexpr const char* kAnnInStaff = "fanfare:revoked:group:ann:staff";

// How identities end before their time. The orders of events: an identity is known (at its asOf),
// its connection enters the roster, tombstones are looked for, it is cleared (and its 101 goes
// out); a revocation is a tombstone, and then a message on the control channel.
class RosterControlTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RosterControlTest);
  CPPUNIT_TEST(endsAllSessionsOfAUser);
  CPPUNIT_TEST(endsOneSessionOfAUser);
  CPPUNIT_TEST(takesAGroupFromAUser);
  CPPUNIT_TEST(looksForTombstonesOnceItHasEntered);
  CPPUNIT_TEST(doesNotLookForAnybodysWhereNobodyIs);
  CPPUNIT_TEST(endsATokenRevokedBeforeItsHandshake);
  CPPUNIT_TEST(endsATokenRevokedWhileTombstonesAreLookedFor);
  CPPUNIT_TEST(endsATokenRevokedOnceItIsCleared);
  CPPUNIT_TEST(clearsATokenIssuedAfterTheTombstone);
  CPPUNIT_TEST(endsATokenIssuedAtTheVeryTimeOfTheTombstone);
  CPPUNIT_TEST(endsATokenWhoseTombstoneCannotBeRead);
  CPPUNIT_TEST(takesARevokedGroupFromATokenAndClearsIt);
  CPPUNIT_TEST(asksAnewAboutASessionRevokedWhileItWasResolved);
  CPPUNIT_TEST(asksAnewWhateverTheClocksSay);
  CPPUNIT_TEST(clearsASessionThatStillHoldsAfterTheTombstone);
  CPPUNIT_TEST(endsASessionThatIsOverAfterTheTombstone);
  CPPUNIT_TEST(takesTheGroupThatASessionHasNoMore);
  CPPUNIT_TEST(asksNobodyAboutAnOldTombstone);
  CPPUNIT_TEST(doesNotOpenWhereADoubtCannotBeSettled);
  CPPUNIT_TEST(looksAgainForWhoEntersWhileItLooks);
  CPPUNIT_TEST(clearsWhileTheBrokerIsAway);
  CPPUNIT_TEST(endsWhatWasRevokedWhileTheControlChannelWasLost);
  CPPUNIT_TEST(takesGroupsRevokedWhileTheControlChannelWasLost);
  CPPUNIT_TEST(leavesOthersAloneWhenItDoubtsAll);
  CPPUNIT_TEST(passesOverARecheckThatBeganBeforeTheRevocation);
  CPPUNIT_TEST(passesOverTombstonesOfAnEntryThatIsGone);
  CPPUNIT_TEST_SUITE_END();

 public:
  void endsAllSessionsOfAUser() {
    enter(ann_, token("ann"));
    enter(again_, session("ann"));
    enter(bob_, token("bob"));

    roster_.disconnectUser("ann");

    CPPUNIT_ASSERT(ann_.isEnded && again_.isEnded && !bob_.isEnded);
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{2}, roster_.endedCount(EndCause::kControl));
  }

  void endsOneSessionOfAUser() {
    enter(ann_, token("ann"));
    enter(again_, session("ann"));

    roster_.disconnectSession("k1");

    CPPUNIT_ASSERT(!ann_.isEnded && again_.isEnded);
  }

  void takesAGroupFromAUser() {
    enter(ann_, token("ann"));
    enter(bob_, token("bob"));

    roster_.revoke("ann", "staff");

    CPPUNIT_ASSERT(ann_.groups == Groups{"board"});
    CPPUNIT_ASSERT(!bob_.groups);
  }

  void looksForTombstonesOnceItHasEntered() {
    desk_.bePatient();
    enter(ann_, token("ann"));

    CPPUNIT_ASSERT(!ann_.isCleared());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, desk_.tombstoneQuestionCount());
    desk_.tellOfTombstones();

    CPPUNIT_ASSERT(ann_.isCleared());
    CPPUNIT_ASSERT_EQUAL(1, ann_.clearances);
  }

  void doesNotLookForAnybodysWhereNobodyIs() {
    desk_.bePatient();
    Identity passing;
    passing.expiry = now_ + 1h;
    enter(ann_, passing);

    CPPUNIT_ASSERT(ann_.isCleared());
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, desk_.tombstoneQuestionCount());
  }

  void endsATokenRevokedBeforeItsHandshake() {
    desk_.bury(kAnn, now_ + 1s);
    enter(ann_, token("ann"));

    CPPUNIT_ASSERT(ann_.isEnded);
    CPPUNIT_ASSERT_EQUAL(0, ann_.clearances);
  }

  void endsATokenRevokedWhileTombstonesAreLookedFor() {
    desk_.bePatient();
    enter(ann_, token("ann"));

    roster_.disconnectUser("ann");
    desk_.tellOfTombstones();

    CPPUNIT_ASSERT(ann_.isEnded);
    CPPUNIT_ASSERT_EQUAL(0, ann_.clearances);
  }

  void endsATokenRevokedOnceItIsCleared() {
    enter(ann_, token("ann"));
    CPPUNIT_ASSERT(ann_.isCleared());

    roster_.disconnectUser("ann");

    CPPUNIT_ASSERT(ann_.isEnded);
  }

  void clearsATokenIssuedAfterTheTombstone() {
    desk_.bury(kAnn, now_ - 1ms);
    enter(ann_, token("ann"));

    CPPUNIT_ASSERT(ann_.isCleared() && !ann_.isEnded);
  }

  void endsATokenIssuedAtTheVeryTimeOfTheTombstone() {
    desk_.bury(kAnn, now_);
    enter(ann_, token("ann"));

    CPPUNIT_ASSERT(ann_.isEnded);
  }

  void endsATokenWhoseTombstoneCannotBeRead() {
    desk_.bury(kAnn, Broker::Stamp::max());
    enter(ann_, token("ann"));

    CPPUNIT_ASSERT(ann_.isEnded);
  }

  void takesARevokedGroupFromATokenAndClearsIt() {
    desk_.bury(kAnnInStaff, now_ + 1s);
    enter(ann_, token("ann"));

    CPPUNIT_ASSERT(ann_.groups == Groups{"board"});
    CPPUNIT_ASSERT(ann_.isCleared() && !ann_.isEnded);
  }

  void asksAnewAboutASessionRevokedWhileItWasResolved() {
    const Identity early = session("ann");
    desk_.bury(kAnnsSession, now_ + 1ms);
    enter(ann_, early);

    CPPUNIT_ASSERT(!ann_.isCleared());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, desk_.questions().size());
  }

  void asksAnewWhateverTheClocksSay() {
    desk_.bury(kAnn, now_ - 30s);  // by a clock that is behind, perhaps
    enter(ann_, session("ann"));

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, desk_.questions().size());
  }

  void clearsASessionThatStillHoldsAfterTheTombstone() {
    desk_.bury(kAnn, now_);
    enter(ann_, session("ann"));

    desk_.answer(session("ann"));

    CPPUNIT_ASSERT(ann_.isCleared() && !ann_.isEnded && !ann_.groups);
  }

  void endsASessionThatIsOverAfterTheTombstone() {
    desk_.bury(kAnn, now_);
    enter(ann_, session("ann"));

    desk_.answer(Identity{});

    CPPUNIT_ASSERT(ann_.isEnded);
    CPPUNIT_ASSERT_EQUAL(0, ann_.clearances);
  }

  void takesTheGroupThatASessionHasNoMore() {
    desk_.bury(kAnnInStaff, now_);
    enter(ann_, session("ann"));
    Identity less = session("ann");
    less.groups = {"board"};

    desk_.answer(less);

    CPPUNIT_ASSERT(ann_.groups == Groups{"board"});
    CPPUNIT_ASSERT(ann_.isCleared());
  }

  void asksNobodyAboutAnOldTombstone() {
    desk_.bury(kAnn, now_ - Roster::kSkew - 1s);
    enter(ann_, session("ann"));

    CPPUNIT_ASSERT(ann_.isCleared());
    CPPUNIT_ASSERT(desk_.questions().empty());
  }

  void doesNotOpenWhereADoubtCannotBeSettled() {
    desk_.bury(kAnn, now_);
    enter(ann_, session("ann"));

    desk_.answer(Error{ErrorCode::kUnavailable, "away"});

    CPPUNIT_ASSERT(ann_.isUnknown && !ann_.isEnded);
  }

  void looksAgainForWhoEntersWhileItLooks() {
    desk_.bePatient();
    enter(ann_, token("ann"));
    enter(again_, token("ann"));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, desk_.tombstoneQuestionCount());

    desk_.tellOfTombstones();
    CPPUNIT_ASSERT(ann_.isCleared() && !again_.isCleared());
    desk_.bury(kAnn, now_);
    desk_.tellOfTombstones();

    CPPUNIT_ASSERT(again_.isEnded);
  }

  void clearsWhileTheBrokerIsAway() {
    desk_.bePatient();
    enter(ann_, token("ann"));

    desk_.failTombstones();

    CPPUNIT_ASSERT(ann_.isCleared());
  }

  void endsWhatWasRevokedWhileTheControlChannelWasLost() {
    enter(ann_, token("ann"));
    enter(again_, session("ann"));
    desk_.bury(kAnn, now_ + 1s);

    doubtAll();

    CPPUNIT_ASSERT(ann_.isEnded && again_.isEnded);
  }

  void takesGroupsRevokedWhileTheControlChannelWasLost() {
    enter(ann_, token("ann"));
    desk_.bury(kAnnInStaff, now_ + 1s);

    doubtAll();

    CPPUNIT_ASSERT(ann_.groups == Groups{"board"});
    CPPUNIT_ASSERT_EQUAL(1, ann_.clearances);
  }

  void leavesOthersAloneWhenItDoubtsAll() {
    enter(bob_, session("bob"));
    desk_.bury(kAnn, now_ + 1s);

    doubtAll();

    CPPUNIT_ASSERT(!bob_.isEnded && !bob_.groups && desk_.questions().empty());
  }

  void passesOverARecheckThatBeganBeforeTheRevocation() {
    enter(ann_, session("ann"));
    const auto asked = roster_.held(0, Roster::kSlices).front();

    roster_.revoke("ann", "staff");
    roster_.onRechecked({core::keyOf(*asked.identity.get()), asked.version, session("ann")});

    CPPUNIT_ASSERT(ann_.groups == Groups{"board"});
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, desk_.questions().size());
  }

  void passesOverTombstonesOfAnEntryThatIsGone() {
    desk_.bePatient();
    enter(ann_, token("ann"));
    roster_.leave(ann_);
    enter(again_, token("ann"));

    desk_.tellOfTombstones();
    CPPUNIT_ASSERT(!again_.isCleared());
    desk_.tellOfTombstones();

    CPPUNIT_ASSERT(again_.isCleared());
  }

  void tearDown() override {
    for (NotingBearer* const bearer : {&ann_, &again_, &bob_}) roster_.leave(*bearer);
  }

 private:
  // As of now.
  Identity token(const std::string& user) const {
    Identity identity;
    identity.user = user;
    identity.groups = {"staff", "board"};
    identity.asOf = now_;
    return identity;
  }
  Identity session(const std::string& user) const {
    Identity identity = token(user);
    identity.sessionKey = "k1";
    identity.evidence = Evidence{"store", "k1"};
    return identity;
  }

  void enter(NotingBearer& bearer, const Identity& identity) {
    roster_.enter(bearer, std::make_shared<const Identity>(identity));
  }

  void doubtAll() {
    roster_.doubtAll();
    for (std::size_t i = 0; i < 2 * Roster::kSlices; ++i) testing::turn(reactor_);
  }

  const Wall now_{std::chrono::hours(500'000)};
  testing::FakeClock clock_;
  net::Reactor reactor_{clock_};
  testing::PatientIdentityDesk desk_;
  Roster roster_{reactor_, desk_, [this] { return now_; }};
  NotingBearer ann_;
  NotingBearer again_;
  NotingBearer bob_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(RosterControlTest);

}  // namespace
}  // namespace fanfare::ws
