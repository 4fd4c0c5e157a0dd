#include "core/address_rates.h"

#include <string>

#include <cppunit/extensions/HelperMacros.h>

#include "support/fake_clock.h"

namespace fanfare::core {
namespace {

class AddressRatesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(AddressRatesTest);
  CPPUNIT_TEST(holdsEachAddressToTheRate);
  CPPUNIT_TEST(takesASlash64OfIpv6ForOne);
  CPPUNIT_TEST(takesAnIpv4AddressForTheSameInBothForms);
  CPPUNIT_TEST(givesAgainAfterAWhile);
  CPPUNIT_TEST(asksWithoutTaking);
  CPPUNIT_TEST(letsThoseAloneThatHaveNoAddress);
  CPPUNIT_TEST(remembersWhoIsAtTheBoundAmongManyOthers);
  CPPUNIT_TEST_SUITE_END();

 public:
  void holdsEachAddressToTheRate() {
    CPPUNIT_ASSERT_EQUAL(10, takenBy("192.0.2.1"));
    CPPUNIT_ASSERT_EQUAL(10, takenBy("192.0.2.2"));
    CPPUNIT_ASSERT_EQUAL(0, takenBy("192.0.2.1"));
  }

  void takesASlash64OfIpv6ForOne() {
    CPPUNIT_ASSERT_EQUAL(10, takenBy("2001:db8:0:1::1"));
    CPPUNIT_ASSERT_EQUAL(0, takenBy("2001:db8:0:1:ffff::2"));
    CPPUNIT_ASSERT_EQUAL(10, takenBy("2001:db8:0:2::1"));
  }

  void takesAnIpv4AddressForTheSameInBothForms() {
    CPPUNIT_ASSERT_EQUAL(10, takenBy("192.0.2.1"));
    CPPUNIT_ASSERT_EQUAL(0, takenBy("::ffff:192.0.2.1"));
  }

  void givesAgainAfterAWhile() {
    (void)takenBy("192.0.2.1");
    clock_.advance(std::chrono::seconds(3));
    CPPUNIT_ASSERT_EQUAL(3, takenBy("192.0.2.1"));
  }

  void asksWithoutTaking() {
    for (int i = 0; i < 20; ++i) CPPUNIT_ASSERT(rates_.mayTake("192.0.2.1"));
    (void)takenBy("192.0.2.1");
    CPPUNIT_ASSERT(!rates_.mayTake("192.0.2.1"));
  }

  void letsThoseAloneThatHaveNoAddress() {
    for (int i = 0; i < 20; ++i) CPPUNIT_ASSERT(rates_.take("unix"));
    CPPUNIT_ASSERT(rates_.mayTake("unix"));
  }

  void remembersWhoIsAtTheBoundAmongManyOthers() {
    (void)takenBy("192.0.2.1");
    clock_.advance(std::chrono::milliseconds(500));
    for (int i = 0; i < 10'000; ++i) {
      CPPUNIT_ASSERT(
          rates_.take("10.0." + std::to_string(i / 250) + "." + std::to_string(i % 250)));
    }
    CPPUNIT_ASSERT(!rates_.mayTake("192.0.2.1"));
  }

 private:
  int takenBy(const std::string& address) {
    int taken = 0;
    for (int i = 0; i < 30; ++i) taken += rates_.take(address) ? 1 : 0;
    return taken;
  }

  testing::FakeClock clock_;
  AddressRates rates_{clock_, Rate::of(1)};
};

CPPUNIT_TEST_SUITE_REGISTRATION(AddressRatesTest);

}  // namespace
}  // namespace fanfare::core
