#include "app/backlog.h"

#include <future>
#include <thread>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::app {
namespace {

class BacklogTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(BacklogTest);
  CPPUNIT_TEST(hasRoomUpToItsBound);
  CPPUNIT_TEST(makesTheOtherThreadWaitUntilThereIsRoom);
  CPPUNIT_TEST(letsGoOfWhoWaitsWhenItIsLifted);
  CPPUNIT_TEST_SUITE_END();

 public:
  void hasRoomUpToItsBound() {
    backlog_.add(100);

    backlog_.waitForRoom();  // returns

    CPPUNIT_ASSERT_EQUAL(std::size_t{100}, backlog_.bytes());
  }

  void makesTheOtherThreadWaitUntilThereIsRoom() {
    backlog_.add(300);
    std::size_t seen = 0;
    std::thread waiting([this, &seen] {
      backlog_.waitForRoom();
      seen = backlog_.bytes();
    });

    for (int i = 0; i < 3; ++i) backlog_.remove(100);
    waiting.join();

    CPPUNIT_ASSERT(seen <= 100);
  }

  void letsGoOfWhoWaitsWhenItIsLifted() {
    backlog_.add(101);
    std::thread waiting([this] { backlog_.waitForRoom(); });

    backlog_.lift();
    waiting.join();

    CPPUNIT_ASSERT_EQUAL(std::size_t{101}, backlog_.bytes());
  }

 private:
  Backlog backlog_{100};
};

CPPUNIT_TEST_SUITE_REGISTRATION(BacklogTest);

}  // namespace
}  // namespace fanfare::app
