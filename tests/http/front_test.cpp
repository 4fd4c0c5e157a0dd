#include "http/front.h"

#include <cppunit/extensions/HelperMacros.h>

#include "support/front_door.h"

namespace fanfare::http {
namespace {

using namespace std::string_literals;
using namespace fanfare::testing;

std::string closing(const std::string& method, const std::string& target,
                    const std::string& fields = "", const std::string& body = "") {
  return method + " " + target + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n" + fields + "\r\n" + body;
}

std::string get(const std::string& target) { return closing("GET", target); }

std::string statusOf(const std::string& answer) { return answer.substr(9, 3); }

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

FrontOptions withKey() {
  FrontOptions options;
  ApiKey key;
  key.name = "test";
  key.secret = "secret";
  options.apiKeys = {key};
  return options;
}

// Answers what it is asked.
class EchoingCallee final : public core::HttpCallee {
 public:
  void answer(const core::HttpCall& call, Replied replied) override {
    replied({418,
             "text/x",
             call.method + " " + call.contentType + " " + call.clientAddress + " " + call.body,
             {{"X-Own", "1"}}});
  }
};

class FrontTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(FrontTest);
  CPPUNIT_TEST(answersHealthReadinessAndMetrics);
  CPPUNIT_TEST(publishesOverTheApi);
  CPPUNIT_TEST(takesTheCallsOfADialectToIt);
  CPPUNIT_TEST(sendsNoBodyToAHead);
  CPPUNIT_TEST(keepsTheConnectionBetweenRequests);
  CPPUNIT_TEST(tellsNothingOfWhatItIsMadeOf);
  CPPUNIT_TEST(hasNothingAnywhereElse);
  CPPUNIT_TEST(servesTheDemoWhereEnabled);
  CPPUNIT_TEST(allowsNoMethodThatChangesWhatIsReadOnly);
  CPPUNIT_TEST(listensOnEveryAddress);
  CPPUNIT_TEST(movesApiAndMetricsToTheAdminAddress);
  CPPUNIT_TEST(failsToStartOnAPortInUse);
  CPPUNIT_TEST(failsToStartOnWhatIsNoAddress);
  CPPUNIT_TEST(lettingGoOfTheFrontLeavesConnectionsHandedOver);
  CPPUNIT_TEST_SUITE_END();

 public:
  void answersHealthReadinessAndMetrics() {
    FrontDoor door;
    door.node().setAway(true);

    CPPUNIT_ASSERT_EQUAL("200"s, statusOf(door.answerTo(get("/healthz"))));
    CPPUNIT_ASSERT_EQUAL("503"s, statusOf(door.answerTo(get("/readyz"))));
    CPPUNIT_ASSERT(holds(door.answerTo(get("/metrics")), "\nfanfare_connections 0\n"));
  }

  void publishesOverTheApi() {
    FrontDoor door(withKey());
    const std::string key = "Authorization: Bearer secret\r\n";
    const std::string body = R"({"facility": "f", "broadcast": true, "message": {"a": 1.0}})";

    const std::string published = door.answerTo(closing("POST", "/api/publish", key, body));
    const std::string kept = door.answerTo(closing("GET", "/api/message?facility=f", key));

    CPPUNIT_ASSERT_EQUAL("202"s, statusOf(published));
    CPPUNIT_ASSERT(holds(kept, "\r\n\r\n{\"a\": 1.0}"));
    CPPUNIT_ASSERT_EQUAL("401"s,
                         statusOf(door.answerTo(closing("POST", "/api/publish", "", body))));
    CPPUNIT_ASSERT_EQUAL("400"s,
                         statusOf(door.answerTo(closing("GET", "/api/message?facility=%", key))));
  }

