#include "app/config/values.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::app {
namespace {

using std::chrono::milliseconds;

class ValuesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ValuesTest);
  CPPUNIT_TEST(readsAWholeNumberWithinItsRange);
  CPPUNIT_TEST(refusesWhatIsNoWholeNumber);
  CPPUNIT_TEST(namesTheRangeOfAWholeNumber);
  CPPUNIT_TEST(readsBytesWithAndWithoutAUnit);
  CPPUNIT_TEST(refusesBytesThatOverflowOrLeaveTheirRange);
  CPPUNIT_TEST(readsSecondsWithDecimals);
  CPPUNIT_TEST(refusesWhatAreNoSeconds);
  CPPUNIT_TEST(refusesAWaitThatIsNone);
  CPPUNIT_TEST(readsASwitchInAnyCase);
  CPPUNIT_TEST(refusesASwitchInBetween);
  CPPUNIT_TEST(readsAListWithoutItsBlanks);
  CPPUNIT_TEST_SUITE_END();

 public:
  void readsAWholeNumberWithinItsRange() {
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, *wholeNumberIn("0", {0, 65535}));
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{65535}, *wholeNumberIn("65535", {0, 65535}));
  }
  void refusesWhatIsNoWholeNumber() {
    for (const auto* text :
         {"", "65536", "-1", "+1", "1.5", "8080x", " 8080", "0x10", "99999999999999999999"}) {
      CPPUNIT_ASSERT_MESSAGE(text, !wholeNumberIn(text, {0, 65535}));
    }
  }
  void namesTheRangeOfAWholeNumber() {
    CPPUNIT_ASSERT_EQUAL(std::string("is not a whole number from 1 to 9"),
                         wholeNumberIn("10", {1, 9}).error().message);
  }

  void readsBytesWithAndWithoutAUnit() {
    const Range any{0, UINT64_MAX};
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{1000}, *bytesIn("1000", any));
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{64 * 1024}, *bytesIn("64K", any));
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{3 * 1024 * 1024}, *bytesIn("3m", any));
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{1} << 30, *bytesIn("1G", any));
  }
  void refusesBytesThatOverflowOrLeaveTheirRange() {
    for (const auto* text : {"", "K", "1KB", "1.5M", "99999999999999G", "1023", "2M"}) {
      CPPUNIT_ASSERT_MESSAGE(text, !bytesIn(text, {1024, 1024 * 1024}));
    }
  }

  void readsSecondsWithDecimals() {
    CPPUNIT_ASSERT(milliseconds(25000) == *secondsIn("25", {0, 60}));
    CPPUNIT_ASSERT(milliseconds(500) == *secondsIn("0.5", {0, 60}));
    CPPUNIT_ASSERT(milliseconds(1) == *secondsIn("0.001", {0, 60}));
    CPPUNIT_ASSERT(milliseconds(60000) == *secondsIn("60.000", {0, 60}));
  }
  void refusesWhatAreNoSeconds() {
    for (const auto* text : {"", ".", "1.", ".5", "-1", "60.001", "61", "0.0001", "1s", "1.2.3"}) {
      CPPUNIT_ASSERT_MESSAGE(text, !secondsIn(text, {0, 60}));
    }
  }

  void refusesAWaitThatIsNone() {
    CPPUNIT_ASSERT(milliseconds(50) == *waitIn("0.05"));
    CPPUNIT_ASSERT(milliseconds(3600000) == *waitIn("3600"));
    for (const auto* text : {"", "0", "0.049", "3601", "-1"}) {
      CPPUNIT_ASSERT_MESSAGE(text, !waitIn(text));
    }
  }

  void readsASwitchInAnyCase() {
    for (const auto* text : {"on", "True", "YES"}) CPPUNIT_ASSERT_MESSAGE(text, *switchIn(text));
    for (const auto* text : {"off", "False", "no"}) CPPUNIT_ASSERT_MESSAGE(text, !*switchIn(text));
  }
  void refusesASwitchInBetween() {
    for (const auto* text : {"", "1", "onn", "maybe"}) {
      CPPUNIT_ASSERT_MESSAGE(text, !switchIn(text));
    }
  }

  void readsAListWithoutItsBlanks() {
    CPPUNIT_ASSERT((std::vector<std::string>{"a", "b c", "d"}) == listIn(" a , b c,,\td,"));
    CPPUNIT_ASSERT(listIn("").empty());
    CPPUNIT_ASSERT(listIn(" , ").empty());
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ValuesTest);

}  // namespace
}  // namespace fanfare::app
