#include "backend/url.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::backend {
namespace {

class BackendUrlTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(BackendUrlTest);
  CPPUNIT_TEST(readsWhereToAskAndWhat);
  CPPUNIT_TEST(knowsThePortsThatNeedNoNaming);
  CPPUNIT_TEST(refusesWhatIsNoPlainUrl);
  CPPUNIT_TEST(showsNoQuery);
  CPPUNIT_TEST_SUITE_END();

 public:
  void readsWhereToAskAndWhat() {
    const auto url = Url::parse("https://[::1]:8443/fanfare/who?a=b&c=%20d");

    CPPUNIT_ASSERT(url && url->isSecure);
    CPPUNIT_ASSERT_EQUAL(std::string("::1"), url->host);
    CPPUNIT_ASSERT_EQUAL(std::uint16_t{8443}, url->port);
    CPPUNIT_ASSERT_EQUAL(std::string("/fanfare/who?a=b&c=%20d"), url->target);
    CPPUNIT_ASSERT_EQUAL(std::string("[::1]:8443"), url->authority());
  }

  void knowsThePortsThatNeedNoNaming() {
    const auto plain = Url::parse("http://shop.example?x");
    const auto secure = Url::parse("https://shop.example");

    CPPUNIT_ASSERT_EQUAL(std::uint16_t{80}, plain->port);
    CPPUNIT_ASSERT_EQUAL(std::string("/?x"), plain->target);
    CPPUNIT_ASSERT_EQUAL(std::uint16_t{443}, secure->port);
    CPPUNIT_ASSERT_EQUAL(std::string("/"), secure->target);
    CPPUNIT_ASSERT_EQUAL(std::string("shop.example"), secure->authority());
  }

  void refusesWhatIsNoPlainUrl() {
    for (const auto* text : {"",
                             "http://",
                             "http:///x",
                             "http://:80/",
                             "ftp://x/",
                             "//x/",
                             "x",
                             "HTTP://x/",
                             "http://user@x/",
                             "http://u:p@x/",
                             "http://x/#there",
                             "http://x/ y",
                             "http://x/\r\ny",
                             "http://x:0/",
                             "http://x:65536/",
                             "http://x:8o/",
                             "http://x:/",
                             "http://[::1/",
                             "http://[]/",
                             "http://[::1]x/",
                             "http://x\\y/",
                             "http://\xc3\xa9.example/"}) {
      CPPUNIT_ASSERT_MESSAGE(text, !Url::parse(text));
    }
    CPPUNIT_ASSERT(!Url::parse("http://x/" + std::string(Url::kMaxBytes, 'y')));
  }

  void showsNoQuery() {
    CPPUNIT_ASSERT_EQUAL(std::string("http://x:8000/who"),
                         Url::parse("http://x:8000/who?key=s3cr3t")->shown());
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(BackendUrlTest);

}  // namespace
}  // namespace fanfare::backend