  void takesTheCallsOfADialectToIt() {
    EchoingCallee callee;
    FrontDoorParts parts;
    parts.calls.push_back({"/emit it", callee});
    FrontDoor door({}, std::move(parts));

    const auto answer = door.answerTo(closing(
        "POST", "/emit%20it?x=1", "Content-Type: a/b\r\nX-Forwarded-For: 192.0.2.7\r\n", "hi"));

    CPPUNIT_ASSERT_EQUAL("418"s, statusOf(answer));
    CPPUNIT_ASSERT(holds(answer, "\r\nContent-Type: text/x\r\n"));
    CPPUNIT_ASSERT(holds(answer, "\r\nX-Own: 1\r\n"));
    CPPUNIT_ASSERT(holds(answer, "\r\n\r\nPOST a/b 192.0.2.7 hi"));
    CPPUNIT_ASSERT(holds(door.answerTo(get("/emit%20it")), "\r\n\r\nGET  127.0.0.1 "));
    CPPUNIT_ASSERT_EQUAL("404"s, statusOf(door.answerTo(get("/emit%20it/"))));
    const auto ofAHead = door.answerTo(closing("HEAD", "/emit%20it"));
    CPPUNIT_ASSERT_EQUAL("\r\n\r\n"s, ofAHead.substr(ofAHead.size() - 4));
  }

  void sendsNoBodyToAHead() {
    FrontDoor door(withKey());
    const std::string fetching =
        closing("HEAD", "/api/message?facility=none", "Authorization: Bearer secret\r\n");
    const std::string later = door.answerTo(fetching);
    CPPUNIT_ASSERT_EQUAL("404"s, statusOf(later));
    CPPUNIT_ASSERT_EQUAL("\r\n\r\n"s, later.substr(later.size() - 4));

    const std::string answer = door.answerTo(closing("HEAD", "/healthz"));

    CPPUNIT_ASSERT_EQUAL("200"s, statusOf(answer));
    CPPUNIT_ASSERT_EQUAL("\r\n\r\n"s, answer.substr(answer.size() - 4));
    CPPUNIT_ASSERT(holds(answer, "Content-Length: 3\r\n"));
  }

  void keepsTheConnectionBetweenRequests() {
    FrontDoor door;
    HttpClient client(door.address());

    for (int i = 0; i < 3; ++i) {
      const std::string answer = client.ask("GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n", "ok\n");
      CPPUNIT_ASSERT_EQUAL("200"s, statusOf(answer));
    }
  }

  void tellsNothingOfWhatItIsMadeOf() {
    FrontDoor door;

    const std::string answer = door.answerTo(get("/healthz"));

    CPPUNIT_ASSERT(!holds(answer, "Server:"));
    CPPUNIT_ASSERT(!holds(answer, "Poco"));
    CPPUNIT_ASSERT(holds(answer, "X-Content-Type-Options: nosniff\r\n"));
  }

  void hasNothingAnywhereElse() {
    FrontDoor door;
    for (const char* target : {"/", "/demo/", "/nothing", "/healthz/", "/api", "/api/publish",
                               "//etc/passwd", "/../../etc/passwd", "http://h/ws/f", "*"}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(target, "404"s, statusOf(door.answerTo(get(target))));
    }
    CPPUNIT_ASSERT_EQUAL("400"s, statusOf(door.answerTo(get("/%ff"))));
  }

  void servesTheDemoWhereEnabled() {
    FrontOptions options;
    options.demoEnabled = true;
    FrontDoor door(options);

    CPPUNIT_ASSERT(holds(door.answerTo(get("/")), "Location: /demo/\r\n"));
    CPPUNIT_ASSERT(holds(door.answerTo(get("/demo/")), "<!doctype html>"));
    CPPUNIT_ASSERT(holds(door.answerTo(get("/demo/demo.js")), "text/javascript"));
    CPPUNIT_ASSERT_EQUAL("404"s, statusOf(door.answerTo(get("/demo/%2e%2e/%2e%2e/etc/passwd"))));
  }

  void allowsNoMethodThatChangesWhatIsReadOnly() {
    FrontDoor door;
    for (const char* target : {"/healthz", "/readyz", "/metrics"}) {
      const std::string answer = door.answerTo(closing("POST", target, "", "x"));
      CPPUNIT_ASSERT_EQUAL_MESSAGE(target, "405"s, statusOf(answer));
      CPPUNIT_ASSERT(holds(answer, "Allow: GET, HEAD\r\n"));
    }
  }

