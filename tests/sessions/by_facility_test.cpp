#include "sessions/by_facility.h"

#include <cppunit/extensions/HelperMacros.h>

#include "sessions/demo.h"
#include "sessions/none.h"

namespace fanfare::sessions {
namespace {

class ResolverByFacilityTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ResolverByFacilityTest);
  CPPUNIT_TEST(asksTheResolverNamedForTheFacility);
  CPPUNIT_TEST(asksTheOtherOneForEveryOtherFacility);
  CPPUNIT_TEST_SUITE_END();

 public:
  void asksTheResolverNamedForTheFacility() {
    CPPUNIT_ASSERT_EQUAL(std::string("Ada"), userIn("demo"));
  }

  void asksTheOtherOneForEveryOtherFacility() {
    CPPUNIT_ASSERT_EQUAL(std::string(), userIn("demo/2"));
    CPPUNIT_ASSERT_EQUAL(std::string(), userIn(""));
  }

 private:
  static std::string userIn(const std::string& facility) {
    std::vector<ByFacility::Named> named;
    named.push_back({"demo", std::make_unique<DemoResolver>()});
    const ByFacility resolver(std::move(named), std::make_unique<NoResolver>(""));
    Handshake handshake;
    handshake.facility = facility;
    handshake.query = {{"demo-name", "Ada"}};
    return resolver.resolve(handshake)->user;
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ResolverByFacilityTest);

}  // namespace
}  // namespace fanfare::sessions
