#include "http/gathering.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::http {
namespace {

using namespace std::chrono_literals;
constexpr auto kPause = Gathering::kPause;

class GatheringTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(GatheringTest);
  CPPUNIT_TEST(waitsForNothingAtFirst);
  CPPUNIT_TEST(doesNotWaitBehindOneThatCameAlone);
  CPPUNIT_TEST(waitsBehindTwoThatFollowEachOtherFast);
  CPPUNIT_TEST(waitsBehindSeveralAtOnce);
  CPPUNIT_TEST(waitsTwiceAsLongBehindACrowd);
  CPPUNIT_TEST(goesOnAsLongAsTheyComeFast);
  CPPUNIT_TEST(endsWhereNobodyComes);
  CPPUNIT_TEST(doesNotWaitForMoreThanEnough);
  CPPUNIT_TEST_SUITE_END();

 public:
  void waitsForNothingAtFirst() {
    CPPUNIT_ASSERT(gathering_.isOver(now_));
    CPPUNIT_ASSERT(!gathering_.until());
  }

  void doesNotWaitBehindOneThatCameAlone() {
    for (int i = 0; i < 3; ++i) {
      gathering_.onHandedOn(1, now_);
      CPPUNIT_ASSERT(!gathering_.until());
      now_ += kPause;
    }
  }

  void waitsBehindTwoThatFollowEachOtherFast() {
    gathering_.onHandedOn(1, now_);
    now_ += kPause - 1us;

    gathering_.onHandedOn(1, now_);

    CPPUNIT_ASSERT(gathering_.until() == now_ + kPause);
    CPPUNIT_ASSERT(!gathering_.isOver(now_));
    CPPUNIT_ASSERT(!gathering_.isOver(now_ + kPause - 1us));
    CPPUNIT_ASSERT(gathering_.isOver(now_ + kPause));
  }

  void waitsBehindSeveralAtOnce() {
    gathering_.onHandedOn(2, now_);
    CPPUNIT_ASSERT(gathering_.until() == now_ + kPause);
  }

  void waitsTwiceAsLongBehindACrowd() {
    gathering_.onHandedOn(Gathering::kCrowd - 1, now_);
    CPPUNIT_ASSERT(gathering_.until() == now_ + kPause);
    now_ += kPause;

    gathering_.onHandedOn(Gathering::kCrowd, now_);

    CPPUNIT_ASSERT(gathering_.until() == now_ + 2 * kPause);
    CPPUNIT_ASSERT(!gathering_.isOver(now_ + 2 * kPause - 1us));
  }

  void goesOnAsLongAsTheyComeFast() {
    gathering_.onHandedOn(2, now_);
    for (int i = 0; i < 3; ++i) {
      now_ += kPause;
      gathering_.onHandedOn(3, now_);
      CPPUNIT_ASSERT(gathering_.until() == now_ + kPause);
    }

    now_ += kPause;
    gathering_.onHandedOn(1, now_);

    CPPUNIT_ASSERT(!gathering_.until());
  }

  void endsWhereNobodyComes() {
    gathering_.onHandedOn(2, now_);
    now_ += kPause;

    gathering_.onHandedOn(0, now_);
    CPPUNIT_ASSERT(!gathering_.until());

    gathering_.onHandedOn(1, now_ + 1us);
    CPPUNIT_ASSERT(!gathering_.until());
  }

  void doesNotWaitForMoreThanEnough() {
    gathering_.onHandedOn(Gathering::kEnough - 1, now_);
    CPPUNIT_ASSERT(gathering_.until());
    now_ += Gathering::kPauseOfCrowd;

    gathering_.onHandedOn(Gathering::kEnough, now_);

    CPPUNIT_ASSERT(!gathering_.until());
  }

 private:
  Gathering gathering_;
  Clock::Time now_{1h};
};

CPPUNIT_TEST_SUITE_REGISTRATION(GatheringTest);

}  // namespace
}  // namespace fanfare::http
