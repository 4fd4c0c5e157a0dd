#include "http/admission.h"

#include <cppunit/extensions/HelperMacros.h>

#include "dialects/raw.h"
#include "dialects/websocket_push.h"
#include "dialects/websocket_push_entrance.h"
#include "http/model_entrance.h"
#include "policies/subscribe_only.h"
#include "support/scripted_policy.h"

namespace fanfare::http {
namespace {

using testing::ScriptedPolicy;

class ScriptedResolver final : public SessionResolver {
 public:
  explicit ScriptedResolver(Result<Identity> result) : result_(std::move(result)) {}
  const char* name() const override { return "scripted"; }
  Result<Identity> resolve(const Handshake& /*handshake*/) const override {
    ++asked;
    return result_;
  }

  mutable int asked = 0;

 private:
  const Result<Identity> result_;
};

Handshake asking(const std::string& facility, Fields query) {
  Handshake handshake;
  handshake.facility = facility;
  handshake.headers = {{"Host", "shop.example"}};
  handshake.query = std::move(query);
  return handshake;
}

class AdmissionTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(AdmissionTest);
  CPPUNIT_TEST(grantsWhatThePolicyGrants);
  CPPUNIT_TEST(asksNobodyAboutAFacilityThatIsNotOpened);
  CPPUNIT_TEST(asksNobodyAboutAForeignPage);
  CPPUNIT_TEST(keepsWhatFailedInsideFromTheClient);
  CPPUNIT_TEST(refusesAsWhenMissingSays);
  CPPUNIT_TEST(remembersWhatWasAskedForWhenThePolicyRefuses);
  CPPUNIT_TEST(turnsAwayWhoWouldGetTooLittle);
  CPPUNIT_TEST_SUITE_END();

 public:
  void grantsWhatThePolicyGrants() {
    const Admission admission = admitted(asking("chat", {{"subscribe-broadcast", ""},
                                                         {"publish-broadcast", ""},
                                                         {"echo", ""},
                                                         {"subscribe-user", ""}}));

    CPPUNIT_ASSERT(!admission.turned);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, admission.grant.granted.size());
    CPPUNIT_ASSERT_EQUAL(std::string("subscribe-only"), admission.grant.grantedBy.at(0));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, admission.grant.withheld.size());
    CPPUNIT_ASSERT_EQUAL(std::string("subscribe-user"), admission.grant.passedOver.at(0).asked);
    CPPUNIT_ASSERT(admission.request.echo == core::EchoMode::kOn);
  }

  void asksNobodyAboutAFacilityThatIsNotOpened() {
    const Admission admission = admitted(asking("other", {}));

    CPPUNIT_ASSERT(admission.turned->cause == RefusalCause::kFacility);
    CPPUNIT_ASSERT_EQUAL(403, admission.turned->refusal.status);
    CPPUNIT_ASSERT(!admission.identity);
    CPPUNIT_ASSERT_EQUAL(0, resolver_->asked);
  }

  void asksNobodyAboutAForeignPage() {
    Handshake handshake = asking("chat", {});
    handshake.headers.push_back({"Origin", "https://evil.example"});

    const Admission admission = admitted(handshake);

    CPPUNIT_ASSERT(admission.turned->cause == RefusalCause::kOrigin);
    CPPUNIT_ASSERT_EQUAL(0, resolver_->asked);
  }

  void keepsWhatFailedInsideFromTheClient() {
    resolver_ = std::make_unique<ScriptedResolver>(
        Error{ErrorCode::kUnavailable, "password 'hunter2' was not accepted"});

    const Admission admission = admitted(asking("chat", {}));

    CPPUNIT_ASSERT_EQUAL(503, admission.turned->refusal.status);
    CPPUNIT_ASSERT(admission.turned->refusal.reason.find("hunter2") == std::string::npos);
    CPPUNIT_ASSERT(admission.turned->detail.find("hunter2") != std::string::npos);
  }

  void refusesAsWhenMissingSays() {
    whenMissing_ = core::WhenMissing::kRefuse;

    const Admission admission = admitted(asking("chat", {{"subscribe-user", ""}}));

    CPPUNIT_ASSERT(admission.turned->cause == RefusalCause::kIdentity);
    CPPUNIT_ASSERT_EQUAL(403, admission.turned->refusal.status);
    CPPUNIT_ASSERT(admission.identity.has_value());
  }

  void remembersWhatWasAskedForWhenThePolicyRefuses() {
    policy_ = std::make_unique<ScriptedPolicy>(Refusal{403, "banned"});

    const Admission admission = admitted(asking("chat", {{"subscribe-broadcast", ""}}));

    CPPUNIT_ASSERT(admission.turned->cause == RefusalCause::kPolicy);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, admission.request.requested.size());
    CPPUNIT_ASSERT(admission.grant.granted.empty());
  }

  void turnsAwayWhoWouldGetTooLittle() {
    Identity ann;
    ann.user = "ann";
    resolver_ = std::make_unique<ScriptedResolver>(ann);
    policy_ = std::make_unique<ScriptedPolicy>(Grant{});
    const dialects::WebsocketPush dialect{"chat"};
    const dialects::WebsocketPushEntrance entrance(
        {"/", "chat", [](const Handshake&) { return std::nullopt; }}, dialect);

    const Admission admission =
        admit(asking("chat", {}), {{entrance, *resolver_, *policy_}, facilities_});

    CPPUNIT_ASSERT(admission.turned->cause == RefusalCause::kPolicy);
    CPPUNIT_ASSERT_EQUAL(std::string("subscribe user:ann:chat is not granted, by scripted"),
                         admission.turned->refusal.reason);
    CPPUNIT_ASSERT(admission.grant.withheld.empty());
  }

 private:
  Admission admitted(const Handshake& handshake) const {
    const ModelEntrance entrance({"/ws/", OriginRules(), whenMissing_}, {&raw_});
    return admit(handshake, {{entrance, *resolver_, *policy_}, facilities_});
  }

  std::unique_ptr<ScriptedResolver> resolver_ = std::make_unique<ScriptedResolver>(Identity{});
  std::unique_ptr<Policy> policy_ = std::make_unique<policies::SubscribeOnly>();
  const core::FacilityRules facilities_ = core::FacilityRules::of({"chat"}, {}).value();
  const dialects::Raw raw_{};
  core::WhenMissing whenMissing_ = core::WhenMissing::kGrantNothing;
};

CPPUNIT_TEST_SUITE_REGISTRATION(AdmissionTest);

}  // namespace
}  // namespace fanfare::http
