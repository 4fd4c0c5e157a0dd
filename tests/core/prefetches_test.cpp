#include "core/prefetches.h"

#include <cppunit/extensions/HelperMacros.h>

#include "support/patient_prefetch.h"

namespace fanfare::core {
namespace {

using testing::PatientPrefetch;

class PrefetchesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PrefetchesTest);
  CPPUNIT_TEST(isDoneOnceAllAre);
  CPPUNIT_TEST(isDoneAtOnceWhereAllAre);
  CPPUNIT_TEST(beginsNothingWhereNobodyDoes);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override {
    all_.add(first_);
    all_.add(second_);
  }

  void isDoneOnceAllAre() {
    CPPUNIT_ASSERT(begin());

    first_.finish();
    CPPUNIT_ASSERT_EQUAL(0, done_);
    second_.finish();

    CPPUNIT_ASSERT_EQUAL(1, done_);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, second_.asked().size());
  }

  void isDoneAtOnceWhereAllAre() {
    first_.finishesAtOnce = true;
    second_.hasNothingToRead = true;
    CPPUNIT_ASSERT(begin());
    CPPUNIT_ASSERT_EQUAL(1, done_);
  }

  void beginsNothingWhereNobodyDoes() {
    first_.hasNothingToRead = second_.hasNothingToRead = true;
    CPPUNIT_ASSERT(!begin());
    CPPUNIT_ASSERT(!Prefetches().begin({&handshake_}, [this] { ++done_; }));
    CPPUNIT_ASSERT_EQUAL(0, done_);
  }

 private:
  bool begin() {
    return all_.begin({&handshake_}, [this] { ++done_; });
  }

  const Handshake handshake_{};
  PatientPrefetch first_;
  PatientPrefetch second_;
  Prefetches all_;
  int done_ = 0;
};

CPPUNIT_TEST_SUITE_REGISTRATION(PrefetchesTest);

}  // namespace
}  // namespace fanfare::core
