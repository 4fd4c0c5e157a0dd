#include "core/token_bucket.h"

#include <cppunit/extensions/HelperMacros.h>

#include "support/fake_clock.h"

namespace fanfare::core {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class TokenBucketTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(TokenBucketTest);
  CPPUNIT_TEST(givesABurstAndNoMore);
  CPPUNIT_TEST(fillsUpAsTimeGoesBy);
  CPPUNIT_TEST(holdsNoMoreThanItsBurst);
  CPPUNIT_TEST(takesNothingWhereItDoesNotGive);
  CPPUNIT_TEST(givesAllWithoutABound);
  CPPUNIT_TEST(hasABurstForTheLargestAtLeast);
  CPPUNIT_TEST(spreadsAFewOverAMinute);
  CPPUNIT_TEST(tellsWhenItIsFull);
  CPPUNIT_TEST_SUITE_END();

 public:
  void givesABurstAndNoMore() { CPPUNIT_ASSERT_EQUAL(20, takenOf(Rate::of(2), 100)); }

  void fillsUpAsTimeGoesBy() {
    const Rate rate = Rate::of(2);
    (void)takenOf(rate, 100);

    clock_.advance(milliseconds(499));
    CPPUNIT_ASSERT_EQUAL(0, takenOf(rate, 10));
    clock_.advance(milliseconds(1001));
    CPPUNIT_ASSERT_EQUAL(3, takenOf(rate, 10));
  }

  void holdsNoMoreThanItsBurst() {
    const Rate rate = Rate::of(2);
    (void)takenOf(rate, 100);

    clock_.advance(seconds(1000));

    CPPUNIT_ASSERT_EQUAL(20, takenOf(rate, 100));
  }

  void takesNothingWhereItDoesNotGive() {
    const Rate rate = Rate::of(10);

    CPPUNIT_ASSERT(!bucket_.take(rate, 101, clock_.now()));
    CPPUNIT_ASSERT(bucket_.has(rate, 100, clock_.now()));
    CPPUNIT_ASSERT(bucket_.take(rate, 100, clock_.now()));
    CPPUNIT_ASSERT(!bucket_.has(rate, 1, clock_.now()));
  }

  void givesAllWithoutABound() { CPPUNIT_ASSERT_EQUAL(1000, takenOf(Rate::of(0), 1000)); }

  void hasABurstForTheLargestAtLeast() {
    CPPUNIT_ASSERT(bucket_.take(Rate::of(1, 500), 500, clock_.now()));
  }

  void spreadsAFewOverAMinute() {
    const Rate rate = Rate::perMinute(6);
    CPPUNIT_ASSERT_EQUAL(6, takenOf(rate, 100));

    clock_.advance(seconds(20));
    CPPUNIT_ASSERT_EQUAL(2, takenOf(rate, 100));
  }

  void tellsWhenItIsFull() {
    CPPUNIT_ASSERT(bucket_.isFull(clock_.now()));
    (void)takenOf(Rate::of(1), 1);
    CPPUNIT_ASSERT(!bucket_.isFull(clock_.now()));

    clock_.advance(seconds(1));
    CPPUNIT_ASSERT(bucket_.isFull(clock_.now()));
  }

 private:
  int takenOf(const Rate& rate, int tries) {
    int taken = 0;
    for (int i = 0; i < tries; ++i) taken += bucket_.take(rate, 1, clock_.now()) ? 1 : 0;
    return taken;
  }

  testing::FakeClock clock_;
  TokenBucket bucket_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(TokenBucketTest);

}  // namespace
}  // namespace fanfare::core
