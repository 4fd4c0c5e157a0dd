#include "sessions/stored_sessions.h"

#include <cmath>
#include <map>
#include <memory>
#include <string>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::sessions {
namespace {

using namespace std::string_literals;

constexpr std::chrono::system_clock::time_point kNow{std::chrono::seconds(1'800'000'000)};

class MemoryStore final : public SessionStore {
 public:
  Result<Found> read(const std::vector<std::string>& keys) const override {
    ++reads;
    if (isAway) return Error{ErrorCode::kUnavailable, "away"};
    Found found;
    for (const auto& key : keys) {
      const auto at = sessions.find(key);
      found.push_back(at == sessions.end() ? std::nullopt : std::optional(at->second));
    }
    return found;
  }

  bool readLater(const std::vector<std::string>& keys, const Later& later) const override {
    if (!canReadLater) return false;
    std::vector<Result<std::optional<std::string>>> found;
    for (const auto& key : keys) {
      auto one = read({key});
      found.push_back(one ? Result<std::optional<std::string>>(one->front()) : one.error());
    }
    later(std::move(found));
    return true;
  }

  std::map<std::string, std::string> sessions;
  bool isAway = false;
  bool canReadLater = true;
  mutable int reads = 0;
};

// Calls a user by what the names say, and ends the sessions of whom they do not name.
class NamedAccounts final : public Accounts {
 public:
  std::vector<Result<Identity>> confirm(std::vector<Claim> claims) const override {
    ++asked;
    std::vector<Result<Identity>> found;
    for (Claim& claim : claims) {
      const auto name = names.find(claim.content.at("user.name")->asText().value());
      claim.identity.user = name == names.end() ? "" : name->second;
      found.push_back(isAway ? Result<Identity>(Error{ErrorCode::kUnavailable, "away"})
                      : name == names.end()
                          ? Result<Identity>(Error{ErrorCode::kNotAuthorized, "no such user"})
                          : Result<Identity>(std::move(claim.identity)));
    }
    return found;
  }

  std::map<std::string, std::string> names;
  bool isAway = false;
  mutable int asked = 0;
};

class StoredSessionsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(StoredSessionsTest);
  CPPUNIT_TEST(findsWhoIsLoggedIn);
  CPPUNIT_TEST(knowsASessionNobodyIsLoggedInTo);
  CPPUNIT_TEST(takesAVisitorWithoutACookieForAnonymous);
  CPPUNIT_TEST(countsNoKeyWithoutASession);
  CPPUNIT_TEST(saysWhyACookieDoesNotCount);
  CPPUNIT_TEST(saysWhyASessionDoesNotCount);
  CPPUNIT_TEST(knowsWhenASessionEnds);
  CPPUNIT_TEST(countsNoSessionThatSaysItIsOver);
  CPPUNIT_TEST(readsNoCookieThatIsTooLarge);
  CPPUNIT_TEST(failsWhereTheStoreIsAway);
  CPPUNIT_TEST(rechecksAllTogether);
  CPPUNIT_TEST(asksTheAccountsForAllTogether);
  CPPUNIT_TEST(failsWhereTheAccountsAreAway);
  CPPUNIT_TEST(asksNoMoreForWhatWasReadAhead);
  CPPUNIT_TEST(failsAsTheReadingAheadDid);
  CPPUNIT_TEST(readsNothingAheadWithoutAKey);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override { make(nullptr); }

  void make(std::unique_ptr<Accounts> accounts) {
    auto store = std::make_unique<MemoryStore>();
    store_ = store.get();
    SessionFormat format{"toy", "sid", {"user.name", "groups", "", "profile"}, {}, {}, {}, {}};
    format.keyIn = [](std::string_view cookie) -> Result<std::string> {
      if (cookie.substr(0, 3) == "ok:") return std::string(cookie.substr(3));
      return Error{ErrorCode::kNotAuthorized, "the cookie is forged"};
    };
    format.read = foreign::Value::parse;
    format.expiryOf = [](const foreign::Value& content)
        -> Result<std::optional<std::chrono::system_clock::time_point>> {
      const foreign::Value* end = content.at("end");
      if (!end) return std::optional<std::chrono::system_clock::time_point>();
      if (!end->asNumber()) return Error{ErrorCode::kInvalidArgument, "its end is no time"};
      return std::optional(kNow + std::chrono::seconds(std::lround(*end->asNumber())));
    };
    sessions_ = std::make_unique<StoredSessions>(
        std::move(format), std::move(store), [this] { return now_; }, std::move(accounts));
  }

  void findsWhoIsLoggedIn() {
    store_->sessions["k1"] =
        R"({"user":{"name":"alice"},"groups":["b","a"],"profile":{"plan":"gold","age":7,"x":[]}})";

    const auto found = resolve("ok:k1");

    CPPUNIT_ASSERT_EQUAL("alice"s, found->user);
    CPPUNIT_ASSERT(found->groups == std::vector<std::string>({"a", "b"}));
    CPPUNIT_ASSERT_EQUAL("k1"s, found->sessionKey);
    CPPUNIT_ASSERT(
        (found->attributes == std::map<std::string, std::string>{{"plan", "gold"}, {"age", "7"}}));
    CPPUNIT_ASSERT(found->asOf == kNow);
    CPPUNIT_ASSERT_EQUAL("toy"s, found->evidence->resolver);
  }

  void knowsASessionNobodyIsLoggedInTo() {
    store_->sessions["k1"] = R"({"cart":1})";
    CPPUNIT_ASSERT_EQUAL("k1"s, resolve("ok:k1")->sessionKey);
    CPPUNIT_ASSERT_EQUAL(""s, resolve("ok:k1")->user);
    CPPUNIT_ASSERT_EQUAL(""s, resolve("ok:k1")->anonymousBecause);
  }

  void takesAVisitorWithoutACookieForAnonymous() {
    CPPUNIT_ASSERT(sessions_->resolve({})->isAnonymous());
    CPPUNIT_ASSERT_EQUAL(""s, resolve("")->anonymousBecause);
    CPPUNIT_ASSERT_EQUAL(0, store_->reads);
  }

  void countsNoKeyWithoutASession() {
    const auto found = resolve("ok:nobody");
    CPPUNIT_ASSERT(found->isAnonymous());
    CPPUNIT_ASSERT_EQUAL("toy: there is no such session, or no more"s, found->anonymousBecause);
  }

  void saysWhyACookieDoesNotCount() {
    CPPUNIT_ASSERT_EQUAL("toy: the cookie is forged"s, resolve("k1")->anonymousBecause);
    CPPUNIT_ASSERT_EQUAL("toy: the cookie is malformed"s, resolve("ok:a\nb")->anonymousBecause);
    CPPUNIT_ASSERT_EQUAL(0, store_->reads);
  }

  void saysWhyASessionDoesNotCount() {
    store_->sessions["k1"] = "garbage";
    store_->sessions["k2"] = R"({"user":{"name":["alice"]}})";

    CPPUNIT_ASSERT(resolve("ok:k1")->isAnonymous());
    CPPUNIT_ASSERT(resolve("ok:k1")->anonymousBecause.find("cannot be read") != std::string::npos);
    CPPUNIT_ASSERT(resolve("ok:k2")->isAnonymous());
    CPPUNIT_ASSERT(!resolve("ok:k2")->anonymousBecause.empty());
  }

  void knowsWhenASessionEnds() {
    store_->sessions["k1"] = R"({"end":1})";
    store_->sessions["k2"] = "{}";
    CPPUNIT_ASSERT(resolve("ok:k1")->expiry == kNow + std::chrono::seconds(1));
    CPPUNIT_ASSERT(!resolve("ok:k2")->expiry);
  }

  void countsNoSessionThatSaysItIsOver() {
    store_->sessions["k1"] = R"({"end":0})";
    store_->sessions["k2"] = R"({"end":"soon"})";
    CPPUNIT_ASSERT_EQUAL("toy: the session has expired"s, resolve("ok:k1")->anonymousBecause);
    CPPUNIT_ASSERT_EQUAL("toy: the session cannot be read: its end is no time"s,
                         resolve("ok:k2")->anonymousBecause);
  }

  void readsNoCookieThatIsTooLarge() {
    const auto found = resolve("ok:" + std::string(StoredSessions::kMaxCookieBytes, 'k'));
    CPPUNIT_ASSERT_EQUAL("toy: the cookie is too large"s, found->anonymousBecause);
  }

  void failsWhereTheStoreIsAway() {
    store_->isAway = true;
    CPPUNIT_ASSERT(resolve("ok:k1").error().code == ErrorCode::kUnavailable);
  }

  void rechecksAllTogether() {
    store_->sessions["k1"] = R"({"user":{"name":"alice"}})";
    store_->sessions["k2"] = R"({"user":{"name":"bob"}})";
    const std::vector<Identity> known{*resolve("ok:k1"), *resolve("ok:k2")};
    store_->sessions["k1"] = R"({"user":{"name":"alice"},"groups":["new"]})";
    store_->sessions.erase("k2");
    store_->reads = 0;

    const auto now = sessions_->recheck(known);

    CPPUNIT_ASSERT_EQUAL("new"s, now.at(0)->groups.at(0));
    CPPUNIT_ASSERT(now.at(1)->isAnonymous());
    CPPUNIT_ASSERT_EQUAL(1, store_->reads);
  }

  void asksTheAccountsForAllTogether() {
    NamedAccounts& accounts = withAccounts();
    accounts.names = {{"1", "alice"}, {"2", "bob"}, {"3", "carol"}};
    for (const char* id : {"1", "2", "3"}) {
      store_->sessions["k"s + id] = R"({"user":{"name":")"s + id + R"("}})";
    }
    const std::vector<Identity> known{*resolve("ok:k1"), *resolve("ok:k2"), *resolve("ok:k3")};
    accounts.names.erase("2");
    store_->sessions.erase("k1");
    accounts.asked = 0;

    const auto now = sessions_->recheck(known);

    CPPUNIT_ASSERT_EQUAL("alice"s, known.at(0).user);
    CPPUNIT_ASSERT_EQUAL("toy: there is no such session, or no more"s, now.at(0)->anonymousBecause);
    CPPUNIT_ASSERT_EQUAL("toy: no such user"s, now.at(1)->anonymousBecause);
    CPPUNIT_ASSERT_EQUAL("carol"s, now.at(2)->user);
    CPPUNIT_ASSERT_EQUAL(1, accounts.asked);
  }

  void failsWhereTheAccountsAreAway() {
    withAccounts().isAway = true;
    store_->sessions["k1"] = R"({"user":{"name":"1"}})";
    CPPUNIT_ASSERT(resolve("ok:k1").error().code == ErrorCode::kUnavailable);
  }

  void asksNoMoreForWhatWasReadAhead() {
    store_->sessions["k1"] = R"({"user":{"name":"alice"}})";
    int done = 0;
    CPPUNIT_ASSERT(begin({"", "ok:k1", "forged", "ok:k2"}, done));
    CPPUNIT_ASSERT_EQUAL(1, done);
    store_->reads = 0;
    store_->sessions.clear();
    now_ += std::chrono::seconds(1);

    const auto alice = resolve("ok:k1");

    CPPUNIT_ASSERT_EQUAL("alice"s, alice->user);
    CPPUNIT_ASSERT(alice->asOf == kNow);
    CPPUNIT_ASSERT(!resolve("ok:k2")->anonymousBecause.empty());
    CPPUNIT_ASSERT_EQUAL(0, store_->reads);
    CPPUNIT_ASSERT(resolve("ok:k1")->isAnonymous());
    CPPUNIT_ASSERT_EQUAL(1, store_->reads);
  }

  void failsAsTheReadingAheadDid() {
    store_->isAway = true;
    int done = 0;
    CPPUNIT_ASSERT(begin({"ok:k1"}, done));
    store_->isAway = false;
    CPPUNIT_ASSERT(resolve("ok:k1").error().code == ErrorCode::kUnavailable);
    CPPUNIT_ASSERT(resolve("ok:k1"));
  }

  void readsNothingAheadWithoutAKey() {
    int done = 0;
    CPPUNIT_ASSERT(!begin({"", "forged"}, done));
    store_->canReadLater = false;
    CPPUNIT_ASSERT(!begin({"ok:k1"}, done));
    CPPUNIT_ASSERT_EQUAL(0, done);
    CPPUNIT_ASSERT_EQUAL(0, store_->reads);
  }

 private:
  NamedAccounts& withAccounts() {
    auto accounts = std::make_unique<NamedAccounts>();
    NamedAccounts& made = *accounts;
    make(std::move(accounts));
    return made;
  }

  Result<Identity> resolve(const std::string& cookie) { return sessions_->resolve(with(cookie)); }

  // As for handshakes with those cookies.
  bool begin(const std::vector<std::string>& cookies, int& done) {
    std::vector<Handshake> handshakes;
    for (const auto& cookie : cookies) handshakes.push_back(with(cookie));
    std::vector<const Handshake*> asked;
    for (const auto& handshake : handshakes) asked.push_back(&handshake);
    return sessions_->begin(asked, [&done] { ++done; });
  }

  static Handshake with(const std::string& cookie) {
    Handshake handshake;
    handshake.cookies.push_back({"sid", cookie});
    return handshake;
  }

  std::chrono::system_clock::time_point now_ = kNow;
  std::unique_ptr<StoredSessions> sessions_;
  MemoryStore* store_ = nullptr;
};

CPPUNIT_TEST_SUITE_REGISTRATION(StoredSessionsTest);

}  // namespace
}  // namespace fanfare::sessions
