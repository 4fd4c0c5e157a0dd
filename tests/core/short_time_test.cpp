#include "core/short_time.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::core {
namespace {

using namespace std::chrono_literals;

class ShortTimeTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ShortTimeTest);
  CPPUNIT_TEST(isToldAgainAheadAndBehind);
  CPPUNIT_TEST(isToldAgainAsFarAsItReaches);
  CPPUNIT_TEST(servesHoweverLongTheProcessRuns);
  CPPUNIT_TEST(isRoundedUpNeverDown);
  CPPUNIT_TEST(isSmall);
  CPPUNIT_TEST_SUITE_END();

 public:
  void isToldAgainAheadAndBehind() {
    const Clock::Time due = kNow + 25s;

    CPPUNIT_ASSERT(ShortTime(due).near(kNow) == due);
    CPPUNIT_ASSERT(ShortTime(due).near(due) == due);
    CPPUNIT_ASSERT(ShortTime(due).near(due + 1min) == due);
  }

  void isToldAgainAsFarAsItReaches() {
    const Clock::Time due = kNow + ShortTime::kReach;

    CPPUNIT_ASSERT(ShortTime(due).near(kNow) == due);
    CPPUNIT_ASSERT(ShortTime(due).near(due + ShortTime::kReach) == due);
  }

  void servesHoweverLongTheProcessRuns() {
    for (Clock::Time now = kNow; now < kNow + 24h * 365 * 10; now += 24h * 7 + 1ms) {
      CPPUNIT_ASSERT(ShortTime(now + 25s).near(now) == now + 25s);
      CPPUNIT_ASSERT(ShortTime(now - 25s).near(now) == now - 25s);
    }
  }

  void isRoundedUpNeverDown() {
    CPPUNIT_ASSERT(ShortTime(kNow + 1ns).near(kNow) == kNow + 1ms);
    CPPUNIT_ASSERT(ShortTime(kNow + 1ms).near(kNow + 1ns) == kNow + 1ms);
  }

  void isSmall() { CPPUNIT_ASSERT_EQUAL(std::size_t{4}, sizeof(ShortTime)); }

 private:
  static constexpr Clock::Time kNow{1h};
};

CPPUNIT_TEST_SUITE_REGISTRATION(ShortTimeTest);

}  // namespace
}  // namespace fanfare::core
