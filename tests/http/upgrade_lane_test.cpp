#include "http/upgrade_lane.h"

#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

#include "support/front_door.h"
#include "support/patient_prefetch.h"

namespace fanfare::http {
namespace {

using namespace std::string_literals;
using namespace fanfare::testing;

std::string request(const std::string& target, const std::string& fields) {
  return "GET " + target + " HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n";
}

std::string opening(const std::string& target, const std::string& fields = "") {
  return request(target,
                 "Connection: Upgrade\r\nupGrade:  WebSocket \r\nSec-WebSocket-Version: 13\r\n"
                 "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
                     fields);
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// Answers who asks once it is told to; throws for a visitor called "broken".
class WaitingResolver final : public SessionResolver {
 public:
  const char* name() const override { return "waiting"; }
  Result<Identity> resolve(const Handshake& handshake) const override {
    if (handshake.cookie("sid") == "broken") throw std::runtime_error("password 'hunter2'");
    if (handshake.cookie("sid") == "waits") {
      asked.set_value();
      released.get_future().get();
    }
    return Identity{};
  }

  mutable std::promise<void> asked;
  mutable std::promise<void> released;
};

class UpgradeLaneTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(UpgradeLaneTest);
  CPPUNIT_TEST(opensWithWhatCameBehindTheHandshake);
  CPPUNIT_TEST(holdsAHandshakeUntilAllIsThere);
  CPPUNIT_TEST(readsAheadForNothingThatOpensNoWebSocket);
  CPPUNIT_TEST(opensWhereThereIsNothingToRead);
  CPPUNIT_TEST(readsAllCookiesOfAHandshake);
  CPPUNIT_TEST(answersWhoIsTurnedAwayAndCloses);
  CPPUNIT_TEST(leavesToTheServerWhatIsNotItsOwn);
  CPPUNIT_TEST(judgesOthersWhileOneWaits);
  CPPUNIT_TEST(judgesOthersThatCameTogetherWithOneThatWaits);
  CPPUNIT_TEST(survivesAResolverThatThrows);
  CPPUNIT_TEST(refusesBeyondHowManyMayWait);
  CPPUNIT_TEST(stopsWhileHandshakesWait);
  CPPUNIT_TEST_SUITE_END();

 public:
  void opensWithWhatCameBehindTheHandshake() {
    FrontDoor door;
    HttpClient client(door.address());
    client.send(opening("/ws/f?subscribe-broadcast", "Cookie: a=1\r\nX-Own: yes\r\n") + "early");

    const ws::Opening opened = door.sink().take();

    const Handshake& handshake = opened.visitor->handshake;
    CPPUNIT_ASSERT_EQUAL("early"s, opened.earlyBytes);
    CPPUNIT_ASSERT_EQUAL("f"s, handshake.facility);
    CPPUNIT_ASSERT_EQUAL("127.0.0.1"s, handshake.peerAddress);
    CPPUNIT_ASSERT_EQUAL("yes"s, std::string(handshake.header("x-own").value()));
    CPPUNIT_ASSERT_EQUAL("1"s, std::string(handshake.cookie("a").value()));
    CPPUNIT_ASSERT(handshake.queryValue("subscribe-broadcast"));
    CPPUNIT_ASSERT(!handshake.isOverTls);
    CPPUNIT_ASSERT(holds(opened.responseHead, "101 Switching Protocols"));
    CPPUNIT_ASSERT(opened.transport.isOpen());
  }

  void holdsAHandshakeUntilAllIsThere() {
    FrontDoor door({}, patient());
    HttpClient visitor(door.address());
    visitor.send(opening("/ws/a", "Cookie: sid=1\r\n"));
    prefetch_.awaitAsked(1);

    HttpClient other(door.address());
    CPPUNIT_ASSERT(holds(other.ask(request("/healthz", ""), "ok"), " 200 "));
    prefetch_.finish();

    CPPUNIT_ASSERT_EQUAL("a"s, door.sink().take().visitor->handshake.facility);
  }

  void readsAheadForNothingThatOpensNoWebSocket() {
    FrontDoor door({}, patient());
    HttpClient client(door.address());
    for (const char* fields : {"Cookie: sid=1\r\n", "Upgrade: h2c\r\nCookie: sid=1\r\n",
                               "Cookie: Upgrade=websocket\r\n"}) {
      CPPUNIT_ASSERT(holds(client.ask(request("/healthz", fields), "ok"), " 200 "));
    }
    CPPUNIT_ASSERT(prefetch_.asked().empty());
  }

  void opensWhereThereIsNothingToRead() {
    prefetch_.hasNothingToRead = true;
    FrontDoor door({}, patient());
    HttpClient client(door.address());
    client.send(opening("/ws/a", "Cookie: sid=1\r\n"));
    CPPUNIT_ASSERT_EQUAL("a"s, door.sink().take().visitor->handshake.facility);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, prefetch_.asked().size());
  }

  void readsAllCookiesOfAHandshake() {
    prefetch_.finishesAtOnce = true;
    FrontDoor door({}, patient());
    HttpClient client(door.address());
    client.send(opening("/ws/a", "Cookie: a=1;  b=\"2\"\r\ncookie: c=3\r\n"));
    door.sink().take();

    const Handshake asked = prefetch_.asked().at(0).at(0);

    CPPUNIT_ASSERT_EQUAL("1"s, std::string(asked.cookie("a").value()));
    CPPUNIT_ASSERT_EQUAL("\"2\""s, std::string(asked.cookie("b").value()));
    CPPUNIT_ASSERT_EQUAL("3"s, std::string(asked.cookie("c").value()));
  }

