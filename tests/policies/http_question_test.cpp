#include "policies/http_question.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::policies {
namespace {

RequestedChannel hearing(const char* key) {
  return {Access::kSubscribe, Channel::parse(key).value()};
}

Handshake fromChat() {
  Handshake handshake;
  handshake.facility = "chat";
  handshake.peerAddress = "127.0.0.1";
  handshake.clientAddress = "192.0.2.1";
  return handshake;
}

class HttpQuestionTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(HttpQuestionTest);
  CPPUNIT_TEST(tellsWhoAsksForWhat);
  CPPUNIT_TEST(tellsOfNobody);
  CPPUNIT_TEST(tellsTheSessionKeyWhereItMay);
  CPPUNIT_TEST(writesEveryTextAsJson);
  CPPUNIT_TEST_SUITE_END();

 public:
  void tellsWhoAsksForWhat() {
    Identity identity;
    identity.user = "ann";
    identity.groups = {"eds", "staff"};
    identity.sessionKey = "k3y";
    identity.attributes = {{"age", "30"}, {"plan", "gold"}};
    identity.expiry = std::chrono::system_clock::time_point(std::chrono::seconds(1234));

    CPPUNIT_ASSERT_EQUAL(
        std::string(
            R"({"facility":"chat","peer":"192.0.2.1","identity":{"user":"ann",)"
            R"("groups":["eds","staff"],"attributes":{"age":"30","plan":"gold"},"session":true,)"
            R"("expires":1234},"requested":["subscribe session:self:chat","publish broadcast:chat"]})"),
        questionAbout(fromChat(), identity,
                      {hearing("session:k3y:chat"),
                       {Access::kPublish, Channel::parse("broadcast:chat").value()}},
                      SessionKeys::kWithheld));
  }

  void tellsOfNobody() {
    CPPUNIT_ASSERT_EQUAL(
        std::string(R"({"facility":"chat","peer":"192.0.2.1","identity":{"user":null,"groups":[],)"
                    R"("attributes":{},"session":false,"expires":null},"requested":[]})"),
        questionAbout(fromChat(), Identity{}, {}, SessionKeys::kWithheld));
  }

  void tellsTheSessionKeyWhereItMay() {
    Identity identity;
    identity.sessionKey = "k3y";

    const auto question = questionAbout(fromChat(), identity, {}, SessionKeys::kTold);

    CPPUNIT_ASSERT(question.find(R"("session":"k3y")") != std::string::npos);
  }

  void writesEveryTextAsJson() {
    Identity identity;
    identity.user = "a\"b\\c";
    identity.attributes = {{"bytes", "\xff"}, {"\xff", "x"}, {"line", "a\nb"}};

    const auto question = questionAbout(fromChat(), identity, {hearing("room:\"\xc3\xa9:chat")},
                                        SessionKeys::kWithheld);

    CPPUNIT_ASSERT(question.find(R"("user":"a\"b\\c")") != std::string::npos);
    CPPUNIT_ASSERT(question.find(R"("attributes":{"line":"a\)") != std::string::npos);
    CPPUNIT_ASSERT(question.find("[\"subscribe room:\\\"\xc3\xa9:chat\"]") != std::string::npos);
    CPPUNIT_ASSERT(question.find('\n') == std::string::npos);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(HttpQuestionTest);

}  // namespace
}  // namespace fanfare::policies
