#include "core/kept_address.h"

#include <cstdint>
#include <string>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::core {
namespace {

class KeptAddressTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(KeptAddressTest);
  CPPUNIT_TEST(givesAnAddressAsItWas);
  CPPUNIT_TEST(givesWhatIsNoAddressAsItWas);
  CPPUNIT_TEST(givesAnAddressThatIsWrittenOddlyAsItWas);
  CPPUNIT_TEST(takesForIpv4OnlyWhatItWouldWriteSo);
  CPPUNIT_TEST(isCopiedWhole);
  CPPUNIT_TEST_SUITE_END();

 public:
  void givesAnAddressAsItWas() {
    for (const std::string address :
         {"127.0.0.1", "255.255.255.255", "0.0.0.1", "1.0.0.0", "::1", "2001:db8::8:800:200c:417a",
          "1:2:3:4:5:6:7:8", "::ffff:10.0.0.1"}) {
      CPPUNIT_ASSERT_EQUAL(address, KeptAddress(address).text());
    }
  }

  void givesWhatIsNoAddressAsItWas() {
    for (const std::string& text :
         {std::string(), std::string("unix"), std::string("sixteen bytes, so"),
          std::string("a\0b", 3), std::string(300, 'x'), std::string("127.0.0.1\0", 10)}) {
      CPPUNIT_ASSERT_EQUAL(text, KeptAddress(text).text());
    }
  }

  void givesAnAddressThatIsWrittenOddlyAsItWas() {
    for (const std::string address : {"0.0.0.0", "::", "0:0:0:0:0:0:0:1", "2001:DB8::1",
                                      "::ffff:a00:1", "fe80::1%eth0", "[::1]", "010.0.0.1"}) {
      CPPUNIT_ASSERT_EQUAL(address, KeptAddress(address).text());
    }
  }

  void takesForIpv4OnlyWhatItWouldWriteSo() {
    for (const std::string address :
         {"10.0.0.01", "00.1.2.3", "1.2.3", "1.2.3.", "1.2.3.4.", "1.2.3.4.5", ".1.2.3.4", "1..3.4",
          "+1.2.3.4", "-1.2.3.4", " 1.2.3.4", "1.2.3.4 ", "256.1.1.1", "1.1.1.1000", "1,2,3,4"}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(address, std::uint32_t{0}, KeptAddress::ipv4In(address));
    }
    for (const std::string address : {"0.0.0.1", "1.2.3.4", "255.255.255.255", "100.10.0.99"}) {
      CPPUNIT_ASSERT_EQUAL(address, KeptAddress::textOf(KeptAddress::ipv4In(address)));
    }
  }

  void isCopiedWhole() {
    for (const std::string address : {"127.0.0.1", "::1", "unix"}) {
      const KeptAddress kept(address);
      const KeptAddress copy = kept;
      CPPUNIT_ASSERT_EQUAL(address, copy.text());
    }
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(KeptAddressTest);

}  // namespace
}  // namespace fanfare::core
