#include "http/request_head.h"

#include <string>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::http {
namespace {

using namespace std::string_literals;

const std::string kHead =
    "GET /ws/f?subscribe-broadcast HTTP/1.1\r\nHost: h\r\ncookie:a=1\r\nEmpty:\r\n"
    "Cookie: \t b=2 \t\r\nUPGRADE: h2c , WebSocket\r\n\r\n";

class RequestHeadTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RequestHeadTest);
  CPPUNIT_TEST(readsTheFirstLine);
  CPPUNIT_TEST(readsFieldsInTheirOrderAndTrimmed);
  CPPUNIT_TEST(readsNoFieldsWhereThereAreNone);
  CPPUNIT_TEST(findsTheFirstFieldOfAName);
  CPPUNIT_TEST(findsWhatAFieldLists);
  CPPUNIT_TEST_SUITE_END();

 public:
  void readsTheFirstLine() {
    const RequestLine line = requestLineIn(kHead);
    CPPUNIT_ASSERT_EQUAL("GET"s, std::string(line.method));
    CPPUNIT_ASSERT_EQUAL("/ws/f?subscribe-broadcast"s, std::string(line.target));
    CPPUNIT_ASSERT_EQUAL("HTTP/1.1"s, std::string(line.version));
  }

  void readsFieldsInTheirOrderAndTrimmed() {
    std::string all;
    for (const auto& [name, value] : fieldsIn(kHead)) all += name + "=" + value + ";";
    CPPUNIT_ASSERT_EQUAL("Host=h;cookie=a=1;Empty=;Cookie=b=2;UPGRADE=h2c , WebSocket;"s, all);
  }

  void readsNoFieldsWhereThereAreNone() {
    CPPUNIT_ASSERT(fieldsIn("GET / HTTP/1.0\r\n\r\n").empty());
    CPPUNIT_ASSERT(!headLists("GET / HTTP/1.0\r\n\r\n", "Upgrade", "websocket"));
  }

  void findsTheFirstFieldOfAName() {
    CPPUNIT_ASSERT_EQUAL("a=1"s, std::string(fieldIn(kHead, "COOKIE").value()));
    CPPUNIT_ASSERT_EQUAL(""s, std::string(fieldIn(kHead, "empty").value()));
    CPPUNIT_ASSERT(!fieldIn(kHead, "Cook"));
    CPPUNIT_ASSERT(!fieldIn("GET / HTTP/1.0\r\n\r\n", "Host"));
  }

  void findsWhatAFieldLists() {
    CPPUNIT_ASSERT(headLists(kHead, "upgrade", "websocket"));
    CPPUNIT_ASSERT(headLists(kHead, "Upgrade", "H2C"));
    CPPUNIT_ASSERT(!headLists(kHead, "Upgrade", "web"));
    CPPUNIT_ASSERT(!headLists(kHead, "Upgrad", "websocket"));
    CPPUNIT_ASSERT(!headLists(kHead, "GET /ws/f?subscribe-broadcast HTTP/1.1", ""));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(RequestHeadTest);

}  // namespace
}  // namespace fanfare::http