  void answersWhoIsTurnedAwayAndCloses() {
    FrontDoor door;
    const auto answer = door.answerTo(opening("/ws/a", "Origin: https://evil.example\r\n"));
    CPPUNIT_ASSERT_MESSAGE(answer, holds(answer, "HTTP/1.1 403 Forbidden\r\n"));
    CPPUNIT_ASSERT(holds(answer, "\r\nConnection: close\r\n"));
    CPPUNIT_ASSERT(holds(answer, "\r\nX-Content-Type-Options: nosniff\r\n"));

    std::string head = opening("/ws/a");
    head.replace(0, 3, "HEAD");
    const auto refused = door.answerTo(head);
    CPPUNIT_ASSERT_MESSAGE(refused, holds(refused, "\r\nContent-Length: "));
    CPPUNIT_ASSERT_EQUAL("\r\n\r\n"s, refused.substr(refused.size() - 4));
  }

  void leavesToTheServerWhatIsNotItsOwn() {
    FrontDoor door({}, patient());
    CPPUNIT_ASSERT(holds(door.answerTo(opening("/elsewhere")), " 404 "));
    CPPUNIT_ASSERT(holds(door.answerTo(opening("/ws/%zz")), " 400 "));
    CPPUNIT_ASSERT(holds(door.answerTo(request("/ws/a", "Connection: close\r\n")), "HTTP/1.1 4"));
    CPPUNIT_ASSERT(prefetch_.asked().empty());
  }

  void judgesOthersWhileOneWaits() {
    for (const auto judging : {UpgradeLane::Judging::kMayWait, UpgradeLane::Judging::kComputes}) {
      auto resolver = std::make_unique<WaitingResolver>();
      const WaitingResolver& waiting = *resolver;
      FrontDoorParts parts;
      parts.resolver = std::move(resolver);
      FrontOptions options;
      options.judging = judging;
      FrontDoor door(options, std::move(parts));
      HttpClient first(door.address());
      first.send(opening("/ws/first", "Cookie: sid=waits\r\n"));
      waiting.asked.get_future().get();

      HttpClient second(door.address());
      second.send(opening("/ws/second"));
      CPPUNIT_ASSERT_EQUAL("second"s, door.sink().take().visitor->handshake.facility);

      waiting.released.set_value();
      CPPUNIT_ASSERT_EQUAL("first"s, door.sink().take().visitor->handshake.facility);
    }
  }

  void judgesOthersThatCameTogetherWithOneThatWaits() {
    auto resolver = std::make_unique<WaitingResolver>();
    const WaitingResolver& waiting = *resolver;
    FrontDoorParts parts = patient();
    parts.resolver = std::move(resolver);
    FrontDoor door({}, std::move(parts));
    HttpClient first(door.address());
    first.send(opening("/ws/first", "Cookie: sid=waits\r\n"));
    prefetch_.awaitAsked(1);
    std::vector<std::unique_ptr<HttpClient>> others;
    for (std::size_t i = 0; i < 5; ++i) {
      others.push_back(std::make_unique<HttpClient>(door.address()));
      others.back()->send(opening("/ws/other"));
      prefetch_.awaitAsked(2 + i);
    }

    prefetch_.finish();

    for (std::size_t i = 0; i < others.size(); ++i) {
      CPPUNIT_ASSERT_EQUAL("other"s, door.sink().take().visitor->handshake.facility);
    }
    waiting.released.set_value();
    CPPUNIT_ASSERT_EQUAL("first"s, door.sink().take().visitor->handshake.facility);
  }

  void survivesAResolverThatThrows() {
    FrontDoorParts parts;
    parts.resolver = std::make_unique<WaitingResolver>();
    FrontDoor door({}, std::move(parts));
    const auto answer = door.answerTo(opening("/ws/a", "Cookie: sid=broken\r\n"));
    CPPUNIT_ASSERT_MESSAGE(answer, holds(answer, " 500 ") && !holds(answer, "hunter2"));

    HttpClient next(door.address());
    next.send(opening("/ws/a"));
    CPPUNIT_ASSERT_EQUAL("a"s, door.sink().take().visitor->handshake.facility);
  }

  void refusesBeyondHowManyMayWait() {
    FrontOptions options;
    options.gate.maxWaiting = 2;
    FrontDoor door(options, patient());
    HttpClient first(door.address());
    HttpClient second(door.address());
    first.send(opening("/ws/a"));
    second.send(opening("/ws/b"));
    prefetch_.awaitAsked(2);

    CPPUNIT_ASSERT(holds(door.answerTo(opening("/ws/c")), " 503 "));
    prefetch_.finish();

    door.sink().take();
    door.sink().take();
  }

  void stopsWhileHandshakesWait() {
    auto door = std::make_unique<FrontDoor>(FrontOptions(), patient());
    HttpClient visitor(door->address());
    visitor.send(opening("/ws/a"));
    prefetch_.awaitAsked(1);

    door.reset();
    prefetch_.finish();

    CPPUNIT_ASSERT_EQUAL(""s, visitor.receiveAll());
  }

 private:
  FrontDoorParts patient() {
    FrontDoorParts parts;
    parts.prefetch = &prefetch_;
    return parts;
  }

  PatientPrefetch prefetch_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(UpgradeLaneTest);

}  // namespace
}  // namespace fanfare::http
