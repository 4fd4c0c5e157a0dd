#include "net/timer_wheel.h"

#include <functional>
#include <memory>
#include <random>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

#include "support/fake_clock.h"

namespace fanfare::net {
namespace {

using testing::FakeClock;

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;

// Remembers when it was called, and then does what it was told.
class RecordingTimer final : public Timer {
 public:
  explicit RecordingTimer(const Clock& clock) : clock_(clock) {}

  void onTimer() override {
    calls.push_back(clock_.now());
    const auto action = then;  // which may destroy this
    if (action) action();
  }

  std::vector<Clock::Time> calls;
  std::function<void()> then;

 private:
  const Clock& clock_;
};

class TimerWheelTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(TimerWheelTest);
  CPPUNIT_TEST(callsATimerWhenItIsDueAndOnce);
  CPPUNIT_TEST(isNeverEarlyAndLateByATickAtMost);
  CPPUNIT_TEST(callsALateTimerEvenAfterDays);
  CPPUNIT_TEST(callsLateTimersInTheOrderOfTheirTicks);
  CPPUNIT_TEST(takesTheLaterOfTwoSettings);
  CPPUNIT_TEST(boundsDelaysThatNobodyCanMean);
  CPPUNIT_TEST(doesNotCallACancelledTimer);
  CPPUNIT_TEST(letsATimerSetItselfWithoutCallingItTwice);
  CPPUNIT_TEST(letsATimerCancelAnotherOfTheSameTick);
  CPPUNIT_TEST(letsATimerDestroyItselfAndOthers);
  CPPUNIT_TEST(knowsHowLongNothingIsDue);
  CPPUNIT_TEST(wakesAFewTimesOnlyForADistantTimer);
  CPPUNIT_TEST(cancelsWhatIsSetWhenItDies);
  CPPUNIT_TEST_SUITE_END();

