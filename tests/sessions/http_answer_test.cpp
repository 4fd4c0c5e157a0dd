#include "sessions/http_answer.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::sessions {
namespace {

const std::chrono::system_clock::time_point kNow{std::chrono::seconds(1000)};

Result<Identity> answered(const std::string& body, int status = 200,
                          const std::string& type = "application/json") {
  return identityIn(backend::Response{status, type, body}, kNow);
}

class HttpIdentityAnswerTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(HttpIdentityAnswerTest);
  CPPUNIT_TEST(saysWhoIsThere);
  CPPUNIT_TEST(maySayLess);
  CPPUNIT_TEST(saysThatNobodyIs);
  CPPUNIT_TEST(isOfNoUseOtherwise);
  CPPUNIT_TEST_SUITE_END();

 public:
  void saysWhoIsThere() {
    const auto identity = answered(
        R"({"user": 7, "groups": ["b", "a", "b"], "session": "k3y", "attributes": {"plan": "gold",
            "age": 30, "tags": []}, "expires": 1000.5, "channels": ["broadcast:f"], "more": {}})",
        200, "application/vnd.site+json");

    CPPUNIT_ASSERT_EQUAL(std::string("7"), identity->user);
    CPPUNIT_ASSERT((identity->groups == std::vector<std::string>{"a", "b"}));
    CPPUNIT_ASSERT_EQUAL(std::string("k3y"), identity->sessionKey);
    CPPUNIT_ASSERT_EQUAL(std::string("gold"), identity->attributes.at("plan"));
    CPPUNIT_ASSERT_EQUAL(std::string("30"), identity->attributes.at("age"));
    CPPUNIT_ASSERT(identity->expiry == kNow + std::chrono::milliseconds(500));
    CPPUNIT_ASSERT(identity->onlyChannels->count("broadcast:f") == 1);
  }

  void maySayLess() {
    const auto session = answered(R"({"session": "k3y", "user": null, "groups": ["a"]})");

    CPPUNIT_ASSERT_EQUAL(std::string("k3y"), session->sessionKey);
    CPPUNIT_ASSERT(session->user.empty() && session->groups.empty());
    CPPUNIT_ASSERT(!session->expiry && !session->onlyChannels);
    CPPUNIT_ASSERT(answered(R"({"user": "a", "channels": []})")->onlyChannels->empty());
  }

  void saysThatNobodyIs() {
    for (const int status : {204, 401, 403}) {
      const auto identity = answered("<p>", status, "text/html");
      CPPUNIT_ASSERT(identity->isAnonymous());
      CPPUNIT_ASSERT_EQUAL(std::string("http: the site knows nobody by what was sent"),
                           identity->anonymousBecause);
    }
    CPPUNIT_ASSERT(!answered(R"({"groups": ["a"]})")->anonymousBecause.empty());
    CPPUNIT_ASSERT_EQUAL(std::string("http: the session has expired"),
                         answered(R"({"user": "a", "expires": 1000})")->anonymousBecause);
  }

  void isOfNoUseOtherwise() {
    for (const char* body :
         {"", "null", "[]", "{", R"({"user": "a"} x)", R"({"user": ["a"]})",
          R"({"user": "a\u0000"})", R"({"user": "a", "user": "b"})",
          R"({"user": "a", "groups": [[]]})", R"({"user": "a", "session": {}})",
          R"({"user": "a", "expires": "soon"})", R"({"user": "a", "expires": -1})",
          R"({"user": "a", "expires": 1e300})", R"({"user": "a", "channels": "x"})",
          R"({"user": "a", "channels": [1]})", "{\"user\": \"\xff\"}"}) {
      const auto identity = answered(body);
      CPPUNIT_ASSERT_MESSAGE(body, !identity);
      CPPUNIT_ASSERT(identity.error().code == ErrorCode::kUnavailable);
    }
    for (const int status : {201, 206, 301, 302, 304, 400, 404, 429, 500, 503}) {
      CPPUNIT_ASSERT_EQUAL("its answer has the status " + std::to_string(status),
                           answered(R"({"user": "a"})", status).error().message);
    }
    for (const char* type : {"", "text/html", "application/jsonp", "+json", "json"}) {
      CPPUNIT_ASSERT_MESSAGE(type, !answered(R"({"user": "a"})", 200, type));
    }
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(HttpIdentityAnswerTest);

}  // namespace
}  // namespace fanfare::sessions
