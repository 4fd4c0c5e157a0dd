#include "app/nearest.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::app {
namespace {

class NearestTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(NearestTest);
  CPPUNIT_TEST(findsAWordWithALetterLeftOut);
  CPPUNIT_TEST(findsAWordWithTwoLettersSwapped);
  CPPUNIT_TEST(prefersTheWordWithFewerDifferences);
  CPPUNIT_TEST(findsNothingWhereNothingLooksAlike);
  CPPUNIT_TEST(suggestsNothingWithoutAWord);
  CPPUNIT_TEST_SUITE_END();

 public:
  void findsAWordWithALetterLeftOut() {
    CPPUNIT_ASSERT_EQUAL(std::string("serve"), nearestTo("srve", {"publish", "serve"}));
  }
  void findsAWordWithTwoLettersSwapped() {
    CPPUNIT_ASSERT_EQUAL(std::string("spy"), nearestTo("syp", {"serve", "spy"}));
  }
  void prefersTheWordWithFewerDifferences() {
    CPPUNIT_ASSERT_EQUAL(std::string("ping.timeout"),
                         nearestTo("ping.timout", {"ping.interval", "ping.timeout"}));
  }
  void findsNothingWhereNothingLooksAlike() {
    CPPUNIT_ASSERT_EQUAL(std::string(), nearestTo("frobnicate", {"publish", "serve"}));
  }
  void suggestsNothingWithoutAWord() {
    CPPUNIT_ASSERT_EQUAL(std::string(), suggestionOf(""));
    CPPUNIT_ASSERT_EQUAL(std::string(", did you mean 'spy'?"), suggestionOf("spy"));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(NearestTest);

}  // namespace
}  // namespace fanfare::app
