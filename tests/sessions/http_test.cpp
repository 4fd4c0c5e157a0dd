#include "sessions/http.h"

#include <memory>

#include <cppunit/extensions/HelperMacros.h>

#include "support/fake_clock.h"
#include "support/recording_log.h"
#include "support/scripted_backend.h"

namespace fanfare::sessions {
namespace {

using testing::ScriptedBackend;

const std::string kAnn = ScriptedBackend::ok(R"({"user": "ann", "session": "k3y"})");
const std::string kNobody = "HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n";
const std::string kAway = "HTTP/1.1 503 Later\r\nContent-Length: 0\r\n\r\n";

Handshake with(const std::string& cookie) {
  Handshake handshake;
  if (!cookie.empty()) handshake.headers = {{"Cookie", cookie}};
  return handshake;
}

class HttpResolverTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(HttpResolverTest);
  CPPUNIT_TEST(findsWhoTheBackendSaysIsThere);
  CPPUNIT_TEST(tellsTheTimeBeforeItAsked);
  CPPUNIT_TEST(asksNobodyAboutNothing);
  CPPUNIT_TEST(failsWhereTheBackendDoesNotSay);
  CPPUNIT_TEST(rechecksEachSessionOncePastTheCache);
  CPPUNIT_TEST(rechecksMoreSessionsThanItAsksAtOnce);
  CPPUNIT_TEST(doesNotRememberWhomARecheckDidNotFind);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override {
    backend_ = std::make_unique<ScriptedBackend>(kAnn);
    HttpOptions options;
    options.cache = std::chrono::seconds(60);
    options.backend.name = "identity.http";
    options.backend.url = backend::Url::parse(backend_->url()).value();
    // One backend of the tests talks to one connection at a time.
    options.backend.maxWaiting = 1;
    std::shared_ptr<backend::Client> client =
        backend::Client::make(options.backend, clock_, log_).value();
    resolver_ = std::make_unique<HttpResolver>(options, client, clock_, [this] { return now_; });
  }

  void tearDown() override {
    resolver_.reset();
    backend_.reset();
  }

  void findsWhoTheBackendSaysIsThere() {
    const auto identity = resolver_->resolve(with("sid=1"));

    CPPUNIT_ASSERT_EQUAL(std::string("ann"), identity->user);
    CPPUNIT_ASSERT_EQUAL(std::string("k3y"), identity->sessionKey);
    CPPUNIT_ASSERT(resolver_->isFrom(*identity->evidence));
    CPPUNIT_ASSERT(backend_->requests().at(0).find("\r\nCookie: sid=1\r\n") != std::string::npos);
  }

  void tellsTheTimeBeforeItAsked() {
    const auto asked = now_;
    CPPUNIT_ASSERT(resolver_->resolve(with("sid=1"))->asOf == asked);

    // What comes from the cache was true then, not now.
    now_ += std::chrono::seconds(1);
    CPPUNIT_ASSERT(resolver_->resolve(with("sid=1"))->asOf == asked);
    CPPUNIT_ASSERT(resolver_->resolve(with("sid=2"))->asOf == now_);
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, backend_->requests().size());
  }

  void asksNobodyAboutNothing() {
    const auto identity = resolver_->resolve(with(""));

    CPPUNIT_ASSERT(identity->isAnonymous() && identity->anonymousBecause.empty());
    CPPUNIT_ASSERT(backend_->requests().empty());
  }

  void failsWhereTheBackendDoesNotSay() {
    backend_->setAnswer("HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n");

    const auto identity = resolver_->resolve(with("sid=1"));

    CPPUNIT_ASSERT(identity.error().code == ErrorCode::kUnavailable);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, log_.count("its answer has the status 500"));
  }

  void rechecksEachSessionOncePastTheCache() {
    const Identity ann = resolver_->resolve(with("sid=1")).value();
    backend_->setAnswer(ScriptedBackend::ok(R"({"user": "bob"})"));

    const auto found = resolver_->recheck({ann, ann, ann});

    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, found.size());
    for (const auto& one : found) CPPUNIT_ASSERT_EQUAL(std::string("bob"), one->user);
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, backend_->requests().size());
    CPPUNIT_ASSERT_EQUAL(backend_->requests().at(0), backend_->requests().at(1));
    CPPUNIT_ASSERT(resolver_->recheck({}).empty());
  }

  void rechecksMoreSessionsThanItAsksAtOnce() {
    Identity one;
    std::vector<Identity> known;
    for (int i = 0; i < 30; ++i) {
      one.evidence = Evidence{"http", "Cookie: sid=" + std::to_string(i) + "\n"};
      known.push_back(one);
    }
    // It closes after each answer, so that none of those who ask at once waits
    // for another.
    const ScriptedBackend closing(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: "
        "close\r\n\r\n{\"user\": 1}",
        ScriptedBackend::After::kClose);
    const auto resolver = resolverAt(closing.url());

    const auto found = resolver->recheck(known);

    CPPUNIT_ASSERT_EQUAL(known.size(), found.size());
    for (const auto& each : found) CPPUNIT_ASSERT_EQUAL(std::string("1"), each->user);
    CPPUNIT_ASSERT_EQUAL(known.size(), closing.requests().size());
  }

  void doesNotRememberWhomARecheckDidNotFind() {
    const Identity ann = resolver_->resolve(with("sid=1")).value();

    backend_->setAnswer(kAway);
    CPPUNIT_ASSERT(!resolver_->recheck({ann}).front());
    CPPUNIT_ASSERT_EQUAL(std::string("ann"), resolver_->resolve(with("sid=1"))->user);

    backend_->setAnswer(kNobody);
    CPPUNIT_ASSERT(resolver_->recheck({ann}).front()->isAnonymous());
    CPPUNIT_ASSERT(resolver_->resolve(with("sid=1"))->isAnonymous());
  }

 private:
  std::unique_ptr<HttpResolver> resolverAt(const std::string& url) {
    HttpOptions options;
    options.backend.url = backend::Url::parse(url).value();
    std::shared_ptr<backend::Client> client =
        backend::Client::make(options.backend, clock_, log_).value();
    return std::make_unique<HttpResolver>(options, client, clock_, [this] { return now_; });
  }

  testing::FakeClock clock_;
  testing::RecordingLog log_;
  std::chrono::system_clock::time_point now_{std::chrono::seconds(1000)};
  std::unique_ptr<ScriptedBackend> backend_;
  std::unique_ptr<HttpResolver> resolver_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(HttpResolverTest);

}  // namespace
}  // namespace fanfare::sessions
