#include "app/aftermath.h"

#include <cstdint>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::app {
namespace {

class AftermathTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(AftermathTest);
  CPPUNIT_TEST(isOverWhenACrowdHasComeAndItIsQuiet);
  CPPUNIT_TEST(isOverWhenACrowdHasGone);
  CPPUNIT_TEST(comesOnceACrowd);
  CPPUNIT_TEST(waitsWhileMoreCome);
  CPPUNIT_TEST(passesOverAFew);
  CPPUNIT_TEST(addsUpWhatComesInSmallCrowds);
  CPPUNIT_TEST_SUITE_END();

 public:
  void isOverWhenACrowdHasComeAndItIsQuiet() {
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, firstOver({1000, 1000, 1000}));
  }

  void isOverWhenACrowdHasGone() {
    (void)firstOver({1000, 1000, 1000});

    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, firstOver({2000, 2000, 2000}));
  }

  void comesOnceACrowd() {
    (void)firstOver({1000, 1000, 1000});

    CPPUNIT_ASSERT_EQUAL(kNever, firstOver({1000, 1000, 1000, 1000}));
  }

  void waitsWhileMoreCome() {
    CPPUNIT_ASSERT_EQUAL(std::size_t{7}, firstOver({1000, 1000, 1500, 1500, 2000, 2000, 2000}));
  }

  void passesOverAFew() { CPPUNIT_ASSERT_EQUAL(kNever, firstOver({999, 999, 999, 999})); }

  void addsUpWhatComesInSmallCrowds() {
    CPPUNIT_ASSERT_EQUAL(kNever, firstOver({500, 500, 500}));

    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, firstOver({1000, 1000, 1000}));
  }

 private:
  static constexpr std::size_t kNever = 0;

  // Which look said so, counted from 1.
  std::size_t firstOver(const std::vector<std::uint64_t>& moves) {
    for (std::size_t look = 0; look < moves.size(); ++look) {
      if (aftermath_.isOver(moves[look])) return look + 1;
    }
    return kNever;
  }

  Aftermath aftermath_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(AftermathTest);

}  // namespace
}  // namespace fanfare::app
