#include "core/kept_identity.h"

#include <array>
#include <chrono>
#include <memory>
#include <string>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::core {
namespace {

using namespace std::chrono_literals;
using Time = std::chrono::system_clock::time_point;

Identity everything() {
  Identity identity;
  identity.user = "mary";
  identity.groups = {"staff", "", std::string("a\0b", 3)};
  identity.sessionKey = "k1";
  identity.attributes = {{"plan", "free"}, {"", "x"}};
  identity.expiry = Time(500'000h);
  identity.asOf = Time(499'000h + 7ns);
  identity.onlyChannels = {"broadcast:f", "publish user:mary:f"};
  identity.evidence = Evidence{"django", "k1"};
  identity.anonymousBecause = "why not";
  return identity;
}

// Each takes one part of an identity over from another.
using TakePart = void (*)(Identity& to, const Identity& from);
constexpr std::array<TakePart, 9> kParts = {
    [](Identity& to, const Identity& from) { to.user = from.user; },
    [](Identity& to, const Identity& from) { to.groups = from.groups; },
    [](Identity& to, const Identity& from) { to.sessionKey = from.sessionKey; },
    [](Identity& to, const Identity& from) { to.attributes = from.attributes; },
    [](Identity& to, const Identity& from) { to.expiry = from.expiry; },
    [](Identity& to, const Identity& from) { to.asOf = from.asOf; },
    [](Identity& to, const Identity& from) { to.onlyChannels = from.onlyChannels; },
    [](Identity& to, const Identity& from) { to.evidence = from.evidence; },
    [](Identity& to, const Identity& from) { to.anonymousBecause = from.anonymousBecause; }};

void assertSame(const Identity& a, const Identity& b) {
  CPPUNIT_ASSERT(areOfOne(a, b) && allowTheSame(a, b));
  CPPUNIT_ASSERT_EQUAL(keyOf(a), keyOf(b));
  CPPUNIT_ASSERT(a.expiry == b.expiry);
  CPPUNIT_ASSERT(a.asOf == b.asOf);
  CPPUNIT_ASSERT(a.groups == b.groups && a.attributes == b.attributes);
  CPPUNIT_ASSERT_EQUAL(a.evidence.has_value(), b.evidence.has_value());
  CPPUNIT_ASSERT_EQUAL(a.anonymousBecause, b.anonymousBecause);
}

class KeptIdentityTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(KeptIdentityTest);
  CPPUNIT_TEST(unpacksAllOfIt);
  CPPUNIT_TEST(unpacksWhatHasOnePartOnly);
  CPPUNIT_TEST(unpacksWhatLacksOnePart);
  CPPUNIT_TEST(unpacksWhoIsNobody);
  CPPUNIT_TEST(unpacksAnEmptyListOfChannelsAsThat);
  CPPUNIT_TEST(tellsWhoItIsWithoutUnpacking);
  CPPUNIT_TEST(unpacksEvidenceThatIsNotTheSession);
  CPPUNIT_TEST(unpacksTextsAndListsOfAnyLength);
  CPPUNIT_TEST(isNobodyAtFirst);
  CPPUNIT_TEST(staysWhatItIsWhereItWasCopiedFrom);
  CPPUNIT_TEST(tellsTheKeyItLiesUnder);
  CPPUNIT_TEST_SUITE_END();

 public:
  void unpacksAllOfIt() { assertSame(everything(), *KeptIdentity(everything()).get()); }

  void unpacksWhatHasOnePartOnly() {
    for (const TakePart takePart : kParts) {
      Identity identity;
      takePart(identity, everything());

      assertSame(identity, *KeptIdentity(identity).get());
    }
  }

  void unpacksWhatLacksOnePart() {
    for (const TakePart takePart : kParts) {
      Identity identity = everything();
      takePart(identity, Identity());

      assertSame(identity, *KeptIdentity(identity).get());
    }
  }

  void unpacksWhoIsNobody() {
    const IdentityPtr nobody = KeptIdentity(Identity()).get();

    assertSame(Identity(), *nobody);
    CPPUNIT_ASSERT(!nobody->onlyChannels && nobody->isAnonymous());
  }

  void unpacksAnEmptyListOfChannelsAsThat() {
    Identity identity;
    identity.onlyChannels.emplace();

    const auto known = KeptIdentity(identity).get();

    CPPUNIT_ASSERT(known->onlyChannels && known->onlyChannels->empty());
  }

  void tellsWhoItIsWithoutUnpacking() {
    const KeptIdentity kept(everything());

    CPPUNIT_ASSERT(kept.user() == "mary");
    CPPUNIT_ASSERT(kept.sessionKey() == "k1");
    CPPUNIT_ASSERT(kept.expiry() == everything().expiry);
    CPPUNIT_ASSERT(kept.hasEvidence());
    CPPUNIT_ASSERT(!KeptIdentity(Identity()).hasEvidence());
    CPPUNIT_ASSERT(!KeptIdentity(Identity()).expiry());
  }

  void unpacksEvidenceThatIsNotTheSession() {
    Identity identity = everything();
    identity.evidence = Evidence{"http", "a cookie"};

    assertSame(identity, *KeptIdentity(identity).get());
  }

  void unpacksTextsAndListsOfAnyLength() {
    for (const std::size_t length : {254u, 255u, 256u, 70'000u}) {
      Identity identity = everything();
      identity.user = std::string(length, 'u');
      identity.groups.assign(length, "g");

      assertSame(identity, *KeptIdentity(identity).get());
    }
  }

  void isNobodyAtFirst() {
    assertSame(Identity(), *KeptIdentity().get());
    CPPUNIT_ASSERT(KeptIdentity().user().empty() && !KeptIdentity().hasEvidence());
  }

  void staysWhatItIsWhereItWasCopiedFrom() {
    KeptIdentity kept(everything());
    const KeptIdentity nobody;

    const KeptIdentity copy = kept;
    kept = nobody;

    assertSame(everything(), *copy.get());
    assertSame(Identity(), *kept.get());
  }

  void tellsTheKeyItLiesUnder() {
    Identity token = everything();
    token.evidence.reset();

    CPPUNIT_ASSERT_EQUAL(keyOf(everything()), KeptIdentity(everything()).key());
    CPPUNIT_ASSERT_EQUAL(keyOf(token), KeptIdentity(token).key());
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(KeptIdentityTest);

}  // namespace
}  // namespace fanfare::core
