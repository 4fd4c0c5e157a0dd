#include "core/kept_budget.h"

#include <string>

#include <cppunit/extensions/HelperMacros.h>

#include "support/fake_clock.h"

namespace fanfare::core {
namespace {

using std::chrono::seconds;

Channel channelOf(const char* key) { return Channel::parse(key).value(); }

class KeptBudgetTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(KeptBudgetTest);
  CPPUNIT_TEST(givesNoMoreThanThereIs);
  CPPUNIT_TEST(goesOnWithAChannelItHasGivenTo);
  CPPUNIT_TEST(givesAgainWhatHasExpired);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override {
    CPPUNIT_ASSERT(budget_.take(channelOf("room:1:a"), seconds(10)));
    CPPUNIT_ASSERT(budget_.take(channelOf("room:2:a"), seconds(60)));
  }

  void givesNoMoreThanThereIs() {
    CPPUNIT_ASSERT(!budget_.take(channelOf("room:3:a"), seconds(10)));
  }

  void goesOnWithAChannelItHasGivenTo() {
    CPPUNIT_ASSERT(budget_.take(channelOf("room:1:a"), seconds(60)));

    clock_.advance(seconds(30));
    CPPUNIT_ASSERT(!budget_.take(channelOf("room:3:a"), seconds(10)));
  }

  void givesAgainWhatHasExpired() {
    clock_.advance(seconds(10));

    CPPUNIT_ASSERT(budget_.take(channelOf("room:3:a"), seconds(10)));
    CPPUNIT_ASSERT(!budget_.take(channelOf("room:4:a"), seconds(10)));
  }

 private:
  testing::FakeClock clock_;
  KeptBudget budget_{clock_, 2};
};

CPPUNIT_TEST_SUITE_REGISTRATION(KeptBudgetTest);

}  // namespace
}  // namespace fanfare::core
