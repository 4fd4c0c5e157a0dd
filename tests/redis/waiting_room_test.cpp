#include "redis/waiting_room.h"

#include <future>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::redis {
namespace {

using Left = WaitingRoom::Left;
constexpr std::chrono::milliseconds kNone{0};
constexpr std::chrono::hours kLong{1};

class WaitingRoomTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(WaitingRoomTest);
  CPPUNIT_TEST(letsInAsManyAsThereArePlaces);
  CPPUNIT_TEST(letsInWhoWaitsWhenOneLeaves);
  CPPUNIT_TEST(sendsAwayAtOnceOnceOneWaitedInVain);
  CPPUNIT_TEST(sendsNobodyAwayAtOnceBehindAnAnswer);
  CPPUNIT_TEST_SUITE_END();

 public:
  void letsInAsManyAsThereArePlaces() {
    WaitingRoom room(2);

    CPPUNIT_ASSERT(room.enter(kNone) && room.enter(kNone));
    CPPUNIT_ASSERT(!room.enter(kNone));
    room.leave(Left::kInVain);
    CPPUNIT_ASSERT(room.enter(kNone));
  }

  void letsInWhoWaitsWhenOneLeaves() {
    WaitingRoom room(1);
    CPPUNIT_ASSERT(room.enter(kNone));
    auto waits = std::async(std::launch::async, [&] { return room.enter(kLong); });

    room.leave(Left::kAnswered);

    CPPUNIT_ASSERT(waits.get());
  }

  void sendsAwayAtOnceOnceOneWaitedInVain() {
    WaitingRoom room(1);
    CPPUNIT_ASSERT(room.enter(kNone));
    CPPUNIT_ASSERT(!room.enter(kNone));

    CPPUNIT_ASSERT(!room.enter(kLong));
    room.leave(Left::kInVain);
    CPPUNIT_ASSERT(room.enter(kNone));
    CPPUNIT_ASSERT(!room.enter(kLong));
  }

  void sendsNobodyAwayAtOnceBehindAnAnswer() {
    WaitingRoom room(1);
    CPPUNIT_ASSERT(room.enter(kNone));
    CPPUNIT_ASSERT(!room.enter(kNone));
    room.leave(Left::kAnswered);
    CPPUNIT_ASSERT(room.enter(kNone));
    auto waits = std::async(std::launch::async, [&] { return room.enter(kLong); });

    room.leave(Left::kAnswered);

    CPPUNIT_ASSERT(waits.get());
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(WaitingRoomTest);

}  // namespace
}  // namespace fanfare::redis
