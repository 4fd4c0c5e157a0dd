#include "sessions/iso_time.h"

#include <string>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::sessions {
namespace {

std::int64_t secondsIn(std::string_view text) {
  const auto time = isoTimeIn(text);
  return time ? std::chrono::duration_cast<std::chrono::seconds>(time->time_since_epoch()).count()
              : -1;
}

class IsoTimeTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(IsoTimeTest);
  CPPUNIT_TEST(readsATimeInUtc);
  CPPUNIT_TEST(readsATimeWithAnOffset);
  CPPUNIT_TEST(passesOverFractions);
  CPPUNIT_TEST(holdsTheFarFutureBack);
  CPPUNIT_TEST(refusesWhatIsNoTime);
  CPPUNIT_TEST_SUITE_END();

 public:
  void readsATimeInUtc() {
    CPPUNIT_ASSERT_EQUAL(std::int64_t{1795249200}, secondsIn("2026-11-21T08:20:00Z"));
    CPPUNIT_ASSERT_EQUAL(std::int64_t{1795249200}, secondsIn("2026-11-21T08:20:00+00:00"));
    CPPUNIT_ASSERT_EQUAL(std::int64_t{951782400}, secondsIn("2000-02-29T00:00:00Z"));
  }

  void readsATimeWithAnOffset() {
    CPPUNIT_ASSERT_EQUAL(std::int64_t{1795249200}, secondsIn("2026-11-21T13:50:00+05:30"));
    CPPUNIT_ASSERT_EQUAL(std::int64_t{1795249200}, secondsIn("2026-11-21T07:20:00-01:00"));
  }

  void passesOverFractions() {
    CPPUNIT_ASSERT_EQUAL(std::int64_t{1795249200}, secondsIn("2026-11-21T08:20:00.123456+00:00"));
  }

  void holdsTheFarFutureBack() {
    CPPUNIT_ASSERT_EQUAL(std::int64_t{7258118400}, secondsIn("2200-01-01T00:00:00Z"));
    CPPUNIT_ASSERT_EQUAL(std::int64_t{7258118400}, secondsIn("9999-01-01T00:00:00Z"));
  }

  void refusesWhatIsNoTime() {
    for (const char* text :
         {"", "2026", "2026-11-21", "2026-11-21T08:20:00", "2026-13-21T08:20:00Z",
          "2026-11-21T08:20:00Zx", "2026-11-21T08:20:00+1:00", "2026-11-21T08:20:00+01:00x",
          "2026-11-21 08:20:00Z", "-026-11-21T08:20:00Z", "1969-11-21T08:20:00Z",
          "10000-01-01T00:00:00Z", "2026-11-21T24:20:00Z", "2026-11-21T08:20:00.5"}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(text, std::int64_t{-1}, secondsIn(text));
    }
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(IsoTimeTest);

}  // namespace
}  // namespace fanfare::sessions