  void listensOnEveryAddress() {
    FrontOptions options;
    options.addresses = {"127.0.0.1", "::1"};
    FrontDoor door(options);

    const auto addresses = door.front().addresses();

    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, addresses.size());
    HttpClient client{Poco::Net::SocketAddress(addresses[1])};
    CPPUNIT_ASSERT(holds(client.ask(get("/healthz"), "ok\n"), "200"));
  }

  void movesApiAndMetricsToTheAdminAddress() {
    FrontOptions options = withKey();
    options.adminAddress = "127.0.0.1:0";
    FrontDoor door(options);
    HttpClient admin{Poco::Net::SocketAddress(door.front().adminAddress())};

    for (const char* target : {"/metrics", "/api/stats"}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(target, "404"s, statusOf(door.answerTo(get(target))));
    }
    CPPUNIT_ASSERT_EQUAL("401"s,
                         statusOf(admin.ask("GET /api/stats HTTP/1.1\r\nHost: h\r\n\r\n", "}}\n")));
    CPPUNIT_ASSERT_EQUAL("200"s, statusOf(admin.ask("GET /metrics HTTP/1.1\r\nHost: h\r\n\r\n",
                                                    "_failed_total{cause=\"timeout\"} 0\n")));
    CPPUNIT_ASSERT_EQUAL("404"s, statusOf(admin.ask(get("/ws/f"), "}}\n")));
  }

  void failsToStartOnAPortInUse() {
    FrontDoor first;
    FrontOptions options;
    options.port = first.address().port();
    CPPUNIT_ASSERT_EQUAL(
        "cannot listen on " + first.address().toString() + ": Address already in use",
        whyNotStarted(options));
  }

  void failsToStartOnWhatIsNoAddress() {
    FrontOptions options;
    options.port = 0;
    options.addresses = {"example.org"};
    CPPUNIT_ASSERT_EQUAL("'example.org' is neither a numeric address nor unix:/path"s,
                         whyNotStarted(options));
    options.addresses = {};
    CPPUNIT_ASSERT_EQUAL("there is no address to listen on"s, whyNotStarted(options));
    options.addresses = {"127.0.0.1"};
    for (const char* admin : {"127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:x"}) {
      options.adminAddress = admin;
      CPPUNIT_ASSERT_EQUAL("'"s + admin + "' is neither address:port nor unix:/path",
                           whyNotStarted(options));
    }
  }

  void lettingGoOfTheFrontLeavesConnectionsHandedOver() {
    FrontDoor door;
    HttpClient client(door.address());
    client.send(
        "GET /ws/f HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    const ws::Opening opening = door.sink().take();

    door.front().stop();

    CPPUNIT_ASSERT_EQUAL(ssize_t{2}, ::send(opening.transport.fd(), "hi", 2, MSG_NOSIGNAL));
    CPPUNIT_ASSERT_EQUAL("hi"s, client.receiveUntil("hi"));
  }

 private:
  std::string whyNotStarted(const FrontOptions& options) {
    Front front(options, {node_,
                          sink_,
                          {{entrance_, resolver_, policy_}},
                          entrance_.refusalElsewhere(),
                          facilities_,
                          places_,
                          limits_,
                          clock_,
                          log_});
    const auto started = front.start();
    return started ? "" : started.error().message;
  }

  core::Places places_{core::Places::Bounds{}};
  core::LimitCounts limits_;
  FakeNode node_;
  RecordingOpenings sink_;
  RecordingLog log_;
  const SteadyClock clock_{};
  const sessions::NoResolver resolver_{""};
  const policies::SubscribeOnly policy_{};
  const core::FacilityRules facilities_ = core::FacilityRules::of({"*"}, {}).value();
  const dialects::Raw raw_{};
  const ModelEntrance entrance_{{}, {&raw_}};
};

CPPUNIT_TEST_SUITE_REGISTRATION(FrontTest);

}  // namespace
}  // namespace fanfare::http
