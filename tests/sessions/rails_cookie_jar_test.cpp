#include "sessions/rails_cookie_jar.h"

#include <string>

#include <cppunit/extensions/HelperMacros.h>

#include "support/rails_cookies.h"

namespace fanfare::sessions {
namespace {

using namespace std::string_literals;
using testing::railsCookieOf;
using testing::railsEnvelopeOf;

const std::string kSecret = "0123456789012345678901234567890123456789";
constexpr char kSession[] = R"({"session_id":"5f2d","warden.user.user.key":[[17],"$2a$12$x"]})";
constexpr char kPurpose[] = R"(,"pur":"cookie._shop_session")";

// What ActiveSupport 6.1 made of that session, until 2030: with its own key, and with Rails 7's.
constexpr char kRails6[] =
    "BL6Ko432tiiUbwlVWtHSIgOZ9yZAA0eafDv1IkF7O6TlGUcWIG1Akzg55xeHuRQR1PPEXlv4hqg1dcwHMK0OgC9rUZsW"
    "URNVRRuB%2FbhDxaPwYCyEq9mRuojMKU9cCr%2F6TzTUAIcGf1pnAB7adwXW6x2Pd1Yt1hnVSmo7gEbnDJTIRwCOO8SN"
    "%2Bd%2FQctr6lIfe87M7mrKEEmdr%2FlNmicmwCDbcgooV0PoBtDzV--DdmzbwbVePsXvg2P--LFiqxjVKm2HyPrYNKn"
    "qsNQ%3D%3D";
constexpr char kRails7[] =
    "RpcBJX5m2gThUuP1k8NQTJwLmGXlrAIaZJ8aWm2EVt5YgFvQiMfb20u%2BcCcbq7P%2Fvwhr7Rk3iMr63VoESRffmLEhX"
    "PTKkJPoPeVAxgi3KGlB%2FpxCpKZtZYCIcUvPUd1OhgTqqGaPtyO7XKBJvmcpYHJbxFuQjBL6qQA0KxUNBNiLzG9X%2BN"
    "8s6%2FbGXc2%2B02i%2FNOSLMYvVEWzaTcylmyuYR5QKx5ZM2hhm8%2BWA--XoLwd%2FfeAiP6Qv7b--HrBlF2sv38zT"
    "J%2BViTCCqzQ%3D%3D";

std::chrono::system_clock::time_point second(std::int64_t since1970) {
  return std::chrono::system_clock::time_point(std::chrono::seconds(since1970));
}
constexpr std::int64_t kNow = 1'800'000'000;     // January 2027
constexpr std::int64_t kIn2030 = 1'893'456'000;  // its first second

class RailsCookieJarTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RailsCookieJarTest);
  CPPUNIT_TEST(opensWhatRailsEncrypted);
  CPPUNIT_TEST(opensTheEnvelopesOfEachRails);
  CPPUNIT_TEST(opensWhatAnOlderSecretEncrypted);
  CPPUNIT_TEST(opensNothingThatHasExpired);
  CPPUNIT_TEST(opensNothingThatWasMadeForAnotherCookie);
  CPPUNIT_TEST(wantsAPurposeUnlessTold);
  CPPUNIT_TEST(opensNothingThatWasChanged);
  CPPUNIT_TEST(opensNothingMalformed);
  CPPUNIT_TEST(opensNothingWithoutASecret);
  CPPUNIT_TEST(namesTheSerializerThatIsNotRead);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override { options_ = {"_shop_session", {kSecret}, true}; }

  void opensWhatRailsEncrypted() {
    for (const char* cookie : {kRails6, kRails7}) {
      const auto opened = open(cookie);

      CPPUNIT_ASSERT_EQUAL("5f2d"s, opened->content.at("session_id")->asText().value());
      CPPUNIT_ASSERT_EQUAL("17"s, opened->content.at("warden.user.user.key.0.0")->asName().value());
      CPPUNIT_ASSERT(opened->expiry == second(kIn2030));
    }
  }

  void opensTheEnvelopesOfEachRails() {
    for (const auto& metadata : {R"(,"exp":null)"s + kPurpose, std::string(kPurpose),
                                 R"(,"exp":"2030-01-01T00:00:00.000Z")"s + kPurpose}) {
      for (const auto& text : {railsEnvelopeOf(kSession, metadata),
                               R"({"_rails":{"data":)"s + kSession + metadata + "}}"}) {
        const auto opened = open(railsCookieOf(text, kSecret));
        CPPUNIT_ASSERT_MESSAGE(text, opened);
        CPPUNIT_ASSERT_EQUAL("5f2d"s, opened->content.at("session_id")->asText().value());
        const bool expires = metadata.find("2030") != std::string::npos;
        CPPUNIT_ASSERT_EQUAL(expires, opened->expiry.has_value());
      }
    }
  }

  void opensWhatAnOlderSecretEncrypted() {
    options_.secretKeyBases = {std::string(64, 'n'), kSecret};
    CPPUNIT_ASSERT(open(kRails6) && open(kRails7));
    options_.secretKeyBases = {std::string(64, 'n')};
    CPPUNIT_ASSERT_EQUAL("the cookie is not encrypted with a known key"s, reason(kRails7));
  }

