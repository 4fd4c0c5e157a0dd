#include "policies/make_policy.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::policies {
namespace {

class MakePolicyTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(MakePolicyTest);
  CPPUNIT_TEST(makesThePolicyOfThatName);
  CPPUNIT_TEST(listsTheNamesThereAre);
  CPPUNIT_TEST_SUITE_END();

 public:
  void makesThePolicyOfThatName() {
    for (const char* name : {"allow-all", "subscribe-only"}) {
      CPPUNIT_ASSERT_EQUAL(std::string(name), std::string((*makePolicy(name))->name()));
    }
  }

  void listsTheNamesThereAre() {
    const auto policy = makePolicy("allow-al");

    CPPUNIT_ASSERT_EQUAL(
        std::string("there is no policy 'allow-al'; known are allow-all, subscribe-only"),
        policy.error().message);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(MakePolicyTest);

}  // namespace
}  // namespace fanfare::policies
