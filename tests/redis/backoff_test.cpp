#include "redis/backoff.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::redis {
namespace {

using std::chrono::milliseconds;

// The longest pause before the attempt of that number, from 0, over many seeds.
milliseconds longestPause(int attempt) {
  milliseconds longest(0);
  for (std::uint32_t seed = 1; seed <= 2000; ++seed) {
    Backoff backoff(milliseconds(100), milliseconds(10'000), seed * 1'000'003u);
    for (int i = 0; i < attempt; ++i) (void)backoff.next();
    longest = std::max(longest, backoff.next());
  }
  return longest;
}

void assertAbout(milliseconds bound, milliseconds longest) {
  CPPUNIT_ASSERT(longest <= bound);
  CPPUNIT_ASSERT(longest > bound * 9 / 10);
}

class BackoffTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(BackoffTest);
  CPPUNIT_TEST(doublesItsBoundUpToTheMost);
  CPPUNIT_TEST(usesTheWholeRangeBelowItsBound);
  CPPUNIT_TEST(beginsAgainWhenReset);
  CPPUNIT_TEST(neverPausesLongerThanTheMost);
  CPPUNIT_TEST_SUITE_END();

 public:
  void doublesItsBoundUpToTheMost() {
    assertAbout(milliseconds(100), longestPause(0));
    assertAbout(milliseconds(200), longestPause(1));
    assertAbout(milliseconds(6'400), longestPause(6));
    assertAbout(milliseconds(10'000), longestPause(7));
    assertAbout(milliseconds(10'000), longestPause(100));
  }

  void usesTheWholeRangeBelowItsBound() {
    Backoff backoff(milliseconds(1000), milliseconds(1000), 1);

    int early = 0;
    for (int i = 0; i < 1000; ++i) early += backoff.next() < milliseconds(500) ? 1 : 0;

    CPPUNIT_ASSERT(early > 400 && early < 600);
  }

  void beginsAgainWhenReset() {
    Backoff backoff(milliseconds(1), milliseconds(10'000), 1);
    for (int i = 0; i < 20; ++i) (void)backoff.next();

    backoff.reset();

    CPPUNIT_ASSERT(backoff.next() <= milliseconds(1));
  }

  void neverPausesLongerThanTheMost() {
    Backoff backoff(milliseconds(1000), milliseconds(10), 1);

    CPPUNIT_ASSERT(backoff.next() <= milliseconds(10));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(BackoffTest);

}  // namespace
}  // namespace fanfare::redis
