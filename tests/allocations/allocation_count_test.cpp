#include "allocations/allocation_count.h"

#include <openssl/crypto.h>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <string>
#include <thread>

#include <cppunit/extensions/HelperMacros.h>

#include "model/slabs.h"

namespace fanfare::testing {
namespace {

class AllocationCountTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(AllocationCountTest);
  CPPUNIT_TEST(countsWhatIsNewAndWhatIsMadeLarger);
  CPPUNIT_TEST(countsWhatIsTakenOfSlabs);
  CPPUNIT_TEST(tellsWhatOpenSslAskedFor);
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

  void countsWhatIsTakenOfSlabs() {
    std::size_t counted = 0;
    {
      const AllocationCount count;
      Slabs::release(Slabs::allocate(1), 1);
      Slabs::release(Slabs::allocate(Slabs::kLargest + 1), Slabs::kLargest + 1);
      counted = count.value();
    }

    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, counted);
  }

  void tellsWhatOpenSslAskedFor() {
    std::string text;
    std::size_t counted = 0;
    std::size_t ofOpenSsl = 0;
    {
      const AllocationCount count;
      text.reserve(100);
      OPENSSL_free(OPENSSL_malloc(1));
      counted = count.value();
      ofOpenSsl = count.ofOpenSsl();
    }

    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, counted);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, ofOpenSsl);
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
