#include "model/address_list.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare {
namespace {

AddressList listOf(const char* text) { return AddressList::parse(text).value(); }

class AddressListTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(AddressListTest);
  CPPUNIT_TEST(containsItsAddressesAndRangesAlone);
  CPPUNIT_TEST(takesAMappedAddressForTheIPv4ItStandsFor);
  CPPUNIT_TEST(knowsUnixPeersByTheirWord);
  CPPUNIT_TEST(containsNothingByDefaultAndLoopbackWhereAsked);
  CPPUNIT_TEST(namesAnEntryThatIsNoAddress);
  CPPUNIT_TEST_SUITE_END();

 public:
  void containsItsAddressesAndRangesAlone() {
    const AddressList list = listOf("192.0.2.7, 10.0.0.0/9 , 2001:db8::/33");

    for (const char* inside : {"192.0.2.7", "10.127.255.255", "2001:db8:7fff::1"}) {
      CPPUNIT_ASSERT_MESSAGE(inside, list.contains(inside));
    }
    for (const char* outside : {"192.0.2.8", "10.128.0.0", "2001:db8:8000::1", "unix", "", "x"}) {
      CPPUNIT_ASSERT_MESSAGE(outside, !list.contains(outside));
    }
  }

  void takesAMappedAddressForTheIPv4ItStandsFor() {
    CPPUNIT_ASSERT(listOf("10.0.0.0/8").contains("::ffff:10.1.2.3"));
    CPPUNIT_ASSERT(listOf("::1").contains("[::1%lo]"));
    CPPUNIT_ASSERT(!listOf("::1").contains("0.0.0.1"));
  }

  void knowsUnixPeersByTheirWord() {
    CPPUNIT_ASSERT(listOf("::1,unix").contains("unix"));
    CPPUNIT_ASSERT(!listOf("::1").contains("unix"));
  }

  void containsNothingByDefaultAndLoopbackWhereAsked() {
    CPPUNIT_ASSERT(!AddressList().contains("127.0.0.1"));
    for (const char* loopback : {"127.0.0.1", "127.9.9.9", "::1", "unix"}) {
      CPPUNIT_ASSERT_MESSAGE(loopback, AddressList::loopback().contains(loopback));
    }
    CPPUNIT_ASSERT(!AddressList::loopback().contains("128.0.0.1"));
  }

  void namesAnEntryThatIsNoAddress() {
    for (const char* bad :
         {"localhost", "10.0.0.0/33", "::/129", "10.0.0.0/", "1.2.3", "10.0.0.0/x"}) {
      const auto list = AddressList::parse(std::string("127.0.0.1, ") + bad);
      CPPUNIT_ASSERT_MESSAGE(bad, !list);
      CPPUNIT_ASSERT(list.error().message.find("'" + std::string(bad) + "'") != std::string::npos);
    }
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(AddressListTest);

}  // namespace
}  // namespace fanfare
