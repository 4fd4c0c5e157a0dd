#include "policies/room_secrets.h"

#include <map>

#include <cppunit/extensions/HelperMacros.h>

#include "policies/allow_all.h"
#include "policies/subscribe_only.h"
#include "support/fake_clock.h"
#include "support/scripted_policy.h"

namespace fanfare::policies {
namespace {

using namespace std::string_literals;

// Secrets of the test's own.
struct Drawer {
  std::map<std::string, std::string> secrets;
  bool isAway = false;
  mutable int asked = 0;
};

class FakeSecrets final : public SecretStore {
 public:
  explicit FakeSecrets(const Drawer& drawer) : drawer_(drawer) {}
  Result<Found> secretsOf(const std::vector<std::string>& spaces) const override {
    ++drawer_.asked;
    if (drawer_.isAway) return Error{ErrorCode::kUnavailable, "away"};
    Found found;
    for (const auto& space : spaces) {
      const auto secret = drawer_.secrets.find(space);
      found.push_back(secret == drawer_.secrets.end() ? std::nullopt
                                                      : std::optional(secret->second));
    }
    return found;
  }

 private:
  const Drawer& drawer_;
};

// Sees whether a secret gets past.
class WatchfulPolicy final : public Policy {
 public:
  const char* name() const override { return "watchful"; }
  Decision check(const Handshake& /*handshake*/, const Identity& /*identity*/,
                 const RequestedChannels& requested) const override {
    for (const auto& one : requested) CPPUNIT_ASSERT(one.secret.empty());
    return Grant{requested, {}};
  }
};

RequestedChannel room(const char* name, const char* secret = "",
                      Access access = Access::kSubscribe) {
  return {access, Channel::of({AudienceKind::kRoom, name}, "f").value(), secret};
}

class RoomSecretsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RoomSecretsTest);
  CPPUNIT_TEST(opensARoomToWhoKnowsItsSecret);
  CPPUNIT_TEST(opensNoRoomWithoutTheRightSecret);
  CPPUNIT_TEST(opensNothingWhereThereIsNoSecret);
  CPPUNIT_TEST(asksForPublishingToo);
  CPPUNIT_TEST(leavesOtherChannelsAlone);
  CPPUNIT_TEST(takesTheSpaceBeforeTheFirstColons);
  CPPUNIT_TEST(isNotGotAroundByAFacilityWithColons);
  CPPUNIT_TEST(grantsNothingThatTheOtherPolicyDenies);
  CPPUNIT_TEST(passesARefusalOn);
  CPPUNIT_TEST(tellsTheOtherPolicyNoSecret);
  CPPUNIT_TEST(tellsWhichRuleGranted);
  CPPUNIT_TEST(deniesWhileSecretsCannotBeLookedUp);
  CPPUNIT_TEST(deniesWithoutAStore);
  CPPUNIT_TEST(looksAtNoMoreSecretsOfWhoGuesses);
  CPPUNIT_TEST(countsNoRightSecretAndNoneThatIsMissing);
  CPPUNIT_TEST_SUITE_END();

 public:
  void opensARoomToWhoKnowsItsSecret() {
    CPPUNIT_ASSERT_EQUAL("room:dir::a:f room:dir::b:f"s,
                         grantedOf({room("dir::a", "s3cret"), room("dir::b", "s3cret")}));
  }

  void opensNoRoomWithoutTheRightSecret() {
    for (const char* secret : {"", "S3cret", "s3cret ", "s3cre", "s3crett", "other"}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(secret, ""s, grantedOf({room("dir::a", secret)}));
    }
    const Grant grant = granted({room("dir::a", "wrong")});
    CPPUNIT_ASSERT_EQUAL("room secrets: the secret of the room space is missing or wrong"s,
                         grant.withheld.at(0).rule);
    CPPUNIT_ASSERT_EQUAL(""s, grant.withheld.at(0).requested.secret);
  }

  void opensNothingWhereThereIsNoSecret() {
    drawer_.secrets["empty"] = "";
    CPPUNIT_ASSERT_EQUAL(""s, grantedOf({room("nowhere::a", "x"), room("nowhere::a"),
                                         room("empty::a", "x"), room("empty::a")}));
  }

  void asksForPublishingToo() {
    CPPUNIT_ASSERT_EQUAL("room:dir::b:f"s, grantedOf({room("dir::a", "", Access::kPublish),
                                                      room("dir::b", "s3cret", Access::kPublish)}));
  }

  void leavesOtherChannelsAlone() {
    const RequestedChannels others = {
        room("lobby"), room("a:b"), {Access::kSubscribe, Channel::of({}, "f").value()}};
    CPPUNIT_ASSERT_EQUAL("room:lobby:f room:a:b:f broadcast:f"s, grantedOf(others));
    CPPUNIT_ASSERT_EQUAL(0, drawer_.asked);
  }

  void takesTheSpaceBeforeTheFirstColons() {
    drawer_.secrets[""] = "of no name";
    CPPUNIT_ASSERT_EQUAL("room:dir::a::b:f room:::c:f"s,
                         grantedOf({room("dir::a::b", "s3cret"), room("::c", "of no name"),
                                    room("dir::d", "of no name")}));
  }

