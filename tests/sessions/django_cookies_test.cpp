#include "sessions/django_cookies.h"

#include <memory>
#include <string>

#include <cppunit/extensions/HelperMacros.h>

#include "support/session_cookies.h"
#include "support/tokens.h"

namespace fanfare::sessions {
namespace {

using namespace std::string_literals;
using std::chrono::system_clock;

constexpr system_clock::time_point kSigned{std::chrono::seconds(1'000'000)};

class DjangoCookiesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(DjangoCookiesTest);
  CPPUNIT_TEST(findsWhoIsLoggedIn);
  CPPUNIT_TEST(readsWhatDjangoDeflated);
  CPPUNIT_TEST(knowsSha1WhereItIsListed);
  CPPUNIT_TEST(takesASessionNobodyIsLoggedInToForAnonymous);
  CPPUNIT_TEST(takesAVisitorWithoutACookieForAnonymous);
  CPPUNIT_TEST(takesNoOtherNameForTheOneThatIsConfigured);
  CPPUNIT_TEST(endsWhenTheCookieIsTooOld);
  CPPUNIT_TEST(endsWhenTheSessionSays);
  CPPUNIT_TEST(saysWhyACookieDoesNotCount);
  CPPUNIT_TEST(asksTheAccountsAgain);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override {
    now_ = kSigned + std::chrono::seconds(5);
    options_ = DjangoOptions();
    options_.engine = DjangoEngine::kSignedCookies;
    options_.cookie = "sessionid";
    options_.secrets.secretKey = "django secret";
    options_.maxAge = std::chrono::seconds(100);
    options_.paths = {"_auth_user_id", "ws4redis:memberof", ""};
  }

  void findsWhoIsLoggedIn() {
    for (const char* cookie : {testing::kDjango3, testing::kDjango5}) {
      const auto found = resolve(cookie);

      CPPUNIT_ASSERT_EQUAL("7"s, found.user);
      CPPUNIT_ASSERT(found.groups == std::vector<std::string>({"ops", "staff"}));
      CPPUNIT_ASSERT_EQUAL(""s, found.sessionKey);
      CPPUNIT_ASSERT(found.asOf == kSigned);
      CPPUNIT_ASSERT(*found.expiry == kSigned + std::chrono::seconds(100));
      CPPUNIT_ASSERT(!found.evidence);
    }
  }

  void readsWhatDjangoDeflated() {
    CPPUNIT_ASSERT_EQUAL("7"s, resolve(testing::kDjangoDeflated).user);
  }

  void knowsSha1WhereItIsListed() {
    CPPUNIT_ASSERT_EQUAL("django: the session's signature is not that of a known key"s,
                         resolve(testing::kDjangoSha1).anonymousBecause);
    options_.secrets.digests = {Digest::kSha256, Digest::kSha1};
    CPPUNIT_ASSERT_EQUAL("7"s, resolve(testing::kDjangoSha1).user);
    CPPUNIT_ASSERT_EQUAL("7"s, resolve(testing::kDjango5).user);
  }

  void takesASessionNobodyIsLoggedInToForAnonymous() {
    options_.paths.user = "lang";  // which is there

    const auto found = resolve(testing::kDjangoAnonymous);

    CPPUNIT_ASSERT(found.isAnonymous());
    CPPUNIT_ASSERT_EQUAL(""s, found.anonymousBecause);
  }

  void takesAVisitorWithoutACookieForAnonymous() {
    CPPUNIT_ASSERT(resolve("").isAnonymous());
    CPPUNIT_ASSERT_EQUAL(""s, resolve("").anonymousBecause);
  }

  void takesNoOtherNameForTheOneThatIsConfigured() {
    options_.paths.user = "ws4redis:username";
    CPPUNIT_ASSERT_EQUAL("alice"s, resolve(testing::kDjango5).user);

    options_.paths.user = "username";
    const auto found = resolve(testing::kDjango5);

    CPPUNIT_ASSERT(found.isAnonymous());
    CPPUNIT_ASSERT_EQUAL("django: somebody is logged in, but no name stands at 'username'"s,
                         found.anonymousBecause);
  }

  void endsWhenTheCookieIsTooOld() {
    now_ = kSigned + std::chrono::seconds(101);
    CPPUNIT_ASSERT_EQUAL("django: the session has expired"s,
                         resolve(testing::kDjango5).anonymousBecause);
  }

  void endsWhenTheSessionSays() {
    const std::string cookie = signedBy(R"({"_auth_user_id":"7","_session_expiry":20})");
    CPPUNIT_ASSERT(*resolve(cookie).expiry == kSigned + std::chrono::seconds(20));

    now_ = kSigned + std::chrono::seconds(20);

    CPPUNIT_ASSERT_EQUAL("django: the session has expired"s, resolve(cookie).anonymousBecause);
  }

  void saysWhyACookieDoesNotCount() {
    const std::string good = testing::kDjango5;
    CPPUNIT_ASSERT_EQUAL("django: the session is malformed"s, resolve("x").anonymousBecause);
    CPPUNIT_ASSERT(!resolve(good.substr(1)).anonymousBecause.empty());
    CPPUNIT_ASSERT(!resolve(good.substr(0, good.size() - 1)).anonymousBecause.empty());
    CPPUNIT_ASSERT_EQUAL("django: the cookie is too large"s,
                         resolve(std::string(4097, 'a')).anonymousBecause);
    CPPUNIT_ASSERT_EQUAL("django: the session is neither in JSON nor plain data in pickle"s,
                         resolve(signedBy("hello")).anonymousBecause);
  }

  void asksTheAccountsAgain() {
    auto accounts = std::make_unique<Renaming>();
    auto* renaming = accounts.get();
    const DjangoCookies resolver(
        options_, [this] { return now_; }, std::move(accounts));
    renaming->name = "alice";
    const auto before = *resolver.resolve(handshakeWith(testing::kDjango5));
    renaming->name = "alicia";

    const auto after = resolver.recheck({before, before});

    CPPUNIT_ASSERT_EQUAL("alice"s, before.user);
    CPPUNIT_ASSERT_EQUAL("alicia"s, after.at(1)->user);
    CPPUNIT_ASSERT_EQUAL(2, renaming->asked);  // once for both
  }

 private:
  class Renaming final : public Accounts {
   public:
    std::vector<Result<Identity>> confirm(std::vector<Claim> claims) const override {
      ++asked;
      std::vector<Result<Identity>> found;
      for (auto& claim : claims) {
        claim.identity.user = name;
        found.emplace_back(std::move(claim.identity));
      }
      return found;
    }

    std::string name;
    mutable int asked = 0;
  };

  static Handshake handshakeWith(const std::string& cookie) {
    Handshake handshake;
    handshake.cookies.push_back({"sessionid", cookie});
    return handshake;
  }

  Identity resolve(const std::string& cookie) const {
    const DjangoCookies resolver(options_, [this] { return now_; });
    return *resolver.resolve(handshakeWith(cookie));
  }

  static std::string signedBy(const std::string& content) {
    const auto key =
        digestOf(Digest::kSha256,
                 "django.contrib.sessions.backends.signed_cookiessigner"s + "django secret");
    const std::string text = testing::base64Url(content) + ":4C92";
    return text + ":" + testing::base64Url(hmacOf(Digest::kSha256, key, text));
  }

  DjangoOptions options_;
  system_clock::time_point now_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(DjangoCookiesTest);

}  // namespace
}  // namespace fanfare::sessions
