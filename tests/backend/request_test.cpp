#include "backend/request.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::backend {
namespace {

std::string errorOf(const Fields& fields) {
  const auto bytes = bytesOf({"GET", fields, ""}, Url{});
  return bytes ? "no error" : bytes.error().message;
}

class BackendRequestTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(BackendRequestTest);
  CPPUNIT_TEST(isWrittenWithWhatTheConnectionNeeds);
  CPPUNIT_TEST(saysHowLongABodyIs);
  CPPUNIT_TEST(letsAVisitorsAgentStandForItsOwn);
  CPPUNIT_TEST(refusesAHeaderThatWouldBeTwo);
  CPPUNIT_TEST(knowsWhatMayBeForwarded);
  CPPUNIT_TEST_SUITE_END();

 public:
  void isWrittenWithWhatTheConnectionNeeds() {
    const auto url = Url::parse("http://shop.example:8000/who?a=b").value();

    CPPUNIT_ASSERT_EQUAL(std::string("GET /who?a=b HTTP/1.1\r\nHost: shop.example:8000\r\n"
                                     "Accept: application/json\r\nUser-Agent: Fanfare\r\n"
                                     "Cookie: a=b\r\n\r\n"),
                         bytesOf({"GET", {{"Cookie", "a=b"}}, ""}, url).value());
  }

  void saysHowLongABodyIs() {
    const std::string bytes = bytesOf({"POST", {}, "{}"}, Url{}).value();

    CPPUNIT_ASSERT(bytes.find("\r\nContent-Length: 2\r\n\r\n{}") != std::string::npos);
  }

  void letsAVisitorsAgentStandForItsOwn() {
    const std::string bytes = bytesOf({"GET", {{"user-agent", "Browser"}}, ""}, Url{}).value();

    CPPUNIT_ASSERT(bytes.find("Fanfare") == std::string::npos);
  }

  void refusesAHeaderThatWouldBeTwo() {
    CPPUNIT_ASSERT_EQUAL(std::string("the header Cookie is malformed"),
                         errorOf({{"Cookie", "a=b\r\nHost: evil"}}));
    CPPUNIT_ASSERT_EQUAL(std::string("the header Cookie is malformed"),
                         errorOf({{"Cookie", "a\n"}}));
    CPPUNIT_ASSERT_EQUAL(std::string("the header Cookie is malformed"),
                         errorOf({{"Cookie", std::string("a\0b", 3)}}));
    CPPUNIT_ASSERT_EQUAL(std::string("the header X-Site came twice"),
                         errorOf({{"X-Site", "a"}, {"x-site", "b"}}));
    CPPUNIT_ASSERT_EQUAL(std::string("the header 'a: b' has no name that can be sent"),
                         errorOf({{"a: b", "c"}}));
  }

  void knowsWhatMayBeForwarded() {
    for (const auto* name : {"X-Site", "Accept-Language", "User-Agent", "Referer"}) {
      CPPUNIT_ASSERT_MESSAGE(name, mayBeForwarded(name));
    }
    for (const auto* name : {"", "a b", "host", "CONTENT-LENGTH", "Transfer-Encoding", "Connection",
                             "Upgrade", "x-forwarded-for", "X-Forwarded-Host", "Forwarded",
                             "Sec-WebSocket-Key", "Fanfare-Secret", "Expect"}) {
      CPPUNIT_ASSERT_MESSAGE(name, !mayBeForwarded(name));
    }
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(BackendRequestTest);

}  // namespace
}  // namespace fanfare::backend
