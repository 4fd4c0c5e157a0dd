#include "core/route_state.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::core {
namespace {

class RouteStateTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RouteStateTest);
  CPPUNIT_TEST(isSmall);
  CPPUNIT_TEST(isDoneWhenNobodyListensAndNothingIsUnderWay);
  CPPUNIT_TEST_SUITE_END();

 public:
  // There may be one for each user.
  void isSmall() { CPPUNIT_ASSERT(sizeof(RouteState) <= 48); }

  void isDoneWhenNobodyListensAndNothingIsUnderWay() {
    RouteState state(Channel::parse("broadcast:chat").value());
    CPPUNIT_ASSERT(state.isDone());

    state.stakes.add({1, kNoPlace, 0});
    CPPUNIT_ASSERT(!state.isDone());
    state.replay = std::make_unique<RouteState::Replay>();
    state.stakes.dropLast();
    CPPUNIT_ASSERT(!state.isDone());
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(RouteStateTest);

}  // namespace
}  // namespace fanfare::core
