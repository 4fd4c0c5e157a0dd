#include "sessions/express.h"

#include <string>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::sessions {
namespace {

using namespace std::string_literals;

// express-session 1.19.0 with the secret "express secret", session "Xk3_sid-1".
constexpr char kSigned[] = "s%3AXk3_sid-1.sVmV8dUsdUFv6kXzaQ%2BoUrzBKBG5OKGUn6n0nJ8Tgls";
constexpr char kWithSlashes[] = "s%3Asid0.SYm%2F0v7a6uK%2BF0fR0Av8ExK%2By18ZUA8Rj%2BsF2dXj%2FGM";

// What connect-redis 9.0.0 keeps, with passport 0.7.0.
constexpr char kSession[] =
    R"({"cookie":{"originalMaxAge":60000,"expires":"2026-11-21T06:12:29.924Z","httpOnly":true,)"
    R"("path":"/"},"passport":{"user":"alice"},"groups":["staff"]})";

ExpressOptions optionsOf(std::vector<std::string> secrets) {
  ExpressOptions options;
  options.cookie = "connect.sid";
  options.secrets = std::move(secrets);
  options.paths = {"passport.user", "groups", ""};
  return options;
}

class ExpressTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ExpressTest);
  CPPUNIT_TEST(findsTheKeyInASignedCookie);
  CPPUNIT_TEST(findsTheKeyWithFormerSecretsToo);
  CPPUNIT_TEST(refusesEachForgedOrTruncatedCookie);
  CPPUNIT_TEST(saysWhatIsWrongWithACookie);
  CPPUNIT_TEST(readsASession);
  CPPUNIT_TEST(refusesWhatIsNoSession);
  CPPUNIT_TEST(leavesTheEndOfSessionsToTheStore);
  CPPUNIT_TEST(knowsWhenTheCookieExpiresWhereItIsAsked);
  CPPUNIT_TEST(knowsThatACookieMayLastAsLongAsTheBrowser);
  CPPUNIT_TEST(refusesAnEndThatIsNoTime);
  CPPUNIT_TEST(needsASecret);
  CPPUNIT_TEST_SUITE_END();

 public:
  void findsTheKeyInASignedCookie() {
    CPPUNIT_ASSERT_EQUAL("Xk3_sid-1"s, *format().keyIn(kSigned));
    CPPUNIT_ASSERT_EQUAL("sid0"s, *format().keyIn(kWithSlashes));
    CPPUNIT_ASSERT_EQUAL(
        "Xk3_sid-1"s, *format().keyIn("s:Xk3_sid-1.sVmV8dUsdUFv6kXzaQ+oUrzBKBG5OKGUn6n0nJ8Tgls"));
  }

  void findsTheKeyWithFormerSecretsToo() {
    CPPUNIT_ASSERT(!expressSessionFormat(optionsOf({"new"}))->keyIn(kSigned));
    CPPUNIT_ASSERT_EQUAL(
        "Xk3_sid-1"s, *expressSessionFormat(optionsOf({"new", "express secret"}))->keyIn(kSigned));
  }

  void refusesEachForgedOrTruncatedCookie() {
    const std::string good = kSigned;
    for (std::size_t i = 0; i < good.size(); ++i) {
      std::string forged = good;
      forged[i] = forged[i] == 'x' ? 'y' : 'x';
      CPPUNIT_ASSERT_MESSAGE(forged, !format().keyIn(forged));
      CPPUNIT_ASSERT(!format().keyIn(good.substr(0, i)));
    }
  }

  void saysWhatIsWrongWithACookie() {
    CPPUNIT_ASSERT_EQUAL("the cookie is malformed"s, why("s%3"));
    for (const char* unsigned_ : {"Xk3_sid-1", "j%3A%7B%7D", "s%3AXk3", "s.x", ""}) {
      CPPUNIT_ASSERT_EQUAL("the cookie is not signed"s, why(unsigned_));
    }
    for (const auto& forged : {"s:."s, "s:sid."s, "s:sid.%%%"s, "s:.sid"s, kSigned + "%3D"s}) {
      CPPUNIT_ASSERT(!why(forged).empty());
    }
  }

  void readsASession() {
    const auto session = format().read(kSession);
    const auto identity = identityIn(*session, format().paths);

    CPPUNIT_ASSERT_EQUAL("alice"s, identity->user);
    CPPUNIT_ASSERT_EQUAL("staff"s, identity->groups.at(0));
  }

  void refusesWhatIsNoSession() {
    for (const char* bad : {"", "[]", "7", "{", "{} {}", "\x80"})
      CPPUNIT_ASSERT(!format().read(bad));
  }

  void leavesTheEndOfSessionsToTheStore() { CPPUNIT_ASSERT(!format().expiryOf); }

  void knowsWhenTheCookieExpiresWhereItIsAsked() {
    const auto expiry = expiryIn(kSession);
    CPPUNIT_ASSERT(*expiry ==
                   std::chrono::system_clock::time_point(std::chrono::seconds(1'795'241'549)));
  }

  void knowsThatACookieMayLastAsLongAsTheBrowser() {
    for (const char* session : {"{}", R"({"cookie":{"expires":null}})", R"({"cookie":{}})",
                                R"({"cookie":{"expires":false}})", R"({"cookie":7})"}) {
      CPPUNIT_ASSERT(expiryIn(session).value() == std::nullopt);
    }
  }

  void refusesAnEndThatIsNoTime() {
    CPPUNIT_ASSERT_EQUAL("cookie.expires is no time"s,
                         expiryIn(R"({"cookie":{"expires":"tomorrow"}})").error().message);
  }

  void needsASecret() {
    const auto format = expressSessionFormat(optionsOf({}));
    CPPUNIT_ASSERT(format.error().message.find("identity.express.secrets") != std::string::npos);
  }

 private:
  static SessionFormat format() { return *expressSessionFormat(optionsOf({"express secret"})); }

  static std::string why(const std::string& cookie) {
    const auto key = format().keyIn(cookie);
    CPPUNIT_ASSERT(!key.has_value());
    return key.error().message;
  }

  static Result<std::optional<std::chrono::system_clock::time_point>> expiryIn(
      const std::string& session) {
    ExpressOptions options = optionsOf({"express secret"});
    options.checksExpires = true;
    return expressSessionFormat(options)->expiryOf(*foreign::Value::parse(session));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ExpressTest);

}  // namespace
}  // namespace fanfare::sessions