  void isNotGotAroundByAFacilityWithColons() {
    const auto alias = Channel::of({AudienceKind::kRoom, "dir"}, ":a:f", Colons::kInFacility);
    CPPUNIT_ASSERT_EQUAL(Channel::of({AudienceKind::kRoom, "dir::a"}, "f")->key(), alias->key());

    CPPUNIT_ASSERT_EQUAL(""s, grantedOf({{Access::kSubscribe, *alias}}));
  }

  void grantsNothingThatTheOtherPolicyDenies() {
    const auto secrets = around(std::make_unique<SubscribeOnly>());
    const auto decision =
        decide(*secrets, handshake_, {}, {room("dir::a", "s3cret", Access::kPublish)});
    CPPUNIT_ASSERT(std::get<Grant>(decision).granted.empty());
    CPPUNIT_ASSERT_EQUAL(0, drawer_.asked);
  }

  void passesARefusalOn() {
    const auto secrets = around(std::make_unique<testing::ScriptedPolicy>(Refusal{403, "no"}));
    const auto decision = decide(*secrets, handshake_, {}, {room("dir::a", "s3cret")});
    CPPUNIT_ASSERT_EQUAL("no"s, std::get<Refusal>(decision).reason);
  }

  void tellsTheOtherPolicyNoSecret() {
    const auto secrets = around(std::make_unique<WatchfulPolicy>());
    const auto decision = decide(*secrets, handshake_, {}, {room("dir::a", "s3cret")});
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, std::get<Grant>(decision).granted.size());
  }

  void tellsWhichRuleGranted() {
    const Grant grant = granted({room("dir::a"), room("lobby"), room("dir::b", "s3cret")});
    CPPUNIT_ASSERT(grant.grantedBy == (std::vector<std::string>{"allow-all", "allow-all"}));
  }

  void deniesWhileSecretsCannotBeLookedUp() {
    drawer_.isAway = true;
    const Grant grant = granted({room("lobby"), room("dir::a", "s3cret")});
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, grant.granted.size());
    CPPUNIT_ASSERT_EQUAL("room secrets: they cannot be looked up now"s, grant.withheld.at(0).rule);
    drawer_.isAway = false;
    CPPUNIT_ASSERT(failures_.mayTake("192.0.2.1"));
  }

  void deniesWithoutAStore() {
    const RoomSecrets secrets({failures_, counts_, nullptr, std::make_unique<AllowAll>()});
    const auto decision = decide(secrets, handshake_, {}, {room("dir::a", "s3cret")});
    CPPUNIT_ASSERT(std::get<Grant>(decision).granted.empty());
  }

  void looksAtNoMoreSecretsOfWhoGuesses() {
    for (int i = 0; i < 8; ++i) (void)granted({room("dir::a", "guess")});
    CPPUNIT_ASSERT_EQUAL(""s, grantedOf({room("dir::a", "s3cret")}));
    CPPUNIT_ASSERT_EQUAL(8, drawer_.asked);
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, counts_.of(core::Limit::kFailedSecretsPerAddress));

    handshake_.clientAddress = "192.0.2.2";
    CPPUNIT_ASSERT_EQUAL("room:dir::a:f"s, grantedOf({room("dir::a", "s3cret")}));
    handshake_.clientAddress = "192.0.2.1";
    clock_.advance(std::chrono::seconds(20));
    CPPUNIT_ASSERT_EQUAL("room:dir::a:f"s, grantedOf({room("dir::a", "s3cret")}));
  }

  void countsNoRightSecretAndNoneThatIsMissing() {
    for (int i = 0; i < 10; ++i) {
      CPPUNIT_ASSERT_EQUAL("room:dir::a:f"s, grantedOf({room("dir::a", "s3cret"), room("dir::b")}));
    }
  }

 private:
  std::unique_ptr<RoomSecrets> around(std::unique_ptr<Policy> policy) {
    return std::make_unique<RoomSecrets>(RoomSecrets::Parts{
        failures_, counts_, std::make_unique<FakeSecrets>(drawer_), std::move(policy)});
  }
  Grant granted(const RequestedChannels& requested) {
    return std::get<Grant>(
        decide(*around(std::make_unique<AllowAll>()), handshake_, {}, requested));
  }
  std::string grantedOf(const RequestedChannels& requested) {
    std::string keys;
    for (const auto& one : granted(requested).granted) {
      keys.append(keys.empty() ? "" : " ").append(one.channel.key());
    }
    return keys;
  }

  testing::FakeClock clock_;
  core::LimitCounts counts_;
  core::AddressRates failures_{clock_, core::Rate::perMinute(8)};
  Drawer drawer_{{{"dir", "s3cret"}}};
  Handshake handshake_ = [] {
    Handshake handshake;
    handshake.peerAddress = handshake.clientAddress = "192.0.2.1";
    return handshake;
  }();
};

CPPUNIT_TEST_SUITE_REGISTRATION(RoomSecretsTest);

}  // namespace
}  // namespace fanfare::policies
