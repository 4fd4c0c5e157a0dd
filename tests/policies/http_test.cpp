#include "policies/http.h"

#include <memory>

#include <cppunit/extensions/HelperMacros.h>

#include "support/fake_clock.h"
#include "support/recording_log.h"
#include "support/scripted_backend.h"

namespace fanfare::policies {
namespace {

using testing::ScriptedBackend;

const Channel kChat = Channel::parse("broadcast:chat").value();
const RequestedChannel kHear{Access::kSubscribe, kChat};
const RequestedChannel kSpeak{Access::kPublish, kChat};

class HttpPolicyTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(HttpPolicyTest);
  CPPUNIT_TEST(grantsWhatTheBackendNames);
  CPPUNIT_TEST(refusesWhatTheBackendRefuses);
  CPPUNIT_TEST(deniesWhereTheBackendDoesNotDecide);
  CPPUNIT_TEST(isNotAskedAboutNothing);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override {
    backend_ = std::make_unique<ScriptedBackend>("");
    backend::ClientOptions options;
    options.name = "policy.http";
    options.url = backend::Url::parse(backend_->url()).value();
    policy_ = std::make_unique<HttpPolicy>(backend::Client::make(options, clock_, log_).value(),
                                           SessionKeys::kWithheld);
  }

  void tearDown() override {
    policy_.reset();
    backend_.reset();
  }

  void grantsWhatTheBackendNames() {
    backend_->setAnswer(ScriptedBackend::ok(
        R"({"allowed": ["publish broadcast:chat", "subscribe user:bob:chat"], "reason": "late"})"));

    const auto grant = std::get<Grant>(decided());

    CPPUNIT_ASSERT(grant.granted == RequestedChannels{kSpeak});
    CPPUNIT_ASSERT_EQUAL(std::string("policy.type = http"), grant.grantedBy.at(0));
    CPPUNIT_ASSERT(grant.withheld.at(0).requested == kHear);
    CPPUNIT_ASSERT_EQUAL(std::string("policy.type = http: late"), grant.withheld.at(0).rule);
  }

  void refusesWhatTheBackendRefuses() {
    backend_->setAnswer(
        "HTTP/1.1 403 No\r\nContent-Type: "
        "text/plain\r\nContent-Length: 6\r\n\r\nbanned");

    CPPUNIT_ASSERT_EQUAL(std::string("banned"), std::get<Refusal>(decided()).reason);
  }

  void deniesWhereTheBackendDoesNotDecide() {
    for (const char* answer : {"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n",
                               "HTTP/1.1 502 Oh\r\nContent-Length: 0\r\n\r\n", "nonsense\r\n"}) {
      backend_->setAnswer(answer);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(answer, 503, std::get<Refusal>(decided()).status);
    }
    CPPUNIT_ASSERT(!log_.lines().empty());
  }

  void isNotAskedAboutNothing() {
    const auto decision = policy_->check(Handshake{}, Identity{}, {});

    CPPUNIT_ASSERT(std::get<Grant>(decision).granted.empty());
    CPPUNIT_ASSERT(backend_->requests().empty());
  }

 private:
  Decision decided() const { return policy_->check(Handshake{}, Identity{}, {kHear, kSpeak}); }

  testing::FakeClock clock_;
  testing::RecordingLog log_;
  std::unique_ptr<ScriptedBackend> backend_;
  std::unique_ptr<HttpPolicy> policy_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(HttpPolicyTest);

}  // namespace
}  // namespace fanfare::policies
