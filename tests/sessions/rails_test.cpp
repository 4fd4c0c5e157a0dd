#include "sessions/rails.h"

#include <string>

#include <cppunit/extensions/HelperMacros.h>

#include "support/rails_cookies.h"

namespace fanfare::sessions {
namespace {

using namespace std::string_literals;
using TimePoint = std::chrono::system_clock::time_point;

const std::string kSecret = "0123456789012345678901234567890123456789";
constexpr TimePoint kNow{std::chrono::seconds(1'800'000'000)};
constexpr char kUser[] = R"("warden.user.user.key":[[17],"$2a$12$x"])";

std::string cookieOf(const std::string& session, const std::string& expiry = "null") {
  return testing::railsCookieOf(
      testing::railsEnvelopeOf("{" + session + "}",
                               ",\"exp\":" + expiry + R"(,"pur":"cookie._shop_session")"),
      kSecret);
}

std::string changed(std::string cookie) {
  cookie.front() = cookie.front() == 'A' ? 'B' : 'A';
  return cookie;
}

class RailsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RailsTest);
  CPPUNIT_TEST(findsWhoIsLoggedIn);
  CPPUNIT_TEST(knowsASessionNobodyIsLoggedInTo);
  CPPUNIT_TEST(leavesAnonymousWhoBringsNoCookie);
  CPPUNIT_TEST(saysWhyACookieDoesNotCount);
  CPPUNIT_TEST(endsWithTheCookie);
  CPPUNIT_TEST(takesTheTimeOfIssueFromTheSession);
  CPPUNIT_TEST(mayBeAsOldAsAnyRevocationWhereTheSessionDoesNotSay);
  CPPUNIT_TEST(isNotMadeWithoutWhatItNeeds);
  CPPUNIT_TEST(keepsTheIdOfAStoredSessionPrivate);
  CPPUNIT_TEST(decryptsTheIdOfAStoredSession);
  CPPUNIT_TEST(readsAStoredSession);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override {
    options_ = {};
    options_.jar = {"_shop_session", {kSecret}, true};
    options_.paths = {"warden.user.user.key.0.0", "groups", "", "profile"};
    options_.issuedPath = "warden.user.user.session.last_request_at";
  }

  void findsWhoIsLoggedIn() {
    const auto identity = resolve(
        cookieOf(R"("session_id":"5f2d","groups":["ops"],"profile":{"plan":"gold"},)"s + kUser));

    CPPUNIT_ASSERT_EQUAL(""s, identity.anonymousBecause);
    CPPUNIT_ASSERT_EQUAL("17"s, identity.user);
    CPPUNIT_ASSERT_EQUAL("5f2d"s, identity.sessionKey);
    CPPUNIT_ASSERT(identity.groups == std::vector<std::string>{"ops"});
    CPPUNIT_ASSERT_EQUAL("gold"s, identity.attributes.at("plan"));
    CPPUNIT_ASSERT(!identity.evidence && !identity.expiry);
  }

  void knowsASessionNobodyIsLoggedInTo() {
    const auto identity = resolve(cookieOf(R"("session_id":"5f2d","groups":["ops"])"));

    CPPUNIT_ASSERT_EQUAL("5f2d"s, identity.sessionKey);
    CPPUNIT_ASSERT(identity.user.empty() && identity.groups.empty());
    CPPUNIT_ASSERT_EQUAL(""s, identity.anonymousBecause);
  }

  void leavesAnonymousWhoBringsNoCookie() {
    Handshake handshake;
    handshake.cookies = {{"_other_session", cookieOf(kUser)}, {"_shop_session", ""}};

    const auto identity = make().value()->resolve(handshake);

    CPPUNIT_ASSERT(identity->isAnonymous());
    CPPUNIT_ASSERT_EQUAL(""s, identity->anonymousBecause);
  }

  void saysWhyACookieDoesNotCount() {
    const std::string cookies[][2] = {
        {"x", "rails: the cookie is malformed"},
        {changed(cookieOf(kUser)), "rails: the cookie is not encrypted with a known key"},
        {cookieOf(kUser, R"("2020-01-01T00:00:00.000Z")"), "rails: the cookie has expired"},
        {cookieOf(R"("warden.user.user.key":[[{"id":1}]])"),
         "rails: what stands at 'warden.user.user.key.0.0' is no name"},
        {cookieOf(R"("session_id":"a\nb")"), "rails: what stands at 'session_id' is no name"},
        {cookieOf(R"("visits":1)"), "rails: the cookie names neither a user nor a session"},
        {std::string(RailsCookieJar::kMaxCookieBytes + 1, 'a'), "rails: the cookie is too large"}};
    for (const auto& [cookie, reason] : cookies) {
      const Identity identity = resolve(cookie);
      CPPUNIT_ASSERT_EQUAL(reason, identity.anonymousBecause);
      CPPUNIT_ASSERT(identity.isAnonymous() && identity.groups.empty());
    }
  }

  void endsWithTheCookie() {
    const auto identity = resolve(cookieOf(kUser, R"("2027-01-15T08:00:01.000Z")"));
    CPPUNIT_ASSERT(identity.expiry == kNow + std::chrono::seconds(1));
    CPPUNIT_ASSERT(resolve(cookieOf(kUser, R"("2027-01-15T08:00:00.000Z")")).isAnonymous());
  }

  void takesTheTimeOfIssueFromTheSession() {
    const auto asOf = [this](const std::string& time) {
      return resolve(cookieOf(kUser + R"(,"warden.user.user.session":{"last_request_at":)"s + time +
                              "}"))
          .asOf;
    };
    CPPUNIT_ASSERT(asOf("1799999990") == kNow - std::chrono::seconds(10));
    CPPUNIT_ASSERT(asOf(R"("2027-01-15T07:59:50.000Z")") == kNow - std::chrono::seconds(10));
    // No cookie is from the future, where no revocation would reach it.
    CPPUNIT_ASSERT(asOf("1900000000") == kNow);
    CPPUNIT_ASSERT(asOf("1e300") == kNow);
    CPPUNIT_ASSERT(asOf(R"("2037-01-15T07:59:50.000Z")") == kNow);
  }

  void mayBeAsOldAsAnyRevocationWhereTheSessionDoesNotSay() {
    const auto epoch = TimePoint();
    CPPUNIT_ASSERT(resolve(cookieOf(kUser)).asOf == epoch);
    for (const char* time : {"null", R"("yesterday")", "-5", "{}", "1e999"}) {
      const auto session = R"(,"warden.user.user.session":{"last_request_at":)"s + time + "}";
      CPPUNIT_ASSERT_MESSAGE(time, resolve(cookieOf(kUser + session)).asOf == epoch);
    }
    options_.issuedPath = "";
    CPPUNIT_ASSERT(resolve(cookieOf(kUser)).asOf == epoch);
  }

  void isNotMadeWithoutWhatItNeeds() {
    options_.jar.secretKeyBases = {};
    CPPUNIT_ASSERT(made().find("needs identity.rails.secret_key_base") != std::string::npos);
    options_.store = RailsStore::kRedis;
    CPPUNIT_ASSERT(railsSessionFormat(options_, [] { return kNow; }));
    options_.jar.secretKeyBases = {kSecret, std::string(29, 'x')};
    CPPUNIT_ASSERT(made().find("shorter than 30") != std::string::npos);
    CPPUNIT_ASSERT(!railsSessionFormat(options_, [] { return kNow; }));
    options_.jar.cookie = "";
    CPPUNIT_ASSERT(made().find("needs identity.rails.cookie") != std::string::npos);
  }

  void keepsTheIdOfAStoredSessionPrivate() {
    // As Rack::Session::SessionId made it.
    CPPUNIT_ASSERT_EQUAL("2::25b4cc0a13d3b2bdd5936e0519c67c27abaaaf56f5b89656e93818509dd2787a"s,
                         keyIn("6e1da68cdbb6be299bca45456ce25063").value());
    CPPUNIT_ASSERT(keyIn("user%3A5").value() == keyIn("user:5").value());
    CPPUNIT_ASSERT(!keyIn(""));
    CPPUNIT_ASSERT(!keyIn("%"));
  }

  void decryptsTheIdOfAStoredSession() {
    const auto cookieOfId = [](const std::string& json) {
      return testing::railsCookieOf(
          testing::railsEnvelopeOf(json, R"(,"pur":"cookie._shop_session")"), kSecret);
    };
    CPPUNIT_ASSERT_EQUAL(keyIn("6e1da68cdbb6be299bca45456ce25063").value(),
                         keyIn(cookieOfId("\"6e1da68cdbb6be299bca45456ce25063\"")).value());
    for (const char* json : {"\"\"", "7", "{}"}) CPPUNIT_ASSERT(!keyIn(cookieOfId(json)));
    CPPUNIT_ASSERT_EQUAL("the cookie is not encrypted with a known key"s,
                         keyIn(changed(cookieOfId("\"a\""))).error().message);
  }

  void readsAStoredSession() {
    const auto read = railsSessionFormat(options_, [] { return kNow; })->read;
    CPPUNIT_ASSERT_EQUAL(
        "17"s, read("{"s + kUser + "}")->at("warden.user.user.key.0.0")->asName().value());
    CPPUNIT_ASSERT(!read("{"));
    CPPUNIT_ASSERT(read("\x04\x08{").error().message.find("serializer JSON") != std::string::npos);
  }

 private:
  Result<std::unique_ptr<SessionResolver>> make() const {
    return RailsCookieSessions::make(options_, [] { return kNow; });
  }
  std::string made() const { return make().error().message; }
  Identity resolve(const std::string& cookie) const {
    Handshake handshake;
    handshake.cookies = {{"_shop_session", cookie}};
    return make().value()->resolve(handshake).value();
  }
  Result<std::string> keyIn(const std::string& cookie) const {
    return railsSessionFormat(options_, [] { return kNow; })->keyIn(cookie);
  }

  RailsOptions options_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(RailsTest);

}  // namespace
}  // namespace fanfare::sessions
