#include "core/seen_log.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::core {
namespace {

class SeenLogTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SeenLogTest);
  CPPUNIT_TEST(tellsEqualPayloadsByTheirFingerprint);
  CPPUNIT_TEST(findsWhatCameFromAPlaceOn);
  CPPUNIT_TEST(remembersTheLastOfMany);
  CPPUNIT_TEST(countsFromTheSamePlaceBeforeAnythingCame);
  CPPUNIT_TEST(remembersWhatWasKeptLastWhateverComes);
  CPPUNIT_TEST_SUITE_END();

 public:
  void tellsEqualPayloadsByTheirFingerprint() {
    CPPUNIT_ASSERT(fingerprintOf(makeMessage("a")) == fingerprintOf(makeMessage("a")));
    CPPUNIT_ASSERT(fingerprintOf(makeMessage("a")) != fingerprintOf(makeMessage("b")));
    CPPUNIT_ASSERT_EQUAL(Fingerprint{0}, fingerprintOf(nullptr));
    CPPUNIT_ASSERT(fingerprintOf(makeMessage("")) != 0);
  }

  void findsWhatCameFromAPlaceOn() {
    SeenLog log;
    log.add(7, SeenLog::kAtRest);
    const auto between = log.next();
    log.add(8, SeenLog::kAtRest);

    CPPUNIT_ASSERT(log.has(8, between));
    CPPUNIT_ASSERT(!log.has(7, between));
    CPPUNIT_ASSERT(log.has(7, log.oldest()));
    CPPUNIT_ASSERT(!log.has(8, log.next()));
  }

  void remembersTheLastOfMany() {
    SeenLog log;
    const auto begin = log.next();
    for (Fingerprint seen = 1; seen <= 1000; ++seen) log.add(seen, SeenLog::kAtRest);

    CPPUNIT_ASSERT(!log.reachesBackTo(begin));
    CPPUNIT_ASSERT_EQUAL(begin + 1000, log.next());
    CPPUNIT_ASSERT(log.has(1000 - SeenLog::kAtRest + 1, log.oldest()));
    CPPUNIT_ASSERT(log.next() - log.oldest() <= 2 * SeenLog::kAtRest);
  }

  void countsFromTheSamePlaceBeforeAnythingCame() {
    SeenLog log;
    const auto begin = log.next();
    CPPUNIT_ASSERT_EQUAL(begin, log.oldest());
    CPPUNIT_ASSERT(log.reachesBackTo(begin));
    CPPUNIT_ASSERT(!log.has(7, begin));

    log.add(7, SeenLog::kAtRest);

    CPPUNIT_ASSERT_EQUAL(begin, log.oldest());
    CPPUNIT_ASSERT_EQUAL(begin + 1, log.next());
    CPPUNIT_ASSERT(log.has(7, begin));
  }

  void remembersWhatWasKeptLastWhateverComes() {
    SeenLog log;
    CPPUNIT_ASSERT_EQUAL(Fingerprint{0}, log.lastKept());

    log.setLastKept(2000);
    for (Fingerprint seen = 1; seen <= 1000; ++seen) log.add(seen, SeenLog::kWatched);

    CPPUNIT_ASSERT_EQUAL(Fingerprint{2000}, log.lastKept());
    CPPUNIT_ASSERT(!log.has(2000, log.oldest()));
    for (Fingerprint seen = 1; seen <= 1000; ++seen) CPPUNIT_ASSERT(log.has(seen, log.oldest()));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SeenLogTest);

}  // namespace
}  // namespace fanfare::core
