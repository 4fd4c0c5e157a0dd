#include "http/cors.h"

#include <map>
#include <string>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::http {
namespace {

using namespace std::string_literals;

std::map<std::string, std::string> headersOf(const Answer& answer) {
  std::map<std::string, std::string> headers;
  for (const auto& [name, value] : answer.headers) headers.emplace(name, value);
  return headers;
}

class CorsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(CorsTest);
  CPPUNIT_TEST(letsAPageThatIsListedCall);
  CPPUNIT_TEST(letsNoOtherPageCall);
  CPPUNIT_TEST(letsAPageThatIsListedReadTheAnswer);
  CPPUNIT_TEST(letsNoOtherPageReadIt);
  CPPUNIT_TEST(tellsCachesThatAnswersDiffer);
  CPPUNIT_TEST(letsNoCookiesCount);
  CPPUNIT_TEST_SUITE_END();

 public:
  void letsAPageThatIsListedCall() {
    const Answer answer = preflightAnswer(pages_, "https://shop.example");

    CPPUNIT_ASSERT_EQUAL(200, answer.status);
    auto headers = headersOf(answer);
    CPPUNIT_ASSERT_EQUAL("GET, HEAD, POST"s, headers["Access-Control-Allow-Methods"]);
    CPPUNIT_ASSERT_EQUAL("Authorization, Content-Type"s, headers["Access-Control-Allow-Headers"]);
  }

  void letsNoOtherPageCall() {
    for (const auto& origin : others_) {
      const Answer answer = preflightAnswer(pages_, origin);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(origin, 403, answer.status);
      CPPUNIT_ASSERT(answer.headers.empty());
      CPPUNIT_ASSERT(answer.body.find("origin.allow") != std::string::npos);
    }
  }

  void letsAPageThatIsListedReadTheAnswer() {
    CPPUNIT_ASSERT_EQUAL("https://shop.example"s, sharedWith("https://shop.example"));
  }

  void letsNoOtherPageReadIt() {
    for (const auto& origin : others_)
      CPPUNIT_ASSERT_EQUAL_MESSAGE(origin, ""s, sharedWith(origin));
  }

  void tellsCachesThatAnswersDiffer() {
    for (const char* origin : {"https://shop.example", "https://evil.example", ""}) {
      Answer answer;
      shareWith(pages_, origin, answer);
      CPPUNIT_ASSERT_EQUAL("Origin"s, headersOf(answer)["Vary"]);
    }
  }

  void letsNoCookiesCount() {
    Answer answer = preflightAnswer(pages_, "https://shop.example");
    shareWith(pages_, "https://shop.example", answer);
    CPPUNIT_ASSERT_EQUAL(std::size_t{0},
                         headersOf(answer).count("Access-Control-Allow-Credentials"));
  }

 private:
  std::string sharedWith(const std::string& origin) const {
    Answer answer;
    shareWith(pages_, origin, answer);
    return headersOf(answer)["Access-Control-Allow-Origin"];
  }

  const OriginRules pages_ =
      OriginRules::of({"https://shop.example"}, {}, AddressList::loopback()).value();
  const std::vector<std::string> others_{
      "https://evil.example", "http://shop.example", "https://shop.example:8443", "null", "", "*"};
};

CPPUNIT_TEST_SUITE_REGISTRATION(CorsTest);

}  // namespace
}  // namespace fanfare::http
