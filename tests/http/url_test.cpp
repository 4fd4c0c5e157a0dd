#include "http/url.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::http {
namespace {

using namespace std::string_literals;

std::string decoded(std::string_view text, Plus plus = Plus::kIsPlus) {
  return percentDecoded(text, plus).value_or("(malformed)");
}

class UrlTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(UrlTest);
  CPPUNIT_TEST(decodesEscapesAsUtf8);
  CPPUNIT_TEST(takesAPlusForABlankOnlyWhereAsked);
  CPPUNIT_TEST(refusesHalfEscapesControlCharactersAndWhatIsNotUtf8);
  CPPUNIT_TEST(splitsAQueryAtItsAmpersands);
  CPPUNIT_TEST(refusesAQueryWithOneMalformedParameter);
  CPPUNIT_TEST(keepsCookiesAsTheyWereSent);
  CPPUNIT_TEST(escapesWhatHasAMeaningInAHeader);
  CPPUNIT_TEST_SUITE_END();

 public:
  void decodesEscapesAsUtf8() {
    CPPUNIT_ASSERT_EQUAL("/ws/a b/\xD0\xB6"s, decoded("/ws/a%20b/%D0%b6"));
    CPPUNIT_ASSERT_EQUAL("%25"s, decoded("%2525"));
    CPPUNIT_ASSERT_EQUAL(""s, decoded(""));
  }

  void takesAPlusForABlankOnlyWhereAsked() {
    CPPUNIT_ASSERT_EQUAL("a+b"s, decoded("a+b"));
    CPPUNIT_ASSERT_EQUAL("a b+"s, decoded("a+b%2B", Plus::kIsBlank));
  }

  void refusesHalfEscapesControlCharactersAndWhatIsNotUtf8() {
    for (const char* bad : {"%", "%4", "a%4", "%zz", "%0a", "%0D%0A", "%00", "%7f", "%ff", "%c3",
                            "%ed%a0%80", "\x01"}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(bad, "(malformed)"s, decoded(bad));
    }
  }

  void splitsAQueryAtItsAmpersands() {
    const Fields fields = queryFields("subscribe-broadcast&room=a%26b&&=x&echo=&room=c=d").value();

    const std::string expected[][2] = {
        {"subscribe-broadcast", ""}, {"room", "a&b"}, {"", "x"}, {"echo", ""}, {"room", "c=d"}};
    CPPUNIT_ASSERT_EQUAL(std::size(expected), fields.size());
    for (std::size_t i = 0; i < fields.size(); ++i) {
      CPPUNIT_ASSERT_EQUAL(expected[i][0], fields[i].name);
      CPPUNIT_ASSERT_EQUAL(expected[i][1], fields[i].value);
    }
  }

  void refusesAQueryWithOneMalformedParameter() {
    CPPUNIT_ASSERT(!queryFields("echo&room=%zz"));
    CPPUNIT_ASSERT(!queryFields("%ff&echo"));
  }

  void keepsCookiesAsTheyWereSent() {
    Fields cookies;
    addCookies("a=b; c=\"d e\";nothing;  sessionid = x=y ", cookies);
    addCookies("f=%20", cookies);

    CPPUNIT_ASSERT_EQUAL(std::size_t{4}, cookies.size());
    CPPUNIT_ASSERT_EQUAL("\"d e\""s, cookies[1].value);
    CPPUNIT_ASSERT_EQUAL("sessionid"s, cookies[2].name);
    CPPUNIT_ASSERT_EQUAL("x=y"s, cookies[2].value);
    CPPUNIT_ASSERT_EQUAL("%20"s, cookies[3].value);
  }

  void escapesWhatHasAMeaningInAHeader() {
    CPPUNIT_ASSERT_EQUAL("user:a%2C%20b%22%3B%25:%C3%A9"s, headerEscaped("user:a, b\";%:\xC3\xA9"));
    CPPUNIT_ASSERT_EQUAL("%0D%0AX-Evil:%201"s, headerEscaped("\r\nX-Evil: 1"));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(UrlTest);

}  // namespace
}  // namespace fanfare::http
