#include "sessions/jwt.h"

#include <cppunit/extensions/HelperMacros.h>

#include "support/tokens.h"

namespace fanfare::sessions {
namespace {

using namespace std::string_literals;
using testing::tokenOf;

const std::string kSecret(32, 's');
constexpr std::int64_t kNow = 1'000'000;
constexpr char kHeader[] = R"({"alg":"HS256","typ":"JWT"})";
constexpr char kAlice[] = R"({"sub":"alice","groups":["staff","ops"],"sid":"s1","exp":1000100})";

std::string tokenWith(const std::string& claims) { return tokenOf(kHeader, claims, kSecret); }

class JwtResolverTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(JwtResolverTest);
  CPPUNIT_TEST(readsWhoATokenNames);
  CPPUNIT_TEST(findsATokenInHeaderCookieOrQuery);
  CPPUNIT_TEST(leavesAnonymousWhoBringsNone);
  CPPUNIT_TEST(refusesEveryTokenThatIsNotGood);
  CPPUNIT_TEST(allowsForClocksThatDiffer);
  CPPUNIT_TEST(wantsIssuerAndAudienceWhereTold);
  CPPUNIT_TEST(takesATokenWithoutExpWhereTold);
  CPPUNIT_TEST(readsTheIdentityFromOtherPaths);
  CPPUNIT_TEST(isNotMadeWithoutAGoodKey);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override {
    options_ = {};
    options_.header = "Authorization";
    options_.secret = kSecret;
    options_.paths = {"sub", "groups", "sid"};
  }

  void readsWhoATokenNames() {
    const Identity identity = resolve(tokenWith(kAlice));

    CPPUNIT_ASSERT_EQUAL(""s, identity.anonymousBecause);
    CPPUNIT_ASSERT_EQUAL("alice"s, identity.user);
    CPPUNIT_ASSERT((identity.groups == std::vector<std::string>{"ops", "staff"}));
    CPPUNIT_ASSERT_EQUAL("s1"s, identity.sessionKey);
    CPPUNIT_ASSERT(identity.expiry ==
                   std::chrono::system_clock::time_point(std::chrono::seconds(1000130)));
  }

  void findsATokenInHeaderCookieOrQuery() {
    options_.cookie = "token";
    options_.query = "jwt";
    const std::string token = tokenWith(kAlice);
    Handshake inHeader;
    inHeader.headers = {{"authorization", "bearer  " + token}};
    Handshake inCookie;
    inCookie.headers = {{"Authorization", "Basic abc"}};
    inCookie.cookies = {{"token", token}};
    Handshake inQuery;
    inQuery.query = {{"jwt", token}};

    for (const auto& handshake : {inHeader, inCookie, inQuery}) {
      CPPUNIT_ASSERT_EQUAL("alice"s, resolver()->resolve(handshake)->user);
    }
    options_.header = "X-Token";
    inHeader.headers = {{"X-Token", token}};
    CPPUNIT_ASSERT_EQUAL("alice"s, resolver()->resolve(inHeader)->user);
  }

  void leavesAnonymousWhoBringsNone() {
    Handshake handshake;
    handshake.headers = {{"Authorization", "Basic abc"}};
    handshake.cookies = {{"token", "x"}};
    handshake.query = {{"jwt", "x"}};

    const auto identity = resolver()->resolve(handshake);

    CPPUNIT_ASSERT(identity->isAnonymous());
    CPPUNIT_ASSERT_EQUAL(""s, identity->anonymousBecause);
  }

  void refusesEveryTokenThatIsNotGood() {
    const std::string good = tokenWith(kAlice);
    const auto dot = good.find('.');
    const std::string tokens[][2] = {
        {"x", "jwt: the token is malformed"},
        {"a.b", "jwt: the token is malformed"},
        {good.substr(0, good.size() - 1), "jwt: the token is malformed"},
        {good + ".x", "jwt: the token is malformed"},
        {good.substr(0, good.rfind('.')), "jwt: the token is malformed"},
        {good.substr(0, good.rfind('.') + 1), kForged},
        {good.substr(0, dot + 5) + "A" + good.substr(dot + 6), kForged},
        {tokenOf(kHeader, kAlice, std::string(32, 'x')), kForged},
        {tokenOf(R"({"alg":"none"})", kAlice, kSecret), kForged},
        {tokenOf(R"({"alg":"RS256"})", kAlice, kSecret), kForged},
        {tokenOf(R"({"alg":["HS256"]})", kAlice, kSecret), kForged},
        {tokenOf("{}", kAlice, kSecret), kForged},
        {tokenOf(R"({"alg":"HS256","alg":"none"})", kAlice, kSecret),
         "jwt: the token is malformed"},
        {tokenOf(R"({"alg":"HS256","crit":["x"]})", kAlice, kSecret),
         "jwt: the token asks for an extension that is not known"},
        {tokenWith("[]"), "jwt: the token is malformed"},
        {tokenWith(R"({"sub":"a","exp":"1000100"})"), "jwt: the token's exp is no time"},
        {tokenWith(R"({"sub":"a","exp":1e99})"), "jwt: the token's exp is no time"},
        {tokenWith(R"({"sub":"a"})"), "jwt: the token has no exp"},
        {tokenWith(R"({"sub":"a","exp":999970})"), "jwt: the token has expired"},
        {tokenWith(R"({"sub":"a","exp":1000100,"nbf":1000031})"),
         "jwt: the token is not valid yet"},
        {tokenWith(R"({"exp":1000100})"), "jwt: the token names nobody"},
        {tokenWith(R"({"sub":"a\u0000b","exp":1000100})"), "jwt: what stands at 'sub' is no name"},
        {tokenWith(R"({"sub":{},"exp":1000100})"), "jwt: what stands at 'sub' is no name"},
        {tokenWith(R"({"sub":"a","groups":[{}],"exp":1000100})"),
         "jwt: what stands at 'groups' is no name"},
        {tokenWith(R"({"sub":"a","aud":"shop","exp":1000100})"),
         "jwt: the token is for another audience"},
        {std::string(JwtResolver::kMaxTokenBytes + 1, 'a'), "jwt: the token is too large"}};
    for (const auto& [token, reason] : tokens) {
      const Identity identity = resolve(token);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(token.substr(0, 200), reason, identity.anonymousBecause);
      CPPUNIT_ASSERT(identity.isAnonymous() && identity.groups.empty());
    }
  }

