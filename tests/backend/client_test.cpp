#include "backend/client.h"

#include <future>
#include <memory>

#include <cppunit/extensions/HelperMacros.h>

#include "support/fake_clock.h"
#include "support/recording_log.h"
#include "support/scripted_backend.h"

namespace fanfare::backend {
namespace {

using testing::ScriptedBackend;

class BackendClientTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(BackendClientTest);
  CPPUNIT_TEST(asksOverOneConnectionAgainAndAgain);
  CPPUNIT_TEST(asksAnewWhereAKeptConnectionHasEnded);
  CPPUNIT_TEST(keepsNoConnectionThatIsSpokenOver);
  CPPUNIT_TEST(failsByTheTimeout);
  CPPUNIT_TEST(failsWhereNobodyListens);
  CPPUNIT_TEST(asksNoMoreAtOnceThanItMay);
  CPPUNIT_TEST(leavesAloneWhatDoesNotAnswerAndTriesAgain);
  CPPUNIT_TEST(tellsTheLogOfFailuresNowAndThen);
  CPPUNIT_TEST(sendsNothingThatWouldBeTwoHeaders);
  CPPUNIT_TEST(refusesAuthoritiesThatCannotBeRead);
  CPPUNIT_TEST_SUITE_END();

 public:
  void asksOverOneConnectionAgainAndAgain() {
    const ScriptedBackend backend(ScriptedBackend::ok("{}"));
    const auto client = clientOf(backend.url());

    for (int i = 0; i < 3; ++i) CPPUNIT_ASSERT_EQUAL(std::string("{}"), client->ask({})->body);

    CPPUNIT_ASSERT_EQUAL(1, backend.connectionCount());
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, backend.requests().size());
    CPPUNIT_ASSERT(backend.requests().front().find("GET /who?is=there HTTP/1.1\r\n") == 0);
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{3}, client->stats().answered);
  }

  void asksAnewWhereAKeptConnectionHasEnded() {
    const ScriptedBackend backend(ScriptedBackend::ok("{}"), ScriptedBackend::After::kClose);
    const auto client = clientOf(backend.url());

    for (int i = 0; i < 3; ++i) CPPUNIT_ASSERT(client->ask({}));

    CPPUNIT_ASSERT_EQUAL(3, backend.connectionCount());
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, client->stats().failed);
  }

  void keepsNoConnectionThatIsSpokenOver() {
    const ScriptedBackend backend(ScriptedBackend::ok("{}") + ScriptedBackend::ok("{\"user\":1}"));
    const auto client = clientOf(backend.url());

    for (int i = 0; i < 2; ++i) CPPUNIT_ASSERT_EQUAL(std::string("{}"), client->ask({})->body);

    CPPUNIT_ASSERT_EQUAL(2, backend.connectionCount());
  }

  void failsByTheTimeout() {
    const ScriptedBackend silent("");
    const ScriptedBackend halting("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{");
    options_.timeout = std::chrono::milliseconds(20);

    for (const auto* backend : {&silent, &halting}) {
      const auto answer = clientOf(backend->url())->ask({});
      CPPUNIT_ASSERT(answer.error().code == ErrorCode::kUnavailable);
      CPPUNIT_ASSERT_EQUAL(std::string("identity.http: no answer in time"), answer.error().message);
    }
  }

  void failsWhereNobodyListens() {
    std::string url;
    { url = ScriptedBackend("").url(); }

    const auto answer = clientOf(url)->ask({});

    CPPUNIT_ASSERT_EQUAL(std::string("identity.http: Connection refused"), answer.error().message);
  }

  void asksNoMoreAtOnceThanItMay() {
    auto backend = std::make_unique<ScriptedBackend>("");
    options_.maxWaiting = 1;
    const auto client = clientOf(backend->url());
    auto first = std::async(std::launch::async, [&client] { return client->ask({}); });
    while (backend->requests().empty()) std::this_thread::yield();

    const auto second = client->ask({});

    CPPUNIT_ASSERT(second.error().message.find("identity.http.max_waiting") != std::string::npos);
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, client->stats().notAsked);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, client->stats().underWay);
    backend.reset();
    CPPUNIT_ASSERT(!first.get());
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, client->stats().underWay);
  }

  void leavesAloneWhatDoesNotAnswerAndTriesAgain() {
    ScriptedBackend backend("HTTP/1.1 503 Later\r\nContent-Length: 0\r\n\r\n");
    options_.failures = 2;
    options_.pause = std::chrono::seconds(1);
    const auto client = clientOf(backend.url());

    for (int i = 0; i < 4; ++i) (void)client->ask({});
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, backend.requests().size());
    CPPUNIT_ASSERT(client->stats().isOpen);

    backend.setAnswer(ScriptedBackend::ok("{}"));
    clock_.advance(options_.pause);
    CPPUNIT_ASSERT(client->ask({}));
    CPPUNIT_ASSERT(!client->stats().isOpen);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, log_.count("answers again"));
  }

  void tellsTheLogOfFailuresNowAndThen() {
    const ScriptedBackend backend("HTTP/1.1 503 Later\r\nContent-Length: 0\r\n\r\n");
    options_.secret = "s3cr3t";
    options_.failures = 1000;
    const auto client = clientOf(backend.url());

    for (int i = 0; i < 3; ++i) (void)client->ask({"GET", {{"Cookie", "sid=s3cr3t"}}, ""});
    clock_.advance(std::chrono::seconds(10));
    client->tellUnusable("its answer is of no use");

    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, log_.lines().size());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, log_.count("/who: it answered 503"));
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, log_.count("s3cr3t"));
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, log_.count("is=there"));
    CPPUNIT_ASSERT(backend.requests().front().find("Fanfare-Secret: s3cr3t\r\n") !=
                   std::string::npos);
  }

  void sendsNothingThatWouldBeTwoHeaders() {
    const ScriptedBackend backend(ScriptedBackend::ok("{}"));
    const auto client = clientOf(backend.url());

    const auto answer = client->ask({"GET", {{"Cookie", "a\r\nHost: evil"}}, ""});

    CPPUNIT_ASSERT(answer.error().code == ErrorCode::kInvalidArgument);
    CPPUNIT_ASSERT_EQUAL(0, backend.connectionCount());
  }

  void refusesAuthoritiesThatCannotBeRead() {
    options_.url = Url::parse("https://localhost/").value();
    options_.authorities = "/nowhere/at/all.pem";

    const auto client = Client::make(options_, clock_, log_);

    CPPUNIT_ASSERT_EQUAL(std::string("no certificates can be read from /nowhere/at/all.pem"),
                         client.error().message);
  }

 private:
  std::unique_ptr<Client> clientOf(const std::string& url) {
    options_.name = "identity.http";
    options_.url = Url::parse(url).value();
    return Client::make(options_, clock_, log_).value();
  }

  testing::FakeClock clock_;
  testing::RecordingLog log_;
  ClientOptions options_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(BackendClientTest);

}  // namespace
}  // namespace fanfare::backend
