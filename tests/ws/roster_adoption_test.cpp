#include <set>
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

const Channel kEve = Channel::parse("user:eve:chat").value();
const Channel kZoe = Channel::parse("user:zoe:chat").value();

// How connections become another user's.
class RosterAdoptionTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RosterAdoptionTest);
  CPPUNIT_TEST(givesThoseWhoFollowToAnotherUser);
  CPPUNIT_TEST(keepsWhatElseIsKnownOfTheAdopted);
  CPPUNIT_TEST(leavesTheAdoptersOwnSessionsAlone);
  CPPUNIT_TEST(adoptsNobodyFromAnUnknownUser);
  CPPUNIT_TEST(endsTheAdoptedWithTheirUser);
  CPPUNIT_TEST(asksNobodyAboutTheAdopted);
  CPPUNIT_TEST(adoptsAgain);
  CPPUNIT_TEST(endsTheAdoptedThatATombstoneNames);
  CPPUNIT_TEST_SUITE_END();

 public:
  void givesThoseWhoFollowToAnotherUser() {
    ann_.followed = "chat";
    again_.followed = "news";
    enter(ann_, token("ann"));
    enter(again_, token("ann"));
    enter(bob_, token("ann"));

    roster_.adopt({"ann", kEve});

    CPPUNIT_ASSERT_EQUAL(std::string("eve"), ann_.adopter);
    CPPUNIT_ASSERT_EQUAL(std::string("eve"), roster_.identityOf(ann_)->user);
    for (const auto* other : {&again_, &bob_}) {
      CPPUNIT_ASSERT(other->adopter.empty());
      CPPUNIT_ASSERT_EQUAL(std::string("ann"), roster_.identityOf(*other)->user);
    }
  }

  void keepsWhatElseIsKnownOfTheAdopted() {
    ann_.followed = "chat";
    Identity known = token("ann");
    known.sessionKey = "k1";
    known.expiry = now_ + 1h;
    known.attributes = {{"plan", "free"}};
    known.onlyChannels = {{"broadcast:chat"}};
    enter(ann_, known);

    roster_.adopt({"ann", kEve});

    const auto held = roster_.identityOf(ann_);
    const Identity& now = *held;
    CPPUNIT_ASSERT_EQUAL(known.sessionKey, now.sessionKey);
    CPPUNIT_ASSERT(known.groups == now.groups && known.attributes == now.attributes);
    CPPUNIT_ASSERT(known.expiry == now.expiry && known.asOf == now.asOf);
    CPPUNIT_ASSERT((std::set<std::string>{"broadcast:chat", "user:eve:chat"}) == now.onlyChannels);
  }

  void leavesTheAdoptersOwnSessionsAlone() {
    ann_.followed = "chat";
    bob_.followed = "chat";
    enter(ann_, token("ann"));
    enter(bob_, token("eve"));

    roster_.adopt({"ann", kEve});
    roster_.adopt({"eve", kEve});

    CPPUNIT_ASSERT_EQUAL(std::string("eve"), roster_.identityOf(ann_)->user);
    CPPUNIT_ASSERT(bob_.adopter.empty() && !bob_.isEnded);
    CPPUNIT_ASSERT_EQUAL(std::string("eve"), roster_.identityOf(bob_)->user);
  }

  void adoptsNobodyFromAnUnknownUser() {
    ann_.followed = "chat";
    enter(ann_, token("ann"));
    Identity nobody;
    nobody.expiry = now_ + 1h;
    bob_.followed = "chat";
    enter(bob_, nobody);

    roster_.adopt({"guest", kEve});
    roster_.adopt({"", kEve});

    CPPUNIT_ASSERT(ann_.adopter.empty() && bob_.adopter.empty());
    CPPUNIT_ASSERT(roster_.identityOf(ann_)->user == "ann" &&
                   roster_.identityOf(bob_)->user.empty());
  }

  void endsTheAdoptedWithTheirUser() {
    for (auto* bearer : {&ann_, &again_, &bob_}) {
      bearer->followed = "chat";
      enter(*bearer, token("ann"));
    }
    roster_.adopt({"ann", kEve});

    roster_.disconnectUser("ann");
    CPPUNIT_ASSERT(!ann_.isEnded && !again_.isEnded && !bob_.isEnded);
    roster_.leave(again_);
    roster_.revoke("eve", "staff");
    CPPUNIT_ASSERT(ann_.groups == Groups{"board"} && bob_.groups == Groups{"board"});
    roster_.disconnectUser("eve");

    CPPUNIT_ASSERT(ann_.isEnded && bob_.isEnded && !again_.isEnded);
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, roster_.size());
  }

  void asksNobodyAboutTheAdopted() {
    ann_.followed = "chat";
    Identity known = token("ann");
    known.sessionKey = "k1";
    known.evidence = Evidence{"store", "k1"};
    known.expiry = now_ + 1h;
    enter(ann_, known);

    roster_.adopt({"ann", kEve});

    CPPUNIT_ASSERT(roster_.held(0, Roster::kSlices).empty());
    pass(1h);
    CPPUNIT_ASSERT(ann_.isEnded && desk_.questions().empty());
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, roster_.endedCount(EndCause::kExpired));
  }

  void adoptsAgain() {
    ann_.followed = "chat";
    enter(ann_, token("ann"));

    roster_.adopt({"ann", kEve});
    roster_.adopt({"eve", kZoe});

    CPPUNIT_ASSERT_EQUAL(std::string("zoe"), roster_.identityOf(ann_)->user);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, roster_.size());
  }

  void endsTheAdoptedThatATombstoneNames() {
    desk_.bury("fanfare:revoked:user:eve", now_ + 1s);
    ann_.followed = "chat";
    enter(ann_, token("ann"));

    roster_.adopt({"ann", kEve});

    CPPUNIT_ASSERT(ann_.isEnded && ann_.adopter.empty());
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

  void enter(NotingBearer& bearer, const Identity& identity) {
    roster_.enter(bearer, std::make_shared<const Identity>(identity));
  }

  void pass(std::chrono::milliseconds time) {
    now_ += time;
    clock_.advance(time + net::TimerWheel::kTick);
    testing::turn(reactor_);
  }

  Wall now_{std::chrono::hours(500'000)};
  testing::FakeClock clock_;
  net::Reactor reactor_{clock_};
  testing::PatientIdentityDesk desk_;
  Roster roster_{reactor_, desk_, [this] { return now_; }};
  NotingBearer ann_;
  NotingBearer again_;
  NotingBearer bob_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(RosterAdoptionTest);

}  // namespace
}  // namespace fanfare::ws
