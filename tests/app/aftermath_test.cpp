#include "app/aftermath.h"

#include <cstdint>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::app {
namespace {

using Counts = std::vector<Aftermath::Count>;

class AftermathTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(AftermathTest);
  CPPUNIT_TEST(isOverWhenACrowdHasComeAndItIsQuiet);
  CPPUNIT_TEST(isOverWhenACrowdHasGone);
  CPPUNIT_TEST(isOverWhenACrowdHasComeAndGoneBetweenTwoLooks);
  CPPUNIT_TEST(comesOnceACrowd);
  CPPUNIT_TEST(waitsWhileMoreCome);
  CPPUNIT_TEST(waitsWhileAsManyComeAsGo);
  CPPUNIT_TEST(passesOverAFew);
  CPPUNIT_TEST(passesOverAFewThatComeAllTheTime);
  CPPUNIT_TEST(passesOverWhoComesAndGoesAllTheTime);
  CPPUNIT_TEST(isOverThoughOthersComeAndGo);
  CPPUNIT_TEST(addsUpWhatComesInSmallCrowds);
  CPPUNIT_TEST_SUITE_END();

 public:
  void isOverWhenACrowdHasComeAndItIsQuiet() {
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, firstOver({{1000, 0}, {1000, 0}, {1000, 0}}));
  }

  void isOverWhenACrowdHasGone() {
    (void)firstOver({{1000, 0}, {1000, 0}, {1000, 0}});

    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, firstOver({{1000, 1000}, {1000, 1000}, {1000, 1000}}));
  }

  void isOverWhenACrowdHasComeAndGoneBetweenTwoLooks() {
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, firstOver({{600, 600}, {600, 600}, {600, 600}}));
  }

  void comesOnceACrowd() {
    (void)firstOver({{1000, 0}, {1000, 0}, {1000, 0}});

    CPPUNIT_ASSERT_EQUAL(kNever, firstOver(Counts(20, {1000, 0})));
  }

  void waitsWhileMoreCome() {
    CPPUNIT_ASSERT_EQUAL(
        std::size_t{7},
        firstOver({{1000, 0}, {1000, 0}, {1500, 0}, {1500, 0}, {2000, 0}, {2000, 0}, {2000, 0}}));
  }

  void waitsWhileAsManyComeAsGo() {
    CPPUNIT_ASSERT_EQUAL(std::size_t{4},
                         firstOver({{1000, 0}, {1300, 300}, {1300, 300}, {1300, 300}}));
  }

  void passesOverAFew() { CPPUNIT_ASSERT_EQUAL(kNever, firstOver(Counts(20, {999, 0}))); }

  void passesOverAFewThatComeAllTheTime() {
    CPPUNIT_ASSERT_EQUAL(kNever, firstOver(steady({50, 0})));
  }

  void passesOverWhoComesAndGoesAllTheTime() {
    for (const auto each : std::initializer_list<std::uint64_t>{10, 250, 5000}) {
      aftermath_ = Aftermath();
      CPPUNIT_ASSERT_EQUAL(kNever, firstOver(steady({each, each})));
    }
  }

  void isOverThoughOthersComeAndGo() {
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, firstOver({{1200, 200}, {1400, 400}, {1600, 600}}));
  }

  void addsUpWhatComesInSmallCrowds() {
    CPPUNIT_ASSERT_EQUAL(kNever, firstOver({{500, 0}, {500, 0}, {500, 0}}));

    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, firstOver({{1000, 0}, {1000, 0}, {1000, 0}}));
  }

 private:
  static constexpr std::size_t kNever = 0;

  // As many from each look to the next.
  static Counts steady(const Aftermath::Count& each) {
    Counts counts(200);
    for (std::size_t look = 1; look < counts.size(); ++look) {
      counts[look] = {counts[look - 1].come + each.come, counts[look - 1].gone + each.gone};
    }
    return counts;
  }

  // Which look said so, counted from 1.
  std::size_t firstOver(const Counts& counts) {
    for (std::size_t look = 0; look < counts.size(); ++look) {
      if (aftermath_.isOver(counts[look])) return look + 1;
    }
    return kNever;
  }

  Aftermath aftermath_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(AftermathTest);

}  // namespace
}  // namespace fanfare::app
