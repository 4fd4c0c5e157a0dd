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
  CPPUNIT_TEST(givesNoClientMoreThanItsShare);
  CPPUNIT_TEST(countsAChannelForWhoKeptThereFirst);
  CPPUNIT_TEST(givesAClientAgainWhatHasExpired);
  CPPUNIT_TEST(sharesOutNothingAmongThoseItCannotTellApart);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override {
    CPPUNIT_ASSERT(mayKeep("room:1:a", 10));
    CPPUNIT_ASSERT(mayKeep("room:2:a", 60));
  }

  void givesNoMoreThanThereIs() { CPPUNIT_ASSERT(!mayKeep("room:3:a", 10)); }

  void goesOnWithAChannelItHasGivenTo() {
    CPPUNIT_ASSERT(mayKeep("room:1:a", 60));

    clock_.advance(seconds(30));
    CPPUNIT_ASSERT(!mayKeep("room:3:a", 10));
  }

  void givesAgainWhatHasExpired() {
    clock_.advance(seconds(10));

    CPPUNIT_ASSERT(mayKeep("room:3:a", 10));
    CPPUNIT_ASSERT(!mayKeep("room:4:a", 10));
  }

  void givesNoClientMoreThanItsShare() {
    CPPUNIT_ASSERT(shared_.take(channelOf("room:1:a"), seconds(10), 1) == Verdict::kKept);
    CPPUNIT_ASSERT(shared_.take(channelOf("room:2:a"), seconds(10), 1) == Verdict::kKept);
    CPPUNIT_ASSERT(shared_.take(channelOf("room:3:a"), seconds(10), 1) == Verdict::kClientSpent);
    CPPUNIT_ASSERT(shared_.take(channelOf("room:3:a"), seconds(10), 2) == Verdict::kKept);
    CPPUNIT_ASSERT(shared_.take(channelOf("room:4:a"), seconds(10), 2) == Verdict::kAllSpent);
  }

  void countsAChannelForWhoKeptThereFirst() {
    (void)shared_.take(channelOf("room:1:a"), seconds(10), 1);
    for (int i = 0; i < 5; ++i) {
      CPPUNIT_ASSERT(shared_.take(channelOf("room:1:a"), seconds(10), 2) == Verdict::kKept);
    }
    CPPUNIT_ASSERT(shared_.take(channelOf("room:2:a"), seconds(10), 2) == Verdict::kKept);
    CPPUNIT_ASSERT(shared_.take(channelOf("room:3:a"), seconds(10), 2) == Verdict::kKept);
  }

  void givesAClientAgainWhatHasExpired() {
    (void)shared_.take(channelOf("room:1:a"), seconds(10), 1);
    (void)shared_.take(channelOf("room:2:a"), seconds(60), 1);
    clock_.advance(seconds(10));
    CPPUNIT_ASSERT(shared_.take(channelOf("room:3:a"), seconds(60), 1) == Verdict::kKept);
    CPPUNIT_ASSERT(shared_.take(channelOf("room:4:a"), seconds(60), 1) == Verdict::kClientSpent);
  }

  void sharesOutNothingAmongThoseItCannotTellApart() {
    for (const char* key : {"room:1:a", "room:2:a", "room:3:a"}) {
      CPPUNIT_ASSERT(shared_.take(channelOf(key), seconds(10), kNoClient) == Verdict::kKept);
    }
  }

 private:
  using Verdict = KeptBudget::Verdict;

  bool mayKeep(const char* key, int forSeconds) {
    return budget_.take(channelOf(key), seconds(forSeconds), kNoClient) == Verdict::kKept;
  }

  testing::FakeClock clock_;
  KeptBudget budget_{clock_, {2, 0}};
  KeptBudget shared_{clock_, {3, 2}};
};

CPPUNIT_TEST_SUITE_REGISTRATION(KeptBudgetTest);

}  // namespace
}  // namespace fanfare::core
