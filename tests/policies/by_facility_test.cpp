#include "policies/by_facility.h"

#include <cppunit/extensions/HelperMacros.h>

#include "policies/allow_all.h"
#include "policies/subscribe_only.h"

namespace fanfare::policies {
namespace {

class PolicyByFacilityTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PolicyByFacilityTest);
  CPPUNIT_TEST(asksThePolicyNamedForTheFacility);
  CPPUNIT_TEST(asksTheOtherOneForEveryOtherFacility);
  CPPUNIT_TEST_SUITE_END();

 public:
  void asksThePolicyNamedForTheFacility() {
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, grantedIn("demo"));
  }

  void asksTheOtherOneForEveryOtherFacility() {
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, grantedIn("demo2"));
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, grantedIn(""));
  }

 private:
  // How much of one publish right.
  static std::size_t grantedIn(const std::string& facility) {
    std::vector<ByFacility::Named> named;
    named.push_back({"demo", std::make_unique<AllowAll>()});
    const ByFacility policy(std::move(named), std::make_unique<SubscribeOnly>());
    Handshake handshake;
    handshake.facility = facility;
    const RequestedChannel speak{Access::kPublish, Channel::of({}, facility).value()};
    return std::get<Grant>(decide(policy, handshake, {}, {speak})).granted.size();
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(PolicyByFacilityTest);

}  // namespace
}  // namespace fanfare::policies
