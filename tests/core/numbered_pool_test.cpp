#include "core/numbered_pool.h"

#include <string>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::core {
namespace {

using Pool = NumberedPool<std::string>;

class NumberedPoolTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(NumberedPoolTest);
  CPPUNIT_TEST(givesEachValueANumberOfItsOwn);
  CPPUNIT_TEST(leavesValuesWhereTheyAre);
  CPPUNIT_TEST(givesANumberToAnotherOnceItIsGivenBack);
  CPPUNIT_TEST(holdsNothingOfWhatWasGivenBack);
  CPPUNIT_TEST(beginsAnewWhenAllAreGivenBack);
  CPPUNIT_TEST_SUITE_END();

 public:
  void givesEachValueANumberOfItsOwn() {
    const auto first = pool_.take();
    const auto second = pool_.take();
    pool_[first] = "first";
    pool_[second] = "second";

    CPPUNIT_ASSERT(first != second && first != Pool::kNone && second != Pool::kNone);
    CPPUNIT_ASSERT_EQUAL(std::string("first"), pool_[first]);
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, pool_.size());
  }

  void leavesValuesWhereTheyAre() {
    const std::string* const first = &pool_[pool_.take()];
    for (int i = 0; i < 1000; ++i) (void)pool_.take();

    CPPUNIT_ASSERT(first == &pool_[1]);
  }

  void givesANumberToAnotherOnceItIsGivenBack() {
    const auto first = pool_.take();
    (void)pool_.take();

    pool_.giveBack(first);

    CPPUNIT_ASSERT_EQUAL(first, pool_.take());
  }

  void holdsNothingOfWhatWasGivenBack() {
    const auto first = pool_.take();
    (void)pool_.take();
    pool_[first] = "first";

    pool_.giveBack(first);

    CPPUNIT_ASSERT(pool_[pool_.take()].empty());
  }

  void beginsAnewWhenAllAreGivenBack() {
    const auto first = pool_.take();
    const auto second = pool_.take();
    pool_.giveBack(second);
    pool_.giveBack(first);

    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, pool_.size());
    CPPUNIT_ASSERT_EQUAL(Pool::Number{1}, pool_.take());
  }

 private:
  Pool pool_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(NumberedPoolTest);

}  // namespace
}  // namespace fanfare::core
