#include "sessions/django.h"

#include <memory>
#include <string>

#include <cppunit/extensions/HelperMacros.h>

#include "support/pickles.h"
#include "support/recording_log.h"
#include "support/redis_server.h"
#include "support/session_cookies.h"

namespace fanfare::sessions {
namespace {

using namespace std::string_literals;
using std::chrono::system_clock;
using testing::RedisServer;

constexpr char kKey[] = "6qg4y5m3cc4cnzxw6bpl9sjp0m2fi7db";
constexpr system_clock::time_point kNow{std::chrono::seconds(1'800'000'000)};

foreign::Value contentOf(const std::string& json) { return foreign::Value::parse(json).value(); }

class DjangoResolverTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(DjangoResolverTest);
  CPPUNIT_TEST(takesWhoIsLoggedInForTheirId);
  CPPUNIT_TEST(takesNobodyForLoggedInWhoIsNot);
  CPPUNIT_TEST(takesNoOtherNameForTheOneThatIsConfigured);
  CPPUNIT_TEST(asksForASecret);
  CPPUNIT_TEST(findsTheSessionsOfDjangoRedisSessions);
  CPPUNIT_TEST(readsThemWithoutAPrefix);
  CPPUNIT_TEST(believesNoSessionThatIsNotSigned);
  CPPUNIT_TEST(findsTheSessionsOfACache);
  CPPUNIT_TEST(findsTheSessionsThatACacheHoldsForADatabase);
  CPPUNIT_TEST(asksOnceForAHandshake);
  CPPUNIT_TEST(believesNoCacheInWhichClientsCanWrite);
  CPPUNIT_TEST(asksTheStoreForNothingButKeysOfSessions);
  CPPUNIT_TEST(knowsWhenASessionEnds);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override {
    server_ = std::make_unique<RedisServer>();
    clients_ = std::make_unique<redis::Clients>(clock_, log_, std::chrono::seconds(5));
    options_ = DjangoOptions();
    options_.engine = DjangoEngine::kRedisSessions;
    options_.cookie = "sessionid";
    options_.secrets.secretKey = "django secret";
    options_.redis.address = RedisAddress::parse(server_->socketUrl()).value();
    options_.paths = {"username", "ws4redis:memberof", ""};
  }
  void tearDown() override {
    clients_.reset();
    server_.reset();
  }

  void takesWhoIsLoggedInForTheirId() {
    const auto found =
        djangoIdentityIn(contentOf(R"({"_auth_user_id":"7","ws4redis:memberof":["a"]})"),
                         {"_auth_user_id", "ws4redis:memberof", ""});

    CPPUNIT_ASSERT_EQUAL("7"s, found->user);
    CPPUNIT_ASSERT(found->groups == std::vector<std::string>{"a"});
  }

  void takesNobodyForLoggedInWhoIsNot() {
    for (const char* content :
         {R"({"username":"alice"})", R"({"_auth_user_id":null,"username":"a"})"}) {
      const auto found = djangoIdentityIn(contentOf(content), {"username", "", ""});
      CPPUNIT_ASSERT(found->isAnonymous());
    }
  }

  void takesNoOtherNameForTheOneThatIsConfigured() {
    for (const char* content :
         {R"({"_auth_user_id":"7"})", R"({"_auth_user_id":"7","username":""})",
          R"({"_auth_user_id":"7","username":null})"}) {
      const auto found = djangoIdentityIn(contentOf(content), {"username", "", ""});
      CPPUNIT_ASSERT_EQUAL("somebody is logged in, but no name stands at 'username'"s,
                           found.error().message);
    }
  }

  void asksForASecret() {
    options_.secrets.secretKey.clear();
    const auto made = makeDjangoResolver(options_, *clients_, [] { return kNow; });
    CPPUNIT_ASSERT(made.error().message.find("identity.django.secret_key") != std::string::npos);
  }

  void findsTheSessionsOfDjangoRedisSessions() {
    options_.redis.prefix = "session";
    for (const char* stored : {testing::kDjangoStored, testing::kDjangoStoredLegacy}) {
      server_->ask({"SET", "session:"s + kKey, stored});

      const auto found = resolve(kKey);

      CPPUNIT_ASSERT_EQUAL("alice"s, found.user);
      CPPUNIT_ASSERT(found.groups == std::vector<std::string>({"ops", "staff"}));
      CPPUNIT_ASSERT_EQUAL(std::string(kKey), found.sessionKey);
      CPPUNIT_ASSERT(found.asOf == kNow);
    }
  }

  void readsThemWithoutAPrefix() {
    server_->ask({"SET", kKey, testing::kDjangoStored});
    CPPUNIT_ASSERT_EQUAL("alice"s, resolve(kKey).user);
  }

  void believesNoSessionThatIsNotSigned() {
    server_->ask({"SET", kKey, R"({"_auth_user_id":"7","username":"alice"})"});
    CPPUNIT_ASSERT(resolve(kKey).isAnonymous());
    CPPUNIT_ASSERT(!resolve(kKey).anonymousBecause.empty());
  }

  void findsTheSessionsOfACache() {
    options_.engine = DjangoEngine::kCache;
    options_.secrets.secretKey.clear();
    const std::string json = R"({"_auth_user_id":"7","username":"alice"})";
    for (const auto& session : {testing::pickles().back(), testing::pickles().front(), json}) {
      server_->ask({"SET", ":1:django.contrib.sessions.cache"s + kKey, session});
      CPPUNIT_ASSERT_EQUAL("alice"s, resolve(kKey).user);
    }
    options_.redis.prefix = "site";
    options_.cacheVersion = 3;
    CPPUNIT_ASSERT(resolve(kKey).isAnonymous());
    server_->ask({"SET", "site:3:django.contrib.sessions.cache"s + kKey, json});
    CPPUNIT_ASSERT_EQUAL("alice"s, resolve(kKey).user);
  }

  void findsTheSessionsThatACacheHoldsForADatabase() {
    options_.engine = DjangoEngine::kCachedDb;
    server_->ask(
        {"SET", ":1:django.contrib.sessions.cached_db"s + kKey, testing::pickles().back()});
    CPPUNIT_ASSERT_EQUAL("alice"s, resolve(kKey).user);
  }

  void asksOnceForAHandshake() {
    options_.engine = DjangoEngine::kCache;
    server_->ask({"SET", ":1:django.contrib.sessions.cache"s + kKey, testing::pickles().back()});
    const auto resolver = makeDjangoResolver(options_, *clients_, [] { return kNow; });
    (void)(*resolver)->resolve(handshakeWith(kKey));
    const auto before = commandCount();

    const auto found = (*resolver)->resolve(handshakeWith(kKey));
    const auto later = (*resolver)->recheck({*found, *found});

    // One for the handshake and two, sent together, for the recheck; and INFO itself.
    CPPUNIT_ASSERT_EQUAL(before + 4, commandCount());
    CPPUNIT_ASSERT_EQUAL("alice"s, later.at(1)->user);
  }

  void believesNoCacheInWhichClientsCanWrite() {
    options_.engine = DjangoEngine::kCache;
    for (const char* prefix : {"room", "site:room", "broadcast:x"}) {
      options_.redis.prefix = prefix;
      const auto made = makeDjangoResolver(options_, *clients_, [] { return kNow; });
      CPPUNIT_ASSERT(made.error().message.find(prefix) != std::string::npos);
    }
  }

  void asksTheStoreForNothingButKeysOfSessions() {
    for (const std::string& cookie :
         {"room:x:f"s, "short"s, "a b c d e f g"s, std::string(65, 'a')}) {
      server_->ask({"SET", cookie, testing::kDjangoStored});
      CPPUNIT_ASSERT_EQUAL("django: the cookie is no session key"s,
                           resolve(cookie).anonymousBecause);
    }
  }

  void knowsWhenASessionEnds() {
    const SessionFormat format = djangoFormat(options_);
    const auto endOf = [&format](const std::string& json) {
      return format.expiryOf(contentOf(json)).value();
    };

    CPPUNIT_ASSERT(*endOf(R"({"_session_expiry":"2027-01-15T08:00:00+00:00"})") == kNow);
    CPPUNIT_ASSERT(!endOf(R"({"_session_expiry":300})"));
    CPPUNIT_ASSERT(!endOf(R"({"_session_expiry":"2027-01-15T08:00:00"})"));
    CPPUNIT_ASSERT(!endOf("{}"));
  }

 private:
  static Handshake handshakeWith(const std::string& cookie) {
    Handshake handshake;
    handshake.cookies.push_back({"sessionid", cookie});
    return handshake;
  }

  Identity resolve(const std::string& cookie) const {
    const auto resolver = makeDjangoResolver(options_, *clients_, [] { return kNow; });
    return *(*resolver)->resolve(handshakeWith(cookie));
  }

  long commandCount() const {
    const std::string name = "total_commands_processed:";
    const std::string info = server_->ask({"INFO", "stats"});
    return std::stol(info.substr(info.find(name) + name.size()));
  }

  const SteadyClock clock_{};
  testing::RecordingLog log_;
  std::unique_ptr<RedisServer> server_;
  std::unique_ptr<redis::Clients> clients_;
  DjangoOptions options_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(DjangoResolverTest);

}  // namespace
}  // namespace fanfare::sessions