  void opensNothingThatHasExpired() {
    const RailsCookieJar jar(options_);
    CPPUNIT_ASSERT(jar.open(kRails7, second(kIn2030 - 1)));
    CPPUNIT_ASSERT_EQUAL("the cookie has expired"s,
                         jar.open(kRails7, second(kIn2030)).error().message);
    for (const char* expiry :
         {R"("tomorrow")", "1893456000", R"("")", "{}", R"("2030-01-01 00:00:00")", "false"}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(
          expiry, "the cookie's expiry is no time"s,
          reason(enveloped(kSession, std::string(",\"exp\":") + expiry + kPurpose)));
    }
  }

  void opensNothingThatWasMadeForAnotherCookie() {
    options_.cookie = "_other_session";
    CPPUNIT_ASSERT_EQUAL("the cookie is meant for something else"s, reason(kRails7));
    options_.requirePurpose = false;
    CPPUNIT_ASSERT_EQUAL("the cookie is meant for something else"s, reason(kRails7));
    CPPUNIT_ASSERT_EQUAL("the cookie is meant for something else"s,
                         reason(enveloped(kSession, R"(,"pur":7)")));
  }

  void wantsAPurposeUnlessTold() {
    const auto bare = railsCookieOf(kSession, kSecret);
    const auto purposeless = enveloped(kSession, R"(,"exp":null,"pur":null)");
    for (const auto& cookie : {bare, purposeless}) {
      CPPUNIT_ASSERT_EQUAL("the cookie does not say what it is for"s, reason(cookie));
    }
    options_.requirePurpose = false;
    for (const auto& cookie : {bare, purposeless}) CPPUNIT_ASSERT(open(cookie));
  }

  void opensNothingThatWasChanged() {
    const std::string good = kRails7;
    for (std::size_t i = 0; i < good.size(); ++i) {
      std::string changed = good;
      changed[i] = changed[i] == 'A' ? 'B' : 'A';
      CPPUNIT_ASSERT_MESSAGE(changed, !open(changed));
    }
    const std::string padding = "%3D%3D";  // which may be missing
    for (std::size_t size = 0; size < good.size() - padding.size(); ++size) {
      CPPUNIT_ASSERT_MESSAGE("cut", !open(good.substr(0, size)));
    }
  }

  void opensNothingMalformed() {
    for (const char* cookie : {"x", "--", "----", "a--b--c", "%", "%zz--a--b", "a--b--c--d",
                               "YQ==--YQ==--YQ==", "YQ--YQ--YQ--"}) {
      CPPUNIT_ASSERT_MESSAGE(cookie, !open(cookie));
    }
    CPPUNIT_ASSERT(reason("BAh7--4d0f").find("only signed") != std::string::npos);
    CPPUNIT_ASSERT_EQUAL("the cookie is too large"s,
                         reason(std::string(RailsCookieJar::kMaxCookieBytes + 1, 'a')));
    const std::string envelopes[] = {R"({"_rails":{"message":7)"s + kPurpose + "}}",
                                     R"({"_rails":{"message":"?")"s + kPurpose + "}}",
                                     R"({"_rails":{"pur":"cookie._shop_session"}})"};
    for (const auto& envelope : envelopes) {
      CPPUNIT_ASSERT_EQUAL("the cookie is malformed"s, reason(railsCookieOf(envelope, kSecret)));
    }
    for (const char* text : {"", "{", R"({"_rails":[]})", R"({"_rails":{},"a":1})"}) {
      CPPUNIT_ASSERT_MESSAGE(text, !open(railsCookieOf(text, kSecret)));
    }
    CPPUNIT_ASSERT(!open(enveloped("{", kPurpose)));
  }

  void opensNothingWithoutASecret() {
    options_.secretKeyBases = {};
    CPPUNIT_ASSERT(!open(kRails7));
  }

  void namesTheSerializerThatIsNotRead() {
    const std::string marshal =
        "\x04\x08{\x06I\"\x06"
        "a\x06:\x06ETi\x06";
    for (const auto& cookie : {enveloped(marshal, kPurpose), railsCookieOf(marshal, kSecret)}) {
      CPPUNIT_ASSERT_EQUAL(
          "it is written by Marshal, which is not read; set "
          "config.action_dispatch.cookies_serializer = :json in Rails"s,
          reason(cookie));
    }
    CPPUNIT_ASSERT(reason(enveloped("\xCC\x80\x81", kPurpose)).find("MessagePack") !=
                   std::string::npos);
  }

 private:
  Result<RailsCookieJar::Opened> open(std::string_view cookie) const {
    return RailsCookieJar(options_).open(cookie, second(kNow));
  }
  std::string reason(std::string_view cookie) const { return open(cookie).error().message; }
  static std::string enveloped(std::string_view json, const std::string& metadata) {
    return railsCookieOf(railsEnvelopeOf(json, metadata), kSecret);
  }

  RailsCookieOptions options_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(RailsCookieJarTest);

}  // namespace
}  // namespace fanfare::sessions