  void allowsForClocksThatDiffer() {
    for (const char* claims : {R"({"sub":"a","exp":999971})", R"({"sub":"a","exp":999970.5})",
                               R"({"sub":"a","exp":1000100,"nbf":1000030})"}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(claims, "a"s, resolve(tokenWith(claims)).user);
    }
  }

  void wantsIssuerAndAudienceWhereTold() {
    options_.issuer = "https://id";
    options_.audience = {"chat", "news"};
    const auto user = [this](const std::string& parties) {
      return resolve(tokenWith(R"({"sub":"a","exp":1000100)" + parties + "}")).user;
    };
    CPPUNIT_ASSERT_EQUAL("a"s, user(R"(,"iss":"https://id","aud":"chat")"));
    CPPUNIT_ASSERT_EQUAL("a"s, user(R"(,"iss":"https://id","aud":["x","news"])"));
    for (const char* bad :
         {"", R"(,"iss":"https://id")", R"(,"aud":"chat")", R"(,"iss":"https://ID","aud":"chat")",
          R"(,"iss":"https://id","aud":["x"])", R"(,"iss":["https://id"],"aud":"chat")",
          R"(,"iss":"https://id","aud":{})"}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(bad, ""s, user(bad));
    }
  }

  void takesATokenWithoutExpWhereTold() {
    options_.requireExpiry = false;
    const Identity identity = resolve(tokenWith(R"({"sub":"a"})"));
    CPPUNIT_ASSERT_EQUAL("a"s, identity.user);
    CPPUNIT_ASSERT(!identity.expiry);
  }

  void readsTheIdentityFromOtherPaths() {
    options_.paths = {"https://x.example/user", "realm_access.roles", ""};
    const Identity identity = resolve(tokenWith(
        R"({"https://x.example/user":7,"realm_access":{"roles":["r"]},"sid":"s","exp":1000100})"));
    CPPUNIT_ASSERT_EQUAL("7"s, identity.user);
    CPPUNIT_ASSERT(identity.groups == std::vector<std::string>{"r"});
    CPPUNIT_ASSERT_EQUAL(""s, identity.sessionKey);
  }

  void isNotMadeWithoutAGoodKey() {
    options_.secret = "";
    CPPUNIT_ASSERT(make().error().message.find("needs a key") != std::string::npos);
    options_.secret = "hunter2";
    CPPUNIT_ASSERT_EQUAL("identity.jwt.secret is shorter than 32 bytes"s, make().error().message);
    options_.publicKey = "hunter2";
    options_.secret = kSecret;
    CPPUNIT_ASSERT_EQUAL("identity.jwt.public_key is no public key in PEM"s,
                         make().error().message);
    options_.jwks = "hunter2";
    const std::string told = make().error().message;
    CPPUNIT_ASSERT_EQUAL("identity.jwt.jwks is no JWKS"s, told.substr(0, 28));
    CPPUNIT_ASSERT(told.find("hunter2") == std::string::npos);
  }

 private:
  static constexpr char kForged[] = "jwt: the token's signature is not that of a known key";

  Result<std::unique_ptr<SessionResolver>> make() const {
    return JwtResolver::make(
        options_, [] { return std::chrono::system_clock::time_point(std::chrono::seconds(kNow)); });
  }
  std::unique_ptr<SessionResolver> resolver() const { return make().value(); }
  Identity resolve(const std::string& token) const {
    Handshake handshake;
    handshake.headers = {{"Authorization", "Bearer " + token}};
    return resolver()->resolve(handshake).value();
  }

  JwtOptions options_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(JwtResolverTest);

}  // namespace
}  // namespace fanfare::sessions
