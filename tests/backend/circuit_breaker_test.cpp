#include "backend/circuit_breaker.h"

#include <cppunit/extensions/HelperMacros.h>

#include "support/fake_clock.h"

namespace fanfare::backend {
namespace {

using Change = CircuitBreaker::Change;

class CircuitBreakerTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(CircuitBreakerTest);
  CPPUNIT_TEST(opensAfterSoManyFailuresInARow);
  CPPUNIT_TEST(letsAnAnswerBeginTheCountAnew);
  CPPUNIT_TEST(letsOneTryAfterEachPause);
  CPPUNIT_TEST(closesWithTheFirstAnswer);
  CPPUNIT_TEST(doesNotWaitForATryThatNeverComesBack);
  CPPUNIT_TEST_SUITE_END();

 public:
  void opensAfterSoManyFailuresInARow() {
    CPPUNIT_ASSERT(breaker_.mayAsk());
    CPPUNIT_ASSERT(breaker_.onFailure() == Change::kNone);
    CPPUNIT_ASSERT(breaker_.mayAsk());
    CPPUNIT_ASSERT(breaker_.onFailure() == Change::kOpened);

    CPPUNIT_ASSERT(breaker_.isOpen());
    CPPUNIT_ASSERT(!breaker_.mayAsk());
    CPPUNIT_ASSERT(breaker_.onFailure() == Change::kNone);  // one that was under way
  }

  void letsAnAnswerBeginTheCountAnew() {
    (void)breaker_.onFailure();
    CPPUNIT_ASSERT(breaker_.onAnswer() == Change::kNone);
    (void)breaker_.onFailure();

    CPPUNIT_ASSERT(!breaker_.isOpen());
  }

  void letsOneTryAfterEachPause() {
    open();
    clock_.advance(kPause);

    CPPUNIT_ASSERT(breaker_.mayAsk());
    CPPUNIT_ASSERT(!breaker_.mayAsk());
    CPPUNIT_ASSERT(breaker_.onFailure() == Change::kNone);
    CPPUNIT_ASSERT(!breaker_.mayAsk());
  }

  void closesWithTheFirstAnswer() {
    open();
    clock_.advance(kPause);
    (void)breaker_.mayAsk();

    CPPUNIT_ASSERT(breaker_.onAnswer() == Change::kClosed);
    CPPUNIT_ASSERT(!breaker_.isOpen());
    CPPUNIT_ASSERT(breaker_.mayAsk());
  }

  void doesNotWaitForATryThatNeverComesBack() {
    open();
    clock_.advance(kPause);
    (void)breaker_.mayAsk();
    clock_.advance(kPause);

    CPPUNIT_ASSERT(breaker_.mayAsk());
  }

 private:
  static constexpr std::chrono::milliseconds kPause{500};

  void open() {
    (void)breaker_.onFailure();
    (void)breaker_.onFailure();
  }

  testing::FakeClock clock_;
  CircuitBreaker breaker_{clock_, 2, kPause};
};

CPPUNIT_TEST_SUITE_REGISTRATION(CircuitBreakerTest);

}  // namespace
}  // namespace fanfare::backend
