#include "sessions/flask.h"

#include <string>

#include <cppunit/extensions/HelperMacros.h>

#include "support/session_cookies.h"
#include "support/tokens.h"

namespace fanfare::sessions {
namespace {

using namespace std::string_literals;
using std::chrono::seconds;

constexpr std::chrono::system_clock::time_point kSigned{seconds(1'000'000)};

// Flask 3.1.3, as testing::kFlaskPlain: {"_user_id": "alice"} with salt "salt" and SHA-256.
constexpr char kOtherSeal[] =
    "eyJfdXNlcl9pZCI6ImFsaWNlIn0.D0JA.P6HZy9qNr4IS3vj--xmOEjasLRtD4aMgPJkcgRN9-xs";

// itsdangerous 2.2.0, as Flask-Session 0.8.0 signs with SESSION_USE_SIGNER and "flask secret".
constexpr char kSignedKey[] = "Xk3_sid-1.GMfHUeHw2iXNTgC7EK13MGDLNkk";

FlaskOptions optionsOf(const std::string& secretKey) {
  FlaskOptions options;
  options.cookie = "session";
  options.secretKey = secretKey;
  options.salt = "cookie-session";
  options.maxAge = seconds(100);
  options.paths = {"_user_id", "groups", "", "profile"};
  return options;
}

class FlaskTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(FlaskTest);
  CPPUNIT_TEST(findsWhoIsLoggedIn);
  CPPUNIT_TEST(readsADeflatedSession);
  CPPUNIT_TEST(takesASessionOfNobodyForAnonymous);
  CPPUNIT_TEST(takesAVisitorWithoutACookieForAnonymous);
  CPPUNIT_TEST(verifiesWithFormerKeysToo);
  CPPUNIT_TEST(verifiesWithAnotherSaltAndDigest);
  CPPUNIT_TEST(holdsFromTheSigningOnUntilItIsTooOld);
  CPPUNIT_TEST(holdsNotLaterThanNow);
  CPPUNIT_TEST(saysWhyACookieDoesNotCount);
  CPPUNIT_TEST(refusesEachForgedOrTruncatedCookie);
  CPPUNIT_TEST(needsASecretKey);
  CPPUNIT_TEST(takesTheCookieOfFlaskSessionForTheKey);
  CPPUNIT_TEST(verifiesASignedKey);
  CPPUNIT_TEST(refusesAForgedKey);
  CPPUNIT_TEST(needsASecretKeyForSignedKeys);
  CPPUNIT_TEST(readsStoredSessionsInEachFormat);
  CPPUNIT_TEST(refusesStoredSessionsOfOtherKinds);
  CPPUNIT_TEST_SUITE_END();

 public:
  void findsWhoIsLoggedIn() {
    const auto found = resolve(testing::kFlaskPlain);

    CPPUNIT_ASSERT_EQUAL("alice"s, found.user);
    CPPUNIT_ASSERT(found.groups == std::vector<std::string>({"ops", "staff"}));
    CPPUNIT_ASSERT_EQUAL(""s, found.sessionKey);
    CPPUNIT_ASSERT_EQUAL(""s, found.anonymousBecause);
    CPPUNIT_ASSERT(!found.evidence);
  }

  void readsADeflatedSession() {
    CPPUNIT_ASSERT_EQUAL("00000000000000000000000000000007"s,
                         resolve(testing::kFlaskDeflated).user);
  }

  void takesASessionOfNobodyForAnonymous() {
    CPPUNIT_ASSERT(resolve(testing::kFlaskAnonymous).isAnonymous());
    CPPUNIT_ASSERT_EQUAL(""s, resolve(testing::kFlaskAnonymous).anonymousBecause);
    CPPUNIT_ASSERT(!resolve(testing::kFlaskAnonymous).expiry);  // he has nothing to lose
  }

  void takesAVisitorWithoutACookieForAnonymous() {
    CPPUNIT_ASSERT(resolve("").isAnonymous());
    CPPUNIT_ASSERT_EQUAL(""s, resolve("").anonymousBecause);
  }

  void verifiesWithFormerKeysToo() {
    FlaskOptions options = optionsOf("new secret");
    CPPUNIT_ASSERT(resolve(testing::kFlaskPlain, options).isAnonymous());
    options.fallbacks = {"older", "flask secret"};
    CPPUNIT_ASSERT_EQUAL("alice"s, resolve(testing::kFlaskPlain, options).user);
  }

  void verifiesWithAnotherSaltAndDigest() {
    FlaskOptions options = optionsOf("flask secret");
    CPPUNIT_ASSERT(resolve(kOtherSeal, options).isAnonymous());
    options.salt = "salt";
    CPPUNIT_ASSERT(resolve(kOtherSeal, options).isAnonymous());
    options.digest = Digest::kSha256;
    CPPUNIT_ASSERT_EQUAL("alice"s, resolve(kOtherSeal, options).user);
  }

  void holdsFromTheSigningOnUntilItIsTooOld() {
    now_ = kSigned + seconds(100);
    const auto found = resolve(testing::kFlaskPlain);
    CPPUNIT_ASSERT(found.asOf == kSigned);
    CPPUNIT_ASSERT(found.expiry == now_);

    now_ += seconds(1);
    CPPUNIT_ASSERT_EQUAL("flask: the session has expired"s,
                         resolve(testing::kFlaskPlain).anonymousBecause);
  }

  void holdsNotLaterThanNow() {
    now_ = kSigned - seconds(30);  // by a clock that is late
    CPPUNIT_ASSERT(resolve(testing::kFlaskPlain).asOf == now_);
  }

