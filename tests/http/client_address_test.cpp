#include "http/client_address.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::http {
namespace {

using namespace std::string_literals;

class ClientAddressTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ClientAddressTest);
  CPPUNIT_TEST(isThePeersWithoutAProxy);
  CPPUNIT_TEST(believesNobodyWhoIsNotTrusted);
  CPPUNIT_TEST(isTheLastThatNoTrustedProxyHas);
  CPPUNIT_TEST(passesOverWhatTheClientWrote);
  CPPUNIT_TEST(readsSeveralHeadersAsOneList);
  CPPUNIT_TEST(readsAddressesWithPorts);
  CPPUNIT_TEST(staysWithTheProxyThatWroteNoAddress);
  CPPUNIT_TEST(isTheFirstProxyWhereAllAreTrusted);
  CPPUNIT_TEST(readsForwardedWhereThatCounts);
  CPPUNIT_TEST(passesOverAHeaderThatDoesNotCount);
  CPPUNIT_TEST(knowsTheMarksOfAProxy);
  CPPUNIT_TEST_SUITE_END();

 public:
  void isThePeersWithoutAProxy() {
    CPPUNIT_ASSERT_EQUAL("198.51.100.7"s, addressOf("198.51.100.7", {}));
    CPPUNIT_ASSERT_EQUAL("127.0.0.1"s, addressOf("127.0.0.1", {}));
  }

  void believesNobodyWhoIsNotTrusted() {
    CPPUNIT_ASSERT_EQUAL("198.51.100.7"s,
                         addressOf("198.51.100.7", {{"X-Forwarded-For", "192.0.2.1"}}));
  }

  void isTheLastThatNoTrustedProxyHas() {
    CPPUNIT_ASSERT_EQUAL(
        "192.0.2.1"s,
        addressOf("127.0.0.1", {{"X-Forwarded-For", "192.0.2.1, 10.0.0.2,10.0.0.3"}}));
    CPPUNIT_ASSERT_EQUAL("2001:db8::1"s, addressOf("unix", {{"x-forwarded-for", " 2001:db8::1 "}}));
  }

  void passesOverWhatTheClientWrote() {
    CPPUNIT_ASSERT_EQUAL("192.0.2.1"s,
                         addressOf("127.0.0.1", {{"X-Forwarded-For",
                                                  "203.0.113.9, 10.0.0.9, 192.0.2.1, 10.0.0.2"}}));
    CPPUNIT_ASSERT_EQUAL("192.0.2.1"s, addressOf("127.0.0.1", {{"X-Forwarded-For", "\", 192.0.2.1"},
                                                               {"X-Forwarded-For", "192.0.2.1"}}));
  }

  void readsSeveralHeadersAsOneList() {
    CPPUNIT_ASSERT_EQUAL("192.0.2.1"s, addressOf("127.0.0.1", {{"X-Forwarded-For", "203.0.113.9"},
                                                               {"Host", "x"},
                                                               {"X-Forwarded-For", "192.0.2.1"}}));
  }

  void readsAddressesWithPorts() {
    CPPUNIT_ASSERT_EQUAL("192.0.2.1"s,
                         addressOf("127.0.0.1", {{"X-Forwarded-For", "192.0.2.1:4711"}}));
    CPPUNIT_ASSERT_EQUAL("2001:db8::1"s,
                         addressOf("127.0.0.1", {{"X-Forwarded-For", "[2001:db8::1]:4711"}}));
  }

  void staysWithTheProxyThatWroteNoAddress() {
    for (const char* text : {"unknown", "192.0.2.1, _hidden, 10.0.0.2", "", ",", "1.2.3", "[::1",
                             "192.0.2.1, example.org", "192.0.2.1 192.0.2.2"}) {
      const std::string address = addressOf("127.0.0.1", {{"X-Forwarded-For", text}});
      CPPUNIT_ASSERT_MESSAGE(text, address == "127.0.0.1" || address == "10.0.0.2");
    }
  }

  void isTheFirstProxyWhereAllAreTrusted() {
    CPPUNIT_ASSERT_EQUAL("10.0.0.2"s,
                         addressOf("127.0.0.1", {{"X-Forwarded-For", "10.0.0.2, 10.0.0.3"}}));
  }

  void readsForwardedWhereThatCounts() {
    rules_.header = "Forwarded";
    const std::string values[][2] = {
        {"for=192.0.2.1", "192.0.2.1"},
        {"for=203.0.113.9;proto=http, proto=https; FOR = \"[2001:db8::1]:4711\"", "2001:db8::1"},
        {"for=\"192.0.2.1:80\";host=\"a,b;for=9.9.9.9\"", "192.0.2.1"},
        {"for=\"a\\\", for=9.9.9.9\", for=192.0.2.1", "192.0.2.1"},
        {"for=192.0.2.1, for=10.0.0.2", "192.0.2.1"},
        {"for=192.0.2.1, proto=https", "127.0.0.1"},
        {"for=unknown", "127.0.0.1"},
        {"for=_secret, for=10.0.0.2", "10.0.0.2"}};
    for (const auto& [value, address] : values) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(value, address, addressOf("127.0.0.1", {{"Forwarded", value}}));
    }
  }

  void passesOverAHeaderThatDoesNotCount() {
    const Fields both = {{"X-Forwarded-For", "192.0.2.1"}, {"Forwarded", "for=203.0.113.9"}};
    CPPUNIT_ASSERT_EQUAL("192.0.2.1"s, addressOf("127.0.0.1", both));
    rules_.header = "";
    CPPUNIT_ASSERT_EQUAL("127.0.0.1"s, addressOf("127.0.0.1", both));
  }

  void knowsTheMarksOfAProxy() {
    Handshake handshake;
    CPPUNIT_ASSERT(!hasPassedProxy(handshake));
    handshake.headers = {{"via", "1.1 proxy"}};
    CPPUNIT_ASSERT(hasPassedProxy(handshake));
  }

 private:
  std::string addressOf(const char* peer, Fields headers) {
    Handshake handshake;
    handshake.peerAddress = peer;
    handshake.headers = std::move(headers);
    return clientAddressOf(handshake, rules_);
  }

  ClientAddressRules rules_{AddressList::parse("127.0.0.1, 10.0.0.0/8, unix").value(),
                            "X-Forwarded-For"};
};

CPPUNIT_TEST_SUITE_REGISTRATION(ClientAddressTest);

}  // namespace
}  // namespace fanfare::http
