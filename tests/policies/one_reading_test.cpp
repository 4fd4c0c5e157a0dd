#include "policies/one_reading.h"

#include <cppunit/extensions/HelperMacros.h>

#include "policies/allow_all.h"
#include "support/scripted_policy.h"

namespace fanfare::policies {
namespace {

core::FacilityRules rules() {
  core::FacilityRule rule;
  rule.pattern = "a:*";
  rule.colons = Colons::kInFacility;
  return core::FacilityRules::of({"*"}, {rule}).value();
}

RequestedChannel toRoom(const char* name, const char* facility, Colons colons = Colons::kInName) {
  return {Access::kSubscribe, Channel::of({AudienceKind::kRoom, name}, facility, colons).value()};
}

class OneReadingTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(OneReadingTest);
  CPPUNIT_TEST(withholdsWhatReadsAsAnothers);
  CPPUNIT_TEST(leavesTheRestToTheOtherPolicy);
  CPPUNIT_TEST(refusesWhatTheOtherPolicyRefuses);
  CPPUNIT_TEST_SUITE_END();

 public:
  void withholdsWhatReadsAsAnothers() {
    const auto foreign = toRoom("x:a", "b");

    const auto grant = std::get<Grant>(decide(policy_, {}, {}, {foreign}));

    CPPUNIT_ASSERT(grant.granted.empty());
    CPPUNIT_ASSERT(grant.withheld.at(0).requested == foreign);
    CPPUNIT_ASSERT_EQUAL(
        std::string("facility.<pattern>.allow_colon: it reads as another facility's"),
        grant.withheld[0].rule);
  }

  void leavesTheRestToTheOtherPolicy() {
    const RequestedChannels requested = {toRoom("x", "a:b", Colons::kInFacility),
                                         toRoom("x:c", "b"),
                                         toRoom("x", "b"),
                                         {Access::kSubscribe, Channel::of({}, "b").value()}};

    const auto grant = std::get<Grant>(decide(policy_, {}, {}, requested));

    CPPUNIT_ASSERT(grant.granted == requested);
    CPPUNIT_ASSERT(grant.withheld.empty());
  }

  void refusesWhatTheOtherPolicyRefuses() {
    const OneReading strict(rules(), std::make_unique<testing::ScriptedPolicy>(Refusal{403, "no"}));

    const auto decision = decide(strict, {}, {}, {toRoom("x:a", "b")});

    CPPUNIT_ASSERT_EQUAL(std::string("no"), std::get<Refusal>(decision).reason);
  }

 private:
  const OneReading policy_{rules(), std::make_unique<AllowAll>()};
};

CPPUNIT_TEST_SUITE_REGISTRATION(OneReadingTest);

}  // namespace
}  // namespace fanfare::policies