  void saysWhyACookieDoesNotCount() {
    const auto because = [this](const std::string& cookie) {
      return resolve(cookie).anonymousBecause;
    };
    CPPUNIT_ASSERT_EQUAL("flask: the session is malformed"s, because("x"));
    CPPUNIT_ASSERT_EQUAL("flask: the session's signature is not that of a known key"s,
                         because("e30.D0JA.AAAA"));
    CPPUNIT_ASSERT_EQUAL("flask: the session is too large"s,
                         because(sealed(std::string(StoredSessions::kMaxCookieBytes, 'x'))));
    CPPUNIT_ASSERT_EQUAL("flask: the session holds something else"s, because(sealed("[1]")));
    CPPUNIT_ASSERT_EQUAL("flask: the session holds something else"s, because(sealed("\x80\x04}.")));
    CPPUNIT_ASSERT_EQUAL("flask: what stands at '_user_id' is no name"s,
                         because(sealed(R"({"_user_id":{"name":"alice"}})")));
  }

  void refusesEachForgedOrTruncatedCookie() {
    const std::string good = testing::kFlaskPlain;
    for (std::size_t i = 0; i < good.size(); ++i) {
      std::string forged = good;
      forged[i] = forged[i] == 'x' ? 'y' : 'x';
      CPPUNIT_ASSERT(isRefused(forged));
      CPPUNIT_ASSERT(i == 0 || isRefused(good.substr(0, i)));
    }
  }

  void needsASecretKey() {
    const auto resolver = FlaskResolver::make(optionsOf(""), [] { return kSigned; });
    CPPUNIT_ASSERT(resolver.error().message.find("identity.flask.secret_key") != std::string::npos);
  }

  void takesTheCookieOfFlaskSessionForTheKey() {
    CPPUNIT_ASSERT_EQUAL("Xk3_sid-1"s, *flaskSessionFormat(optionsOf(""))->keyIn("Xk3_sid-1"));
  }

  void verifiesASignedKey() {
    CPPUNIT_ASSERT_EQUAL("Xk3_sid-1"s, *signedKeys("flask secret").keyIn(kSignedKey));
  }

  void refusesAForgedKey() {
    const std::string good = kSignedKey;
    const auto format = signedKeys("flask secret");
    for (std::size_t i = 0; i < good.size(); ++i) {
      std::string forged = good;
      forged[i] = forged[i] == 'x' ? 'y' : 'x';
      CPPUNIT_ASSERT(!format.keyIn(forged));
      CPPUNIT_ASSERT(!format.keyIn(good.substr(0, i)));
    }
    CPPUNIT_ASSERT_EQUAL("the cookie is not signed"s, format.keyIn("Xk3_sid-1").error().message);
    CPPUNIT_ASSERT_EQUAL("the cookie's signature is not that of the secret key"s,
                         signedKeys("other").keyIn(kSignedKey).error().message);
  }

  void needsASecretKeyForSignedKeys() {
    FlaskOptions options = optionsOf("");
    options.isKeySigned = true;
    CPPUNIT_ASSERT(!flaskSessionFormat(options));
  }

  void readsStoredSessionsInEachFormat() {
    // {"_user_id": "alice"}, pickled by Python 3.11.
    const std::string pickled =
        "\x80\x04\x95\x17\0\0\0\0\0\0\0}\x94\x8c\x08_user_id\x94\x8c\x05"s + "alice\x94s.";
    for (const auto& bytes :
         {R"({"_user_id":"alice"})"s, "\x81\xa8_user_id\xa5"s + "alice", pickled}) {
      CPPUNIT_ASSERT_EQUAL("alice"s, readStored(bytes)->at("_user_id")->asText().value());
    }
    CPPUNIT_ASSERT(readStored("\x80")->isObject());
    CPPUNIT_ASSERT(readStored("{}")->isObject());
  }

  void refusesStoredSessionsOfOtherKinds() {
    for (const auto& bytes :
         {""s, "[1]"s, "\x91\x01"s, "{"s, "text"s, "\x81"s, "\x80\x04]."s, "\x80\x04"s}) {
      CPPUNIT_ASSERT(!readStored(bytes));
    }
  }

 private:
  Identity resolve(const std::string& cookie, const FlaskOptions& options) {
    const auto resolver = FlaskResolver::make(options, [this] { return now_; });
    Handshake handshake;
    handshake.cookies.push_back({"session", cookie});
    return *(*resolver)->resolve(handshake);
  }
  Identity resolve(const std::string& cookie) { return resolve(cookie, optionsOf("flask secret")); }

  bool isRefused(const std::string& cookie) {
    const auto found = resolve(cookie);
    return found.isAnonymous() && !found.anonymousBecause.empty();
  }

  static std::string sealed(const std::string& content) {
    const auto key = hmacOf(Digest::kSha1, "flask secret", "cookie-session");
    const auto text = testing::base64Url(content) + ".D0JA";
    return text + "." + testing::base64Url(hmacOf(Digest::kSha1, key, text));
  }

  static SessionFormat signedKeys(const std::string& secretKey) {
    FlaskOptions options = optionsOf(secretKey);
    options.isKeySigned = true;
    return *flaskSessionFormat(options);
  }

  static Result<foreign::Value> readStored(const std::string& bytes) {
    return flaskSessionFormat(optionsOf(""))->read(bytes);
  }

  std::chrono::system_clock::time_point now_ = kSigned;
};

CPPUNIT_TEST_SUITE_REGISTRATION(FlaskTest);

}  // namespace
}  // namespace fanfare::sessions
