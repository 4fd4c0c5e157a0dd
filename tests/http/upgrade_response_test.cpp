#include "http/upgrade_response.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::http {
namespace {

using namespace std::string_literals;

constexpr char kKey[] = "dGhlIHNhbXBsZSBub25jZQ==";  // the sample of RFC 6455, 1.3

RequestedChannel hearing(const char* key) {
  return {Access::kSubscribe, Channel::parse(key).value()};
}

std::string headFor(const Grant& grant) { return switchingProtocols({kKey, "", "", grant}); }

// The value of that header; "(none)" if there is none.
std::string fieldOf(const std::string& head, const std::string& name) {
  const std::string start = "\r\n" + name + ": ";
  const auto at = head.find(start);
  if (at == std::string::npos) return "(none)";
  const auto begin = at + start.size();
  return head.substr(begin, head.find("\r\n", begin) - begin);
}

class UpgradeResponseTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(UpgradeResponseTest);
  CPPUNIT_TEST(isTheAnswerOfTheStandard);
  CPPUNIT_TEST(answersAKeyOfAnyLength);
  CPPUNIT_TEST(tellsProtocolAndExtensionsWhereTheyWereAgreed);
  CPPUNIT_TEST(tellsWhatWasGrantedAndWhatWasNot);
  CPPUNIT_TEST(keepsNamesFromWritingHeaders);
  CPPUNIT_TEST(hidesASessionKey);
  CPPUNIT_TEST(boundsItsLists);
  CPPUNIT_TEST(choosesThePreferredProtocolOrTheFirst);
  CPPUNIT_TEST_SUITE_END();

 public:
  void isTheAnswerOfTheStandard() {
    CPPUNIT_ASSERT_EQUAL(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"s,
        headFor({}));
  }

  void answersAKeyOfAnyLength() {
    const auto acceptFor = [](const std::string& key) {
      const Grant grant;
      return fieldOf(switchingProtocols({key, "", "", grant}), "Sec-WebSocket-Accept");
    };

    CPPUNIT_ASSERT_EQUAL("zwKd5BnoWxQ6GxTxxSmBSHGHX9M="s, acceptFor("abc"));
    CPPUNIT_ASSERT_EQUAL("D5UkHUEpPcw/Kmar+sMcS126/cM="s, acceptFor(std::string(1000, 'k')));
  }

  void tellsProtocolAndExtensionsWhereTheyWereAgreed() {
    const Grant grant;
    const std::string head = switchingProtocols({kKey, "fanfare.v1", "permessage-deflate", grant});

    CPPUNIT_ASSERT_EQUAL("fanfare.v1"s, fieldOf(head, "Sec-WebSocket-Protocol"));
    CPPUNIT_ASSERT_EQUAL("permessage-deflate"s, fieldOf(head, "Sec-WebSocket-Extensions"));
  }

  void tellsWhatWasGrantedAndWhatWasNot() {
    Grant grant;
    grant.granted = {hearing("broadcast:a"), hearing("user:b:a")};
    grant.withheld = {
        {{Access::kPublish, Channel::parse("broadcast:a").value()}, "policy.type = x"}};
    grant.passedOver = {{"subscribe-group", "identity.when_missing"}};

    const std::string head = headFor(grant);

    CPPUNIT_ASSERT_EQUAL("subscribe broadcast:a, subscribe user:b:a"s,
                         fieldOf(head, "Fanfare-Granted"));
    CPPUNIT_ASSERT_EQUAL(
        "publish broadcast:a;rule=\"policy.type = x\", "
        "subscribe-group;rule=\"identity.when_missing\""s,
        fieldOf(head, "Fanfare-Refused"));
  }

  void keepsNamesFromWritingHeaders() {
    Grant grant;
    grant.granted = {hearing("room:a, b;\xC3\xA9:f")};
    grant.withheld = {{hearing("broadcast:f"), "a rule\r\nX-Evil: \"1\""}};

    const std::string head = headFor(grant);

    CPPUNIT_ASSERT_EQUAL("subscribe room:a%2C%20b%3B%C3%A9:f"s, fieldOf(head, "Fanfare-Granted"));
    CPPUNIT_ASSERT_EQUAL("(none)"s, fieldOf(head, "X-Evil"));
  }

  void hidesASessionKey() {
    Grant grant;
    grant.granted = {hearing("session:secret:f")};

    CPPUNIT_ASSERT_EQUAL("subscribe session:self:f"s, fieldOf(headFor(grant), "Fanfare-Granted"));
  }

  void boundsItsLists() {
    Grant grant;
    for (int i = 0; i < 1000; ++i) {
      grant.granted.push_back(hearing(("room:" + std::to_string(i) + ":f").c_str()));
    }

    const std::string head = headFor(grant);

    CPPUNIT_ASSERT(head.size() < 2500);
    CPPUNIT_ASSERT_EQUAL(
        ", ..."s,
        fieldOf(head, "Fanfare-Granted").substr(fieldOf(head, "Fanfare-Granted").size() - 5));
  }

  void choosesThePreferredProtocolOrTheFirst() {
    const auto chosen = [](const char* offered) {
      return std::string(chosenProtocol(offered, "fanfare.v1"));
    };

    CPPUNIT_ASSERT_EQUAL("fanfare.v1"s, chosen("a, fanfare.v1"));
    CPPUNIT_ASSERT_EQUAL("a"s, chosen(" a , b"));
    CPPUNIT_ASSERT_EQUAL("single"s, chosen("single"));
    CPPUNIT_ASSERT_EQUAL(""s, chosen(""));
    CPPUNIT_ASSERT_EQUAL(""s, chosen("not a token, b"));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(UpgradeResponseTest);

}  // namespace
}  // namespace fanfare::http
