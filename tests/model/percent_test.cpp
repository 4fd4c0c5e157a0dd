#include "model/percent.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare {
namespace {

using namespace std::string_literals;

class PercentTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PercentTest);
  CPPUNIT_TEST(decodesEscapesToAnyBytes);
  CPPUNIT_TEST(leavesTheRestAsItIs);
  CPPUNIT_TEST(refusesWhatIsNoEscape);
  CPPUNIT_TEST_SUITE_END();

 public:
  void decodesEscapesToAnyBytes() {
    CPPUNIT_ASSERT_EQUAL("s:a+b/\0\xff"s, percentDecoded("s%3Aa%2bb%2F%00%Ff").value());
  }
  void leavesTheRestAsItIs() {
    CPPUNIT_ASSERT_EQUAL(""s, percentDecoded("").value());
    CPPUNIT_ASSERT_EQUAL("a+b \xff"s, percentDecoded("a+b \xff").value());
  }
  void refusesWhatIsNoEscape() {
    for (const char* bad : {"%", "a%", "%4", "%4g", "%g4", "%-1", "% 1", "%%41", "%0x41"}) {
      CPPUNIT_ASSERT_MESSAGE(bad, !percentDecoded(bad));
    }
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(PercentTest);

}  // namespace
}  // namespace fanfare
