#include "policies/http_answer.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::policies {
namespace {

auto answered(const std::string& body, int status = 200,
              const std::string& type = "application/json") {
  return allowedBy(backend::Response{status, type, body});
}

std::string reasonOf(const std::string& body, const std::string& type = "application/json") {
  return std::get<Refusal>(*answered(body, 403, type)).reason;
}

class HttpPolicyAnswerTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(HttpPolicyAnswerTest);
  CPPUNIT_TEST(namesWhatIsAllowed);
  CPPUNIT_TEST(refusesAltogether);
  CPPUNIT_TEST(tellsAReasonThatClientsMayRead);
  CPPUNIT_TEST(isOfNoUseOtherwise);
  CPPUNIT_TEST_SUITE_END();

 public:
  void namesWhatIsAllowed() {
    const auto answer =
        answered(R"({"reason": "late", "more": [1], "allowed": ["subscribe broadcast:f", "*"]})");

    const auto& allowed = std::get<AllowedChannels>(*answer);
    CPPUNIT_ASSERT((allowed.channels == std::set<std::string>{"*", "subscribe broadcast:f"}));
    CPPUNIT_ASSERT_EQUAL(std::string("late"), allowed.reason);
    const auto odd = answered(R"({"allowed": [], "reason": 5})");
    CPPUNIT_ASSERT(std::get<AllowedChannels>(*odd).reason.empty());
  }

  void refusesAltogether() {
    const auto answer = answered(R"({"reason": "banned"})", 403);

    CPPUNIT_ASSERT_EQUAL(403, std::get<Refusal>(*answer).status);
    CPPUNIT_ASSERT_EQUAL(std::string("banned"), std::get<Refusal>(*answer).reason);
    CPPUNIT_ASSERT_EQUAL(std::string("banned"), reasonOf(" banned \r\n", "text/plain"));
    const std::string none = "the site does not allow it";
    CPPUNIT_ASSERT_EQUAL(none, reasonOf("<p>", "text/html"));
    CPPUNIT_ASSERT_EQUAL(none, reasonOf("{"));
    CPPUNIT_ASSERT_EQUAL(none, reasonOf("\xff", "text/plain"));
  }

  void tellsAReasonThatClientsMayRead() {
    CPPUNIT_ASSERT_EQUAL(std::string("a  Set-Cookie: b"),
                         reasonOf("a\r\nSet-Cookie: b\n", "text/plain"));
    CPPUNIT_ASSERT_EQUAL(std::string(200, 'x'), reasonOf(std::string(500, 'x'), "text/plain"));
    // Not cut within a character.
    CPPUNIT_ASSERT_EQUAL(std::string(199, 'x'),
                         reasonOf(std::string(199, 'x') + "\xc3\xa9", "text/plain"));
  }

  void isOfNoUseOtherwise() {
    for (const char* body : {"", "null", "[]", "{}", "{", R"({"allowed": null})",
                             R"({"allowed": "x"})", R"({"allowed": [1]})", R"({"allowed": []} x)",
                             R"({"allowed": [], "allowed": []})", "{\"allowed\": [\"\xff\"]}"}) {
      CPPUNIT_ASSERT_MESSAGE(body, !answered(body));
    }
    for (const int status : {201, 204, 302, 401, 404, 500, 503}) {
      CPPUNIT_ASSERT_EQUAL("its answer has the status " + std::to_string(status),
                           answered(R"({"allowed": []})", status).error().message);
    }
    CPPUNIT_ASSERT(!answered(R"({"allowed": []})", 200, "text/plain"));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(HttpPolicyAnswerTest);

}  // namespace
}  // namespace fanfare::policies
