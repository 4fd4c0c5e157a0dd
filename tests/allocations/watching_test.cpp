// What a router needs to watch a crowd of channels is not kept when it watches none any more.

#include <malloc.h>

#include <chrono>
#include <cstddef>
#include <deque>
#include <string>

#include <cppunit/extensions/HelperMacros.h>

#include "fanfare/channel.h"

#include "core/route_state.h"
#include "support/routed_hubs.h"
#include "support/routing.h"

namespace fanfare::testing {
namespace {

constexpr std::size_t kChannels = 20'000;

class WatchingTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(WatchingTest);
  CPPUNIT_TEST(leavesNoMoreBehindACrowdThanBehindAsManyOneByOne);
  CPPUNIT_TEST_SUITE_END();

 public:
  void leavesNoMoreBehindACrowdThanBehindAsManyOneByOne() {
    const std::size_t oneByOne = leftBehind(1);

    const std::size_t crowd = leftBehind(kChannels);

    // The broker here keeps some five bytes of each itself.
    CPPUNIT_ASSERT(crowd <= oneByOne + 8 * kChannels);
  }

 private:
  // Bytes of the heap, when those who came `together` have been looked after.
  static std::size_t leftBehind(std::size_t together) {
    Routing routing;
    routing.start();
    std::deque<Listening> listening;
    const std::size_t before = allocatedBytes();
    while (listening.size() < kChannels) {
      for (std::size_t i = 0; i < together; ++i) {
        const std::string key = "user:" + std::to_string(listening.size()) + ":chat";
        listening.emplace_back(routing.hub(), Channel::parse(key).value());
      }
      routing.settle();
      routing.tickAfter(core::RouteState::kFirstLook);
      routing.tickAfter(core::RouteState::kSecondLook);
      CPPUNIT_ASSERT(!routing.hubs.router().isWatching());
    }
    return allocatedBytes() - before;
  }

  static std::size_t allocatedBytes() {
    const auto information = ::mallinfo2();
    return information.uordblks + information.hblkhd;
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(WatchingTest);

}  // namespace
}  // namespace fanfare::testing
