#include "sessions/forwarded.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::sessions {
namespace {

std::string forwarded(const Fields& headers, const ForwardOptions& options = {}) {
  Handshake handshake;
  handshake.headers = headers;
  handshake.peerAddress = "127.0.0.1";
  handshake.clientAddress = "192.0.2.1";
  const auto fields = forwardedOf(handshake, options);
  return fields ? textOf(*fields) : "error: " + fields.error().message;
}

class ForwardedTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ForwardedTest);
  CPPUNIT_TEST(holdsCookiesAndAuthorizationOnly);
  CPPUNIT_TEST(holdsTheHeadersThatAreNamed);
  CPPUNIT_TEST(joinsCookiesThatCameApart);
  CPPUNIT_TEST(refusesWhatComesTwice);
  CPPUNIT_TEST(refusesControlCharacters);
  CPPUNIT_TEST(refusesWhatIsTooLarge);
  CPPUNIT_TEST(comesBackFromItsText);
  CPPUNIT_TEST_SUITE_END();

 public:
  void holdsCookiesAndAuthorizationOnly() {
    CPPUNIT_ASSERT_EQUAL(std::string("Cookie: a=b\nAuthorization: Basic eDp5\n"),
                         forwarded({{"Host", "x"},
                                    {"authorization", "Basic eDp5"},
                                    {"cookie", "a=b"},
                                    {"X-Site", "blue"}}));
    CPPUNIT_ASSERT_EQUAL(std::string(), forwarded({{"Host", "x"}, {"Cookie", ""}}));
  }

  void holdsTheHeadersThatAreNamed() {
    CPPUNIT_ASSERT_EQUAL(std::string("X-Site: blue\nX-Forwarded-For: 192.0.2.1\n"),
                         forwarded({{"x-site", "blue"}, {"X-Forwarded-For", "10.0.0.1"}},
                                   {{"X-Site", "X-None"}, true}));
  }

  void joinsCookiesThatCameApart() {
    CPPUNIT_ASSERT_EQUAL(std::string("Cookie: a=b; c=d\n"),
                         forwarded({{"Cookie", "a=b"}, {"Cookie", "c=d"}}));
  }

  void refusesWhatComesTwice() {
    CPPUNIT_ASSERT_EQUAL(std::string("error: the header Authorization came twice"),
                         forwarded({{"Authorization", "a"}, {"authorization", "a"}}));
  }

  void refusesControlCharacters() {
    for (const std::string_view value : {std::string_view("a\nb"), std::string_view("a\rb"),
                                         std::string_view("a\0b", 3), std::string_view("a\x7f")}) {
      CPPUNIT_ASSERT_EQUAL(std::string("error: the header Cookie is malformed"),
                           forwarded({{"Cookie", std::string(value)}}));
    }
  }

  void refusesWhatIsTooLarge() {
    CPPUNIT_ASSERT_EQUAL(std::string("error: the cookies and headers for the site's backend are "
                                     "too large"),
                         forwarded({{"Cookie", std::string(kMaxForwardedBytes, 'a')}}));
  }

  void comesBackFromItsText() {
    const Fields fields{{"Cookie", "a=b: c"}, {"Authorization", "Basic  x"}};

    const Fields read = fieldsIn(textOf(fields));

    CPPUNIT_ASSERT_EQUAL(textOf(fields), textOf(read));
    CPPUNIT_ASSERT_EQUAL(std::string("a=b: c"), read.at(0).value);
    CPPUNIT_ASSERT(fieldsIn("").empty());
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ForwardedTest);

}  // namespace
}  // namespace fanfare::sessions