 public:
  void callsATimerWhenItIsDueAndOnce() {
    wheel_.set(timer_, milliseconds(100));
    CPPUNIT_ASSERT(timer_.isSet());

    advanceBy(milliseconds(99));
    CPPUNIT_ASSERT(timer_.calls.empty());
    advanceBy(milliseconds(1));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, timer_.calls.size());
    CPPUNIT_ASSERT(!timer_.isSet());
    advanceBy(hours(1));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, timer_.calls.size());
  }

  // Turns the wheel as a reactor does, from wake-up to wake-up, with 2,000 timers from nothing to
  // twelve days, which takes them through all levels that matter.
  void isNeverEarlyAndLateByATickAtMost() {
    std::mt19937_64 random(1);
    std::vector<std::unique_ptr<RecordingTimer>> timers;
    std::vector<Clock::Time> due;
    for (int i = 0; i < 2000; ++i) {
      clock_.advance(nanoseconds(random() % 5'000'000));
      const milliseconds delay(random() % (std::uint64_t{1} << (i % 31)));
      timers.push_back(std::make_unique<RecordingTimer>(clock_));
      wheel_.set(*timers.back(), delay);
      due.push_back(clock_.now() + delay);
      if (i % 7 == 0) wheel_.advance();
    }

    while (const auto wait = wheel_.untilNext()) advanceBy(*wait);

    for (std::size_t i = 0; i < timers.size(); ++i) {
      CPPUNIT_ASSERT_EQUAL(std::size_t{1}, timers[i]->calls.size());
      CPPUNIT_ASSERT(timers[i]->calls[0] >= due[i]);
      // While they were set the wheel was advanced every 35 ms at the worst.
      CPPUNIT_ASSERT(timers[i]->calls[0] - due[i] <= TimerWheel::kTick + milliseconds(36));
    }
  }

  void callsALateTimerEvenAfterDays() {
    RecordingTimer distant(clock_);
    wheel_.set(timer_, milliseconds(10));
    wheel_.set(distant, hours(24 * 40));

    advanceBy(hours(24 * 39));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, timer_.calls.size());
    CPPUNIT_ASSERT(distant.calls.empty());
    advanceBy(hours(24));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, distant.calls.size());
  }

  void callsLateTimersInTheOrderOfTheirTicks() {
    std::vector<int> order;
    std::vector<std::unique_ptr<RecordingTimer>> timers;
    for (const int delay : {70'000, 20, 5'000'000, 650, 640, 41'000}) {
      timers.push_back(std::make_unique<RecordingTimer>(clock_));
      timers.back()->then = [&order, delay] { order.push_back(delay); };
      wheel_.set(*timers.back(), milliseconds(delay));
    }

    advanceBy(hours(2));

    CPPUNIT_ASSERT((order == std::vector<int>{20, 640, 650, 41'000, 70'000, 5'000'000}));
  }

  void takesTheLaterOfTwoSettings() {
    wheel_.set(timer_, milliseconds(50));
    wheel_.set(timer_, milliseconds(500));

    advanceBy(milliseconds(499));
    CPPUNIT_ASSERT(timer_.calls.empty());
    advanceBy(milliseconds(1));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, timer_.calls.size());
  }

  void boundsDelaysThatNobodyCanMean() {
    RecordingTimer never(clock_);
    wheel_.set(timer_, milliseconds::min());
    wheel_.set(never, milliseconds::max());

    advanceBy(TimerWheel::kTick);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, timer_.calls.size());
    advanceBy(hours(24 * 364));
    CPPUNIT_ASSERT(never.calls.empty());
  }

  void doesNotCallACancelledTimer() {
    wheel_.set(timer_, milliseconds(100));
    timer_.cancel();
    timer_.cancel();

    CPPUNIT_ASSERT(!timer_.isSet());
    CPPUNIT_ASSERT(!wheel_.untilNext());
    advanceBy(hours(1));
    CPPUNIT_ASSERT(timer_.calls.empty());
  }

  void letsATimerSetItselfWithoutCallingItTwice() {
    timer_.then = [this] { wheel_.set(timer_, milliseconds(0)); };
    wheel_.set(timer_, milliseconds(10));

    advanceBy(hours(1));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, timer_.calls.size());
    advanceBy(TimerWheel::kTick);
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, timer_.calls.size());
  }

  void letsATimerCancelAnotherOfTheSameTick() {
    RecordingTimer other(clock_);
    timer_.then = [&other] { other.cancel(); };
    other.then = [this] { timer_.cancel(); };
    wheel_.set(timer_, milliseconds(100));
    wheel_.set(other, milliseconds(100));

    advanceBy(milliseconds(100));

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, timer_.calls.size() + other.calls.size());
    CPPUNIT_ASSERT(!timer_.isSet() && !other.isSet());
  }

  void letsATimerDestroyItselfAndOthers() {
    auto first = std::make_unique<RecordingTimer>(clock_);
    auto second = std::make_unique<RecordingTimer>(clock_);
    first->then = second->then = [&first, &second] {
      first.reset();
      second.reset();
    };
    wheel_.set(*first, milliseconds(100));
    wheel_.set(*second, milliseconds(100));
    wheel_.set(timer_, milliseconds(100));

    advanceBy(milliseconds(100));

    CPPUNIT_ASSERT(!first && !second);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, timer_.calls.size());
  }

  void knowsHowLongNothingIsDue() {
    CPPUNIT_ASSERT(!wheel_.untilNext());

    wheel_.set(timer_, milliseconds(95));
    CPPUNIT_ASSERT(milliseconds(100) == wheel_.untilNext());
    clock_.advance(nanoseconds(1));
    CPPUNIT_ASSERT(milliseconds(100) == wheel_.untilNext());
    clock_.advance(hours(1));
    CPPUNIT_ASSERT(milliseconds(0) == wheel_.untilNext());
  }

  void wakesAFewTimesOnlyForADistantTimer() {
    wheel_.set(timer_, hours(24 * 3));

    int wakeUps = 0;
    while (const auto wait = wheel_.untilNext()) {
      advanceBy(*wait);
      ++wakeUps;
    }

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, timer_.calls.size());
    CPPUNIT_ASSERT(wakeUps <= 6);
  }

  void cancelsWhatIsSetWhenItDies() {
    auto wheel = std::make_unique<TimerWheel>(clock_);
    wheel->set(timer_, milliseconds(100));

    wheel.reset();

    CPPUNIT_ASSERT(!timer_.isSet());
  }

 private:
  void advanceBy(Clock::Time::duration time) {
    clock_.advance(time);
    wheel_.advance();
  }

  FakeClock clock_;
  TimerWheel wheel_{clock_};
  RecordingTimer timer_{clock_};
};

CPPUNIT_TEST_SUITE_REGISTRATION(TimerWheelTest);

}  // namespace
}  // namespace fanfare::net
