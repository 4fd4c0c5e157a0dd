#include "sessions/php.h"

#include <string>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::sessions {
namespace {

using namespace std::string_literals;

class PhpTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PhpTest);
  CPPUNIT_TEST(takesTheCookieForTheId);
  CPPUNIT_TEST(takesNoIdThatPhpWouldNotTake);
  CPPUNIT_TEST(readsWhatTheSiteWrites);
  CPPUNIT_TEST(takesNoBytesForASessionWithoutVariables);
  CPPUNIT_TEST_SUITE_END();

 public:
  void takesTheCookieForTheId() {
    const auto format = formatOf(PhpWriting::kPhp);
    CPPUNIT_ASSERT_EQUAL("SID"s, format.cookie);
    CPPUNIT_ASSERT_EQUAL("qb5gk70s12r0vp7as43cak800r"s,
                         format.keyIn("qb5gk70s12r0vp7as43cak800r").value());
    CPPUNIT_ASSERT_EQUAL("a,B-9"s, format.keyIn("a%2CB-9").value());
    CPPUNIT_ASSERT(format.keyIn(std::string(256, 'a')));
  }

  void takesNoIdThatPhpWouldNotTake() {
    const auto format = formatOf(PhpWriting::kPhp);
    for (const auto& cookie : {""s, "a_LOCK"s, "a:b"s, "a b"s, "a*"s, "../a"s, "a%0a"s, "a%00"s,
                               "a\0"s, "%"s, "a%2"s, "\xC3\xA9"s, "a\""s, std::string(257, 'a')}) {
      CPPUNIT_ASSERT_MESSAGE(cookie, !format.keyIn(cookie));
    }
    CPPUNIT_ASSERT_EQUAL("the cookie is no id of a session of PHP"s,
                         format.keyIn("a:b").error().message);
  }

  void readsWhatTheSiteWrites() {
    const std::pair<PhpWriting, std::string> sessions[] = {
        {PhpWriting::kPhp, "user_id|i:17;"},
        {PhpWriting::kPhpSerialize, R"(a:1:{s:7:"user_id";i:17;})"},
        {PhpWriting::kPhpBinary, "\x07user_idi:17;"},
        {PhpWriting::kJson, R"({"user_id":17})"}};
    for (const auto& [writing, bytes] : sessions) {
      for (const auto& [other, othersBytes] : sessions) {
        const auto session = formatOf(writing).read(othersBytes);
        CPPUNIT_ASSERT_EQUAL(writing == other, session.has_value());
        if (session) CPPUNIT_ASSERT_EQUAL("17"s, session->at("user_id")->asName().value());
      }
    }
  }

  void takesNoBytesForASessionWithoutVariables() {
    for (const auto writing :
         {PhpWriting::kPhp, PhpWriting::kPhpSerialize, PhpWriting::kPhpBinary, PhpWriting::kJson}) {
      CPPUNIT_ASSERT(formatOf(writing).read("")->at("user_id") == nullptr);
    }
  }

 private:
  static SessionFormat formatOf(PhpWriting writing) {
    PhpOptions options;
    options.cookie = "SID";
    options.writing = writing;
    return phpSessionFormat(options);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(PhpTest);

}  // namespace
}  // namespace fanfare::sessions
