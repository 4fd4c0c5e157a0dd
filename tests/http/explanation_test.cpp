#include "http/explanation.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::http {
namespace {

using Lines = std::vector<std::string>;

RequestedChannel subscribe(const char* key) {
  return {Access::kSubscribe, Channel::parse(key).value()};
}

Handshake chat() {
  Handshake handshake;
  handshake.facility = "chat";
  handshake.peerAddress = "127.0.0.1";
  handshake.clientAddress = "192.0.2.1";
  return handshake;
}

Lines explained(const Admission& admission) { return explain(chat(), admission); }

class ExplanationTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ExplanationTest);
  CPPUNIT_TEST(tellsWhoGotWhatByWhichRule);
  CPPUNIT_TEST(showsNoSessionKey);
  CPPUNIT_TEST(tellsWhatWasAskedForWhereThePolicyRefused);
  CPPUNIT_TEST(tellsNoIdentityThatWasNotAskedFor);
  CPPUNIT_TEST(tellsOperatorsWhatFailedInside);
  CPPUNIT_TEST(isPrintable);
  CPPUNIT_TEST_SUITE_END();

 public:
  void tellsWhoGotWhatByWhichRule() {
    Admission admission;
    admission.identity = Identity();
    admission.identity->user = "ann";
    admission.identity->groups = {"eds"};
    admission.identity->attributes = {{"plan", "gold"}};
    admission.grant.granted = {subscribe("broadcast:chat")};
    admission.grant.grantedBy = {"site.rules:2: allow any any * anyone"};
    admission.grant.withheld = {{subscribe("room:a:chat"), "site.rules: no rule allows it"}};
    admission.request.passedOver = {{"subscribe-session", "no session"}};
    admission.grant.passedOver = admission.request.passedOver;

    CPPUNIT_ASSERT(
        (explained(admission) ==
         Lines{"facility: 'chat', asked for by 192.0.2.1",
               "identity: user 'ann', group 'eds', attribute plan='gold'",
               "granted: subscribe broadcast:chat, by site.rules:2: allow any any * anyone",
               "withheld: subscribe room:a:chat, by site.rules: no rule allows it",
               "passed over: subscribe-session, no session",
               "verdict: admitted: 1 granted, 1 withheld, 1 passed over"}));
  }

  void showsNoSessionKey() {
    Admission admission;
    admission.identity = Identity{};
    admission.identity->sessionKey = "hunter2";
    admission.identity->anonymousBecause = "the token has expired";
    admission.grant.granted = {subscribe("session:hunter2:chat")};
    admission.grant.grantedBy = {"allow-all"};

    const Lines lines = explained(admission);

    CPPUNIT_ASSERT_EQUAL(
        std::string("identity: anonymous (the token has expired), session #f52fbd32"), lines.at(1));
    CPPUNIT_ASSERT_EQUAL(std::string("granted: subscribe session:#f52fbd32:chat, by allow-all"),
                         lines.at(2));
  }

  void tellsWhatWasAskedForWhereThePolicyRefused() {
    Admission admission;
    admission.identity = Identity{};
    admission.request.requested = {subscribe("broadcast:chat")};
    admission.turned = Turned{RefusalCause::kPolicy, {403, "banned"}};

    CPPUNIT_ASSERT(
        (explained(admission) == Lines{"facility: 'chat', asked for by 192.0.2.1",
                                       "identity: anonymous", "asked for: subscribe broadcast:chat",
                                       "verdict: refused with 403: banned"}));
  }

  void tellsNoIdentityThatWasNotAskedFor() {
    Admission admission;
    admission.turned = Turned{RefusalCause::kOrigin, {403, "origin"}};

    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, explained(admission).size());
  }

  void tellsOperatorsWhatFailedInside() {
    Admission admission;
    admission.turned = Turned{RefusalCause::kIdentity, {503, "not now"}, "the Redis is away"};

    CPPUNIT_ASSERT_EQUAL(std::string("verdict: refused with 503: not now (the Redis is away)"),
                         explained(admission).back());
  }

  void isPrintable() {
    Handshake handshake = chat();
    handshake.facility = "a\nverdict: admitted\x1b[2J" + std::string(300, 'x');

    const std::string line = explain(handshake, {}).front();

    CPPUNIT_ASSERT(line.find_first_of("\n\x1b") == std::string::npos);
    CPPUNIT_ASSERT(line.find("xxx...'") != std::string::npos);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ExplanationTest);

}  // namespace
}  // namespace fanfare::http
