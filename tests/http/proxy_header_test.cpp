#include "http/proxy_header.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::http {
namespace {

using namespace std::string_literals;

const std::string kSignature("\r\n\r\n\0\r\nQUIT\n", 12);

// A header of version 2; `first` is version and command, `second` family and transport.
std::string binary(int first, int second, const std::string& rest) {
  std::string header = kSignature;
  for (const std::size_t byte : {static_cast<std::size_t>(first), static_cast<std::size_t>(second),
                                 rest.size() >> 8, rest.size() & 0xFF}) {
    header.push_back(static_cast<char>(byte));
  }
  return header + rest;
}

const std::string kIpv4Rest("\xC0\x00\x02\x01\x0A\x00\x00\x01\x12\x67\x00\x50", 12);
const std::string kIpv6Rest = "\x20\x01\x0d\xb8"s + std::string(11, '\0') + "\x01" +
                              std::string(16, '\0') + "\x12\x67\x00\x50"s;

// The client's address, "local", "malformed", or "incomplete" if all of it was read and more is
// asked for. Reads as the gate does, and fails if more would be read than there should be.
std::string read(const std::string& header) {
  std::string bytes;
  for (;;) {
    const auto verdict = proxyHeaderVerdict(bytes);
    if (std::holds_alternative<Error>(verdict)) return "malformed";
    if (const auto* known = std::get_if<ProxyHeader>(&verdict)) {
      CPPUNIT_ASSERT_EQUAL(header.size(), bytes.size());
      return known->clientAddress.empty() ? "local" : known->clientAddress;
    }
    if (bytes.size() == header.size()) return "incomplete";
    const std::size_t missing = std::get<ProxyHeaderIncomplete>(verdict).missing;
    CPPUNIT_ASSERT(missing > 0);
    bytes += header.substr(bytes.size(), missing);
  }
}

class ProxyHeaderTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ProxyHeaderTest);
  CPPUNIT_TEST(readsTheFirstVersion);
  CPPUNIT_TEST(readsTheSecondVersion);
  CPPUNIT_TEST(passesOverTlvs);
  CPPUNIT_TEST(knowsAProxyThatSpeaksForItself);
  CPPUNIT_TEST(waitsForTheRest);
  CPPUNIT_TEST(refusesABadFirstVersion);
  CPPUNIT_TEST(refusesABadSecondVersion);
  CPPUNIT_TEST(refusesWhatIsNoHeader);
  CPPUNIT_TEST_SUITE_END();

 public:
  void readsTheFirstVersion() {
    CPPUNIT_ASSERT_EQUAL("192.0.2.1"s, read("PROXY TCP4 192.0.2.1 10.0.0.1 4711 80\r\n"));
    CPPUNIT_ASSERT_EQUAL("2001:db8::1"s, read("PROXY TCP6 2001:db8::1 ::1 65535 0\r\n"));
  }

  void readsTheSecondVersion() {
    CPPUNIT_ASSERT_EQUAL("192.0.2.1"s, read(binary(0x21, 0x11, kIpv4Rest)));
    CPPUNIT_ASSERT_EQUAL("2001:db8::1"s, read(binary(0x21, 0x21, kIpv6Rest)));
  }

  void passesOverTlvs() {
    CPPUNIT_ASSERT_EQUAL("192.0.2.1"s, read(binary(0x21, 0x11,
                                                   kIpv4Rest +
                                                       "\xEE\x00\x03"
                                                       "abc" +
                                                       "\x01"s)));
    CPPUNIT_ASSERT_EQUAL("192.0.2.1"s,
                         read(binary(0x21, 0x11, kIpv4Rest + std::string(4000, 'x'))));
  }

  void knowsAProxyThatSpeaksForItself() {
    CPPUNIT_ASSERT_EQUAL("local"s, read("PROXY UNKNOWN\r\n"));
    CPPUNIT_ASSERT_EQUAL("local"s, read("PROXY UNKNOWN ffff::1 whatever 1 2\r\n"));
    CPPUNIT_ASSERT_EQUAL("local"s, read(binary(0x20, 0x00, "")));
    CPPUNIT_ASSERT_EQUAL("local"s, read(binary(0x20, 0x11, kIpv4Rest)));
    CPPUNIT_ASSERT_EQUAL("local"s, read(binary(0x21, 0x00, "anything")));
    CPPUNIT_ASSERT_EQUAL("local"s, read(binary(0x21, 0x31, std::string(216, '\0'))));
  }

  void waitsForTheRest() {
    for (const std::string& header :
         {"PROXY TCP4 192.0.2.1 10.0.0.1 4711 80\r\n"s, binary(0x21, 0x11, kIpv4Rest)}) {
      for (std::size_t size = 0; size < header.size(); ++size) {
        CPPUNIT_ASSERT_EQUAL("incomplete"s, read(header.substr(0, size)));
      }
    }
  }

  void refusesABadFirstVersion() {
    for (const char* text :
         {"PROXY \r\n", "PROXY TCP5 192.0.2.1 10.0.0.1 1 2\r\n",
          "PROXY TCP4 192.0.2.1 10.0.0.1 1\r\n", "PROXY TCP4 192.0.2.1 10.0.0.1 1 65536\r\n",
          "PROXY TCP4 192.0.2.1 10.0.0.1 1 -2\r\n", "PROXY TCP4 2001:db8::1 ::1 1 2\r\n",
          "PROXY TCP4 192.0.2.1  10.0.0.1 1 2\r\n", "PROXY TCP4 192.0.2.1 10.0.0.1 1 2 \r\n",
          "PROXY TCP4 192.0.2.1 10.0.0.1 1 2\n", "PROXY TCP4 192.0.2.256 10.0.0.1 1 2\r\n",
          "PROXY  TCP4 192.0.2.1 10.0.0.1 1 2\r\n", "PROXY tcp4 192.0.2.1 10.0.0.1 1 2\r\n"}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(text, "malformed"s, read(text));
    }
    CPPUNIT_ASSERT_EQUAL("malformed"s, read("PROXY UNKNOWN " + std::string(200, 'x') + "\r\n"));
  }

  void refusesABadSecondVersion() {
    CPPUNIT_ASSERT_EQUAL("malformed"s, read(binary(0x11, 0x11, kIpv4Rest)));
    CPPUNIT_ASSERT_EQUAL("malformed"s, read(binary(0x22, 0x11, kIpv4Rest)));
    CPPUNIT_ASSERT_EQUAL("malformed"s, read(binary(0x21, 0x12, kIpv4Rest)));
    CPPUNIT_ASSERT_EQUAL("malformed"s, read(binary(0x21, 0x41, kIpv4Rest)));
    CPPUNIT_ASSERT_EQUAL("malformed"s, read(binary(0x21, 0x11, kIpv4Rest.substr(1))));
    CPPUNIT_ASSERT_EQUAL("malformed"s, read(binary(0x21, 0x21, kIpv4Rest)));
    CPPUNIT_ASSERT_EQUAL("malformed"s, read(binary(0x21, 0x11, std::string(5000, 'x'))));
  }

  void refusesWhatIsNoHeader() {
    for (const char* text : {"GET / HTTP/1.1\r\n", "PROXI ", "\r\n\r\nGET", "\x16\x03\x01"}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(text, "malformed"s, read(text));
    }
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ProxyHeaderTest);

}  // namespace
}  // namespace fanfare::http
