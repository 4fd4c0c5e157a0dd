#include "allocations/allocation_count.h"

#include <array>
#include <cstddef>
#include <cstdlib>
#include <string>
#include <thread>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::testing {
namespace {

class AllocationCountTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(AllocationCountTest);
  CPPUNIT_TEST(countsWhatIsNewAndWhatIsMadeLarger);
  CPPUNIT_TEST(leavesOutWhatOtherThreadsAllocate);
  CPPUNIT_TEST_SUITE_END();

 public:
  void countsWhatIsNewAndWhatIsMadeLarger() {
    std::string text;
    void* block = nullptr;

    std::array<std::size_t, 5> counted{};

    {
      const AllocationCount count;
      counted[0] = count.value();
      text.reserve(100);
      counted[1] = count.value();
      block = std::malloc(1);
      counted[2] = count.value();
      block = std::realloc(block, 1000);
      counted[3] = count.value();
      std::free(block);
      counted[4] = count.value();
    }

    CPPUNIT_ASSERT((counted == std::array<std::size_t, 5>{0, 1, 2, 3, 3}));
  }

  void leavesOutWhatOtherThreadsAllocate() {
    std::string text;
    std::thread other;
    std::size_t before = 0;
    std::size_t after = 0;
    {
      const AllocationCount count;
      other = std::thread([&text] { text.reserve(1000); });
      before = count.value();
      other.join();
      after = count.value();
    }

    CPPUNIT_ASSERT_EQUAL(std::size_t{1000}, text.capacity());
    CPPUNIT_ASSERT_EQUAL(before, after);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(AllocationCountTest);

}  // namespace
}  // namespace fanfare::testing
