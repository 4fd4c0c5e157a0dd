#include "http/prefetch_desk.h"

#include <string>

#include <cppunit/extensions/HelperMacros.h>

#include "support/gate_tally.h"
#include "support/gated_server.h"
#include "support/http_client.h"
#include "support/patient_prefetch.h"

namespace fanfare::http {
namespace {

using namespace std::string_literals;
using testing::GatedServer;
using testing::HttpClient;
using testing::PatientPrefetch;

std::string request(const std::string& path, const std::string& fields) {
  return "GET " + path + " HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n";
}

std::string opening(const std::string& path, const std::string& cookie = "sid=1") {
  return request(path, "Connection: Upgrade\r\nupGrade:  WebSocket \r\ncookie: " + cookie + "\r\n");
}

class PrefetchDeskTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PrefetchDeskTest);
  CPPUNIT_TEST(holdsAHandshakeUntilAllIsThere);
  CPPUNIT_TEST(asksForNothingThatOpensNoWebSocket);
  CPPUNIT_TEST(passesOnWhatHasNothingToRead);
  CPPUNIT_TEST(readsAllCookiesOfAHandshake);
  CPPUNIT_TEST(asksTogetherForThoseOfOneTurn);
  CPPUNIT_TEST(refusesBeyondHowManyMayWait);
  CPPUNIT_TEST(survivesWhoIsDoneAfterItIsGone);
  CPPUNIT_TEST_SUITE_END();

 public:
  void holdsAHandshakeUntilAllIsThere() {
    GatedServer server(limits());
    HttpClient visitor(server.address());
    visitor.send(opening("/ws/a"));
    prefetch_.awaitAsked(1);

    HttpClient other(server.address());
    CPPUNIT_ASSERT(isAnswered(other.ask(request("/other", ""), "/other .")));
    prefetch_.finish();

    CPPUNIT_ASSERT(isAnswered(visitor.receiveUntil("/ws/a .")));
    CPPUNIT_ASSERT(isAnswered(visitor.ask(request("/next", ""), "/next .")));
  }

  void asksForNothingThatOpensNoWebSocket() {
    GatedServer server(limits());
    HttpClient client(server.address());
    for (const char* fields : {"Cookie: sid=1\r\n", "Upgrade: h2c\r\nCookie: sid=1\r\n",
                               "Upgrade: websocket\r\n", "Upgrade: websocket\r\nCookie: sid\r\n"}) {
      CPPUNIT_ASSERT(isAnswered(client.ask(request("/a", fields), "/a .")));
    }
    CPPUNIT_ASSERT(prefetch_.asked().empty());
  }

  void passesOnWhatHasNothingToRead() {
    prefetch_.hasNothingToRead = true;
    GatedServer server(limits());
    HttpClient client(server.address());
    CPPUNIT_ASSERT(isAnswered(client.ask(opening("/ws/a"), "/ws/a .")));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, prefetch_.asked().size());
  }

  void readsAllCookiesOfAHandshake() {
    prefetch_.finishesAtOnce = true;
    GatedServer server(limits());
    HttpClient client(server.address());
    client.ask(opening("/ws/a", "a=1;  b=\"2\"\r\nCookie: c=3"), "/ws/a .");

    const Handshake asked = prefetch_.asked().at(0).at(0);

    CPPUNIT_ASSERT_EQUAL("1"s, std::string(asked.cookie("a").value()));
    CPPUNIT_ASSERT_EQUAL("\"2\""s, std::string(asked.cookie("b").value()));
    CPPUNIT_ASSERT_EQUAL("3"s, std::string(asked.cookie("c").value()));
  }

  void asksTogetherForThoseOfOneTurn() {
    PrefetchDesk desk(prefetch_, [] {});
    PrefetchDesk::Ready ready;
    for (int i = 0; i < 3; ++i) desk.add(received(opening("/ws/a")), ready);
    desk.add(received(request("/a", "")), ready);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, ready.size());

    desk.endTurn(ready);
    desk.endTurn(ready);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, prefetch_.asked().size());
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, desk.size());

    prefetch_.finish();
    desk.take(ready);

    CPPUNIT_ASSERT_EQUAL(std::size_t{4}, ready.size());
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, desk.size());
  }

  void refusesBeyondHowManyMayWait() {
    GateLimits narrow = limits();
    narrow.maxWaiting = 2;
    GatedServer server(narrow);
    HttpClient first(server.address());
    HttpClient second(server.address());
    first.send(opening("/ws/a"));
    second.send(opening("/ws/b"));
    prefetch_.awaitAsked(2);

    HttpClient third(server.address());
    CPPUNIT_ASSERT(third.ask(opening("/ws/c"), "\n\n").find(" 503 ") != std::string::npos);
    prefetch_.finish();

    CPPUNIT_ASSERT(isAnswered(first.receiveUntil("/ws/a .")));
    CPPUNIT_ASSERT(isAnswered(second.receiveUntil("/ws/b .")));
  }

  void survivesWhoIsDoneAfterItIsGone() {
    {
      GatedServer server(limits());
      HttpClient visitor(server.address());
      visitor.send(opening("/ws/a"));
      prefetch_.awaitAsked(1);
    }
    prefetch_.finish();
  }

 private:
  GateLimits limits() {
    GateLimits limits;
    limits.prefetch = &prefetch_;
    return limits;
  }

  static bool isAnswered(const std::string& answer) {
    return answer.find(" 200 ") != std::string::npos;
  }

  static ReceivedRequest received(std::string bytes) {
    const RequestHead head{bytes.size(), 0, 0};
    return {net::Transport(), std::move(bytes), head, {}};
  }

  PatientPrefetch prefetch_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(PrefetchDeskTest);

}  // namespace
}  // namespace fanfare::http
