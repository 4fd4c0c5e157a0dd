#include "backend/host.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::backend {
namespace {

Deadline soon() { return std::chrono::steady_clock::now() + std::chrono::seconds(60); }

class BackendHostTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(BackendHostTest);
  CPPUNIT_TEST(knowsANumericAddressAtOnce);
  CPPUNIT_TEST(looksUpAName);
  CPPUNIT_TEST(doesNotWaitBeyondTheDeadline);
  CPPUNIT_TEST(tellsOfANameThatIsNone);
  CPPUNIT_TEST_SUITE_END();

 public:
  void knowsANumericAddressAtOnce() {
    Host host("127.0.0.1", 80);

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, host.endpoints(Deadline::min())->size());
  }

  void looksUpAName() {
    Host host("localhost", 80);

    for (int i = 0; i < 2; ++i) CPPUNIT_ASSERT(!host.endpoints(soon())->empty());
  }

  void doesNotWaitBeyondTheDeadline() {
    Host host("localhost", 80);

    const auto endpoints = host.endpoints(Deadline::min());

    CPPUNIT_ASSERT_EQUAL(std::string("the host was not found in time"), endpoints.error().message);
  }

  void tellsOfANameThatIsNone() {
    Host host("no host has a name like this", 80);

    const auto endpoints = host.endpoints(soon());

    CPPUNIT_ASSERT(endpoints.error().message.find("no such host: ") == 0);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(BackendHostTest);

}  // namespace
}  // namespace fanfare::backend
