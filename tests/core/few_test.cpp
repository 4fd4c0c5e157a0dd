#include "core/few.h"

#include <vector>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::core {
namespace {

class FewTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(FewTest);
  CPPUNIT_TEST(holdsOneWithoutABlock);
  CPPUNIT_TEST(holdsManyInOrder);
  CPPUNIT_TEST(takesAnElementOfItsOwn);
  CPPUNIT_TEST(closesTheGapOfWhatIsErased);
  CPPUNIT_TEST(holdsTheLastOfManyWithoutABlock);
  CPPUNIT_TEST(growsAgainFromNothing);
  CPPUNIT_TEST_SUITE_END();

 public:
  void holdsOneWithoutABlock() {
    few_.add(7);

    CPPUNIT_ASSERT(isWithin(few_.begin()));
    CPPUNIT_ASSERT((all() == std::vector<int>{7}));
  }

  void holdsManyInOrder() {
    for (int value = 0; value < 100; ++value) few_.add(value);

    CPPUNIT_ASSERT_EQUAL(std::size_t{100}, few_.size());
    for (int value = 0; value < 100; ++value) {
      CPPUNIT_ASSERT_EQUAL(value, few_[static_cast<std::size_t>(value)]);
    }
    CPPUNIT_ASSERT_EQUAL(99, few_.back());
  }

  void takesAnElementOfItsOwn() {
    few_.add(7);
    few_.add(few_[0]);
    few_.add(few_[0]);

    CPPUNIT_ASSERT((all() == std::vector<int>{7, 7, 7}));
  }

  void closesTheGapOfWhatIsErased() {
    for (int value = 0; value < 6; ++value) few_.add(value);

    few_.erase(few_.begin() + 1, few_.begin() + 3);

    CPPUNIT_ASSERT((all() == std::vector<int>{0, 3, 4, 5}));
  }

  void holdsTheLastOfManyWithoutABlock() {
    for (int value = 0; value < 3; ++value) few_.add(value);

    few_.erase(few_.begin(), few_.begin() + 2);

    CPPUNIT_ASSERT(isWithin(few_.begin()));
    CPPUNIT_ASSERT((all() == std::vector<int>{2}));
  }

  void growsAgainFromNothing() {
    for (int value = 0; value < 3; ++value) few_.add(value);
    while (!few_.empty()) few_.dropLast();
    for (int value = 3; value < 6; ++value) few_.add(value);

    CPPUNIT_ASSERT((all() == std::vector<int>{3, 4, 5}));
  }

 private:
  std::vector<int> all() const { return {few_.begin(), few_.end()}; }

  bool isWithin(const int* element) const {
    const void* const at = element;
    return at >= &few_ && at < &few_ + 1;
  }

  Few<int> few_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(FewTest);

}  // namespace
}  // namespace fanfare::core
