#include "core/kept_identity.h"

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

void assertSame(const Identity& a, const Identity& b) {
  CPPUNIT_ASSERT(areOfOne(a, b) && allowTheSame(a, b));
  CPPUNIT_ASSERT_EQUAL(keyOf(a), keyOf(b));
  CPPUNIT_ASSERT(a.expiry == b.expiry);
  CPPUNIT_ASSERT(a.asOf == b.asOf);
  CPPUNIT_ASSERT_EQUAL(a.evidence.has_value(), b.evidence.has_value());
  CPPUNIT_ASSERT_EQUAL(a.anonymousBecause, b.anonymousBecause);
}

class KeptIdentityTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(KeptIdentityTest);
  CPPUNIT_TEST(givesWhatItWasGiven);
  CPPUNIT_TEST(unpacksAllOfIt);
  CPPUNIT_TEST(unpacksWhoIsNobody);
  CPPUNIT_TEST(unpacksAnEmptyListOfChannelsAsThat);
  CPPUNIT_TEST(tellsWhoItIsPackedOrNot);
  CPPUNIT_TEST(isPackedOnce);
  CPPUNIT_TEST_SUITE_END();

 public:
  void givesWhatItWasGiven() {
    const auto identity = std::make_shared<const Identity>(everything());

    CPPUNIT_ASSERT(KeptIdentity(identity).get() == identity);
  }

  void unpacksAllOfIt() { assertSame(everything(), *packed(everything()).get()); }

  void unpacksWhoIsNobody() {
    const IdentityPtr nobody = packed(Identity()).get();

    assertSame(Identity(), *nobody);
    CPPUNIT_ASSERT(!nobody->onlyChannels && nobody->isAnonymous());
  }

  void unpacksAnEmptyListOfChannelsAsThat() {
    Identity identity;
    identity.onlyChannels.emplace();

    const auto known = packed(identity).get();

    CPPUNIT_ASSERT(known->onlyChannels && known->onlyChannels->empty());
  }

  void tellsWhoItIsPackedOrNot() {
    for (const auto& kept :
         {KeptIdentity(std::make_shared<const Identity>(everything())), packed(everything())}) {
      CPPUNIT_ASSERT(kept.user() == "mary");
      CPPUNIT_ASSERT(kept.sessionKey() == "k1");
      CPPUNIT_ASSERT(kept.expiry() == everything().expiry);
      CPPUNIT_ASSERT(kept.hasEvidence());
    }
    CPPUNIT_ASSERT(!packed(Identity()).hasEvidence());
    CPPUNIT_ASSERT(!packed(Identity()).expiry());
  }

  void isPackedOnce() {
    KeptIdentity kept = packed(everything());

    kept.pack();

    assertSame(everything(), *kept.get());
  }

 private:
  static KeptIdentity packed(const Identity& identity) {
    KeptIdentity kept(std::make_shared<const Identity>(identity));
    kept.pack();
    return kept;
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(KeptIdentityTest);

}  // namespace
}  // namespace fanfare::core
