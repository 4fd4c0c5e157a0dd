#include "http/turnstile.h"

#include <cppunit/extensions/HelperMacros.h>

#include "support/fake_clock.h"
#include "support/recording_log.h"

namespace fanfare::http {
namespace {

using namespace std::string_literals;

class TurnstileTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(TurnstileTest);
  CPPUNIT_TEST(letsInAsManyAsAnAddressMayHave);
  CPPUNIT_TEST(letsAnAddressInNoOftenerThanItMayCome);
  CPPUNIT_TEST(letsInAsManyAsAUserAndASessionMayHave);
  CPPUNIT_TEST(namesTheSettingAndCountsIt);
  CPPUNIT_TEST(holdsNoTrustedProxyToTheBoundsOfAnAddress);
  CPPUNIT_TEST(letsAnUndeclaredProxyInAndSaysWhatToSet);
  CPPUNIT_TEST(freesNobodyAtAPublicAddressForHisHeaders);
  CPPUNIT_TEST(holdsAnInternalAddressThatIsNoProxy);
  CPPUNIT_TEST_SUITE_END();

 public:
  void letsInAsManyAsAnAddressMayHave() {
    auto one = turnstile_.enter(from("192.0.2.1"));
    auto two = turnstile_.enter(from("192.0.2.1"));
    CPPUNIT_ASSERT_EQUAL(429, statusOf(turnstile_.enter(from("192.0.2.1"))));
    CPPUNIT_ASSERT_EQUAL(0, statusOf(turnstile_.enter(from("192.0.2.2"))));

    one = core::Place();
    CPPUNIT_ASSERT_EQUAL(0, statusOf(turnstile_.enter(from("192.0.2.1"))));
  }

  void letsAnAddressInNoOftenerThanItMayCome() {
    for (int i = 0; i < 10; ++i) {
      CPPUNIT_ASSERT_EQUAL(0, statusOf(turnstile_.enter(from("192.0.2.1"))));
    }
    CPPUNIT_ASSERT_EQUAL(429, statusOf(turnstile_.enter(from("192.0.2.1"))));

    clock_.advance(std::chrono::seconds(1));
    CPPUNIT_ASSERT_EQUAL(0, statusOf(turnstile_.enter(from("192.0.2.1"))));
  }

  void letsInAsManyAsAUserAndASessionMayHave() {
    Identity ann;
    ann.user = "ann";
    ann.sessionKey = "s1";
    const auto one = turnstile_.seat(ann);
    CPPUNIT_ASSERT_EQUAL(429, statusOf(turnstile_.seat(ann)));
    ann.sessionKey = "s2";
    const auto two = turnstile_.seat(ann);
    ann.sessionKey = "s3";
    CPPUNIT_ASSERT_EQUAL(429, statusOf(turnstile_.seat(ann)));
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, counts_.of(core::Limit::kConnectionsPerSession));
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, counts_.of(core::Limit::kConnectionsPerUser));
  }

  void namesTheSettingAndCountsIt() {
    const auto one = turnstile_.enter(from("192.0.2.1"));
    const auto two = turnstile_.enter(from("192.0.2.1"));

    const auto refused = turnstile_.enter(from("192.0.2.1"));

    const auto& turned = std::get<Turned>(refused);
    CPPUNIT_ASSERT_EQUAL("too many connections from this address; limit.connections_per_address"s,
                         turned.refusal.reason);
    CPPUNIT_ASSERT(turned.refusal.retryAfter > 0);
    CPPUNIT_ASSERT(turned.cause == RefusalCause::kAddressFull);
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, counts_.of(core::Limit::kConnectionsPerAddress));
  }

  void holdsNoTrustedProxyToTheBoundsOfAnAddress() {
    std::vector<std::variant<core::Place, Turned>> entered;
    for (int i = 0; i < 50; ++i) entered.push_back(turnstile_.enter(from("127.0.0.1")));
    for (const auto& one : entered) CPPUNIT_ASSERT_EQUAL(0, statusOf(one));
  }

  void letsAnUndeclaredProxyInAndSaysWhatToSet() {
    Handshake handshake = from("10.0.0.5");
    handshake.headers = {{"X-Forwarded-For", "192.0.2.1"}};
    std::vector<std::variant<core::Place, Turned>> entered;
    for (int i = 0; i < 50; ++i) entered.push_back(turnstile_.enter(handshake));

    for (const auto& one : entered) CPPUNIT_ASSERT_EQUAL(0, statusOf(one));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, log_.count("server.trusted_proxies"));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, log_.count("10.0.0.5"));
  }

  void freesNobodyAtAPublicAddressForHisHeaders() {
    Handshake handshake = from("203.0.113.9");
    handshake.headers = {{"X-Forwarded-For", "192.0.2.1"}, {"Via", "1.1 x"}};
    const auto one = turnstile_.enter(handshake);
    const auto two = turnstile_.enter(handshake);

    CPPUNIT_ASSERT_EQUAL(429, statusOf(turnstile_.enter(handshake)));
  }

  void holdsAnInternalAddressThatIsNoProxy() {
    const auto one = turnstile_.enter(from("10.0.0.5"));
    const auto two = turnstile_.enter(from("10.0.0.5"));

    CPPUNIT_ASSERT_EQUAL(429, statusOf(turnstile_.enter(from("10.0.0.5"))));
  }

 private:
  static Handshake from(const char* address) {
    Handshake handshake;
    handshake.peerAddress = handshake.clientAddress = address;
    return handshake;
  }

  template <typename Got>
  static int statusOf(const std::variant<Got, Turned>& answer) {
    const auto* turned = std::get_if<Turned>(&answer);
    return turned ? turned->refusal.status : 0;
  }

  testing::FakeClock clock_;
  testing::RecordingLog log_;
  core::LimitCounts counts_;
  core::Places places_{core::Places::Bounds{2, 2, 1}};
  Turnstile turnstile_{Turnstile::Options{core::Rate::of(1), {}}, {places_, counts_, clock_, log_}};
};

CPPUNIT_TEST_SUITE_REGISTRATION(TurnstileTest);

}  // namespace
}  // namespace fanfare::http
