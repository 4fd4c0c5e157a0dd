#include <future>
#include <memory>

#include <cppunit/extensions/HelperMacros.h>

#include "http/front.h"
#include "support/front_door.h"

namespace fanfare::http {
namespace {

using namespace std::string_literals;
using namespace fanfare::testing;

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

const std::string kHealth = "GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n";

const std::string kLong(8000, 'm');  // more than is published without a worker

std::string publishing(const std::string& fields = "", const std::string& version = "1.1",
                       const std::string& message = "m") {
  const std::string body = R"({"facility": "f", "broadcast": true, "message": ")" + message + "\"}";
  return "POST /api/publish HTTP/" + version + "\r\nHost: h\r\nAuthorization: Bearer secret\r\n" +
         fields + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

// Waits for a node.
class WaitingCallee final : public core::HttpCallee {
 public:
  void answer(const core::HttpCall& /*call*/, Replied replied) override {
    node_->fetch(*Channel::parse("broadcast:f"),
                 [replied = std::move(replied)](const Result<MessagePtr>& /*kept*/) {
                   replied({200, "text/plain", "emitted\n", {}});
                 });
  }
  void waitFor(core::Node& node) { node_ = &node; }

 private:
  core::Node* node_ = nullptr;
};

// Calls whose answers wait for the broker or for the reactors.
class FrontWaitingTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(FrontWaitingTest);
  CPPUNIT_TEST(holdsNoWorkerWhileCallsWaitForTheBroker);
  CPPUNIT_TEST(holdsNoWorkerWhileCallsWaitForTheReactors);
  CPPUNIT_TEST(holdsNoWorkerWhileCallsOfADialectWait);
  CPPUNIT_TEST(goesOnWithAConnectionThatWaited);
  CPPUNIT_TEST(closesAConnectionThatWaitedWhereTheClientWantsIt);
  CPPUNIT_TEST(answersOthersWhereWhoWaitedIsGone);
  CPPUNIT_TEST(letsPagesOfListedOriginsReadWhatCameLater);
  CPPUNIT_TEST(boundsHowManyWait);
  CPPUNIT_TEST(answersWhoWaitsWhenItStops);
  CPPUNIT_TEST_SUITE_END();

 public:
  void holdsNoWorkerWhileCallsWaitForTheBroker() {
    FrontDoor door(withKey());
    door.node().hold();
    auto clients = askingAll(door, {publishing(), publishing("", "1.1", kLong)});

    CPPUNIT_ASSERT_EQUAL("200"s, statusOf(HttpClient(door.address()).ask(kHealth, "ok\n")));
    door.node().letGo();

    for (auto& client : clients) CPPUNIT_ASSERT_EQUAL("202"s, statusOf(client->receiveUntil("]}")));
    CPPUNIT_ASSERT_EQUAL(std::size_t{50}, door.node().published().size());
  }

  void holdsNoWorkerWhileCallsWaitForTheReactors() {
    FrontDoor door(withKey());
    door.node().connectionInfos = {{1, "f", "ann", "", {}, "", "raw", 1}};
    door.node().channelInfos = {{*Channel::parse("broadcast:f"), 1}};
    door.node().hold();
    auto clients = askingAll(door, {asking("/api/connections"), asking("/api/channels")});

    CPPUNIT_ASSERT_EQUAL("200"s, statusOf(HttpClient(door.address()).ask(kHealth, "ok\n")));
    door.node().letGo();

    for (std::size_t i = 0; i < clients.size(); ++i) {
      const std::string page = clients[i]->receiveUntil("}\n");
      CPPUNIT_ASSERT_EQUAL("200"s, statusOf(page));
      CPPUNIT_ASSERT(holds(page, i % 2 == 0 ? R"("user": "ann")" : R"("broadcast:f")"));
    }
  }

  void holdsNoWorkerWhileCallsOfADialectWait() {
    WaitingCallee callee;
    FrontDoorParts parts;
    parts.calls.push_back({"/emit", callee});
    FrontDoor door({}, std::move(parts));
    callee.waitFor(door.node());
    door.node().hold();
    auto clients = askingAll(door, {"POST /emit HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n"});

    CPPUNIT_ASSERT_EQUAL("200"s, statusOf(HttpClient(door.address()).ask(kHealth, "ok\n")));
    door.node().letGo();

    for (auto& client : clients) {
      CPPUNIT_ASSERT_EQUAL("200"s, statusOf(client->receiveUntil("emitted\n")));
    }
  }

  void goesOnWithAConnectionThatWaited() {
    FrontDoor door(withKey());
    HttpClient client(door.address());
    for (const std::string& message : {"m"s, kLong, "m"s}) {
      door.node().hold();
      client.send(publishing("", "1.1", message) + kHealth);
      door.node().awaitHeld(1);
      door.node().letGo();

      const std::string first = client.receiveUntil("]}\n");
      CPPUNIT_ASSERT_EQUAL("202"s, statusOf(first));
      CPPUNIT_ASSERT(holds(first, "\r\nConnection: Keep-Alive\r\n"));
      CPPUNIT_ASSERT_EQUAL("200"s, statusOf(client.receiveUntil("ok\n")));
    }
  }

  void closesAConnectionThatWaitedWhereTheClientWantsIt() {
    FrontDoor door(withKey());

    const std::string closed = door.answerTo(publishing("Connection: close\r\n"));
    const std::string old = door.answerTo(publishing("", "1.0"));
    HttpClient keeping(door.address());
    const std::string kept = keeping.ask(publishing("Connection: keep-alive\r\n", "1.0"), "]}\n");

    CPPUNIT_ASSERT(holds(closed, "\r\nConnection: close\r\n"));
    CPPUNIT_ASSERT(holds(old, "\r\nConnection: close\r\n"));
    CPPUNIT_ASSERT_EQUAL("202"s, statusOf(old));
    CPPUNIT_ASSERT(holds(kept, "\r\nConnection: Keep-Alive\r\n"));
    CPPUNIT_ASSERT_EQUAL("202"s, statusOf(keeping.ask(publishing(), "]}\n")));
  }

  void answersOthersWhereWhoWaitedIsGone() {
    FrontDoor door(withKey());
    door.node().hold();
    HttpClient staying(door.address());
    staying.send(publishing());
    {
      HttpClient leaving(door.address());
      leaving.send(publishing());
      door.node().awaitHeld(2);
    }

    door.node().letGo();

    CPPUNIT_ASSERT_EQUAL("202"s, statusOf(staying.receiveUntil("]}\n")));
    CPPUNIT_ASSERT_EQUAL("202"s, statusOf(door.answerTo(publishing("Connection: close\r\n"))));
  }

  void letsPagesOfListedOriginsReadWhatCameLater() {
    FrontOptions options = withKey();
    options.pages = OriginRules::of({"https://shop.example"}, {}, {}).value();
    FrontDoor door(options);

    for (const std::string& message : {"m"s, kLong}) {
      const std::string answer = door.answerTo(
          publishing("Connection: close\r\nOrigin: https://shop.example\r\n", "1.1", message));

      CPPUNIT_ASSERT(holds(answer, "Access-Control-Allow-Origin: https://shop.example\r\n"));
      CPPUNIT_ASSERT(holds(answer, "\r\nVary: Origin\r\n"));
    }
  }

  void boundsHowManyWait() {
    FrontOptions options = withKey();
    options.answers = {2, 1000};
    FrontDoor door(options);
    door.node().hold();
    HttpClient first(door.address());
    HttpClient second(door.address());
    for (auto* client : {&first, &second}) client->send(publishing());
    door.node().awaitHeld(2);

    const std::string refused = door.answerTo(publishing("Connection: close\r\n"));
    door.node().letGo();

    CPPUNIT_ASSERT_EQUAL("503"s, statusOf(refused));
    CPPUNIT_ASSERT(holds(refused, "\r\nRetry-After: 1\r\n"));
    CPPUNIT_ASSERT(holds(refused, "too many calls wait for their answers"));
    for (auto* client : {&first, &second}) {
      CPPUNIT_ASSERT_EQUAL("202"s, statusOf(client->receiveUntil("]}\n")));
    }
  }

  void answersWhoWaitsWhenItStops() {
    FrontDoor door(withKey());
    door.node().hold();
    HttpClient waiting(door.address());
    waiting.send(publishing());
    door.node().awaitHeld(1);

    auto stopping = std::async(std::launch::async, [&door] { door.front().stop(); });
    door.node().letGo();

    CPPUNIT_ASSERT_EQUAL("202"s, statusOf(waiting.receiveAll()));
    stopping.get();
  }

 private:
  static std::string asking(const std::string& target) {
    return "GET " + target + " HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer secret\r\n\r\n";
  }

  // Many more than there are workers, in turns; all of them wait.
  static std::vector<std::unique_ptr<HttpClient>> askingAll(
      FrontDoor& door, const std::vector<std::string>& requests) {
    constexpr std::size_t kClients = 50;
    std::vector<std::unique_ptr<HttpClient>> clients;
    for (std::size_t i = 0; i < kClients; ++i) {
      clients.push_back(std::make_unique<HttpClient>(door.address()));
      clients.back()->send(requests[i % requests.size()]);
    }
    door.node().awaitHeld(kClients);
    return clients;
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(FrontWaitingTest);

}  // namespace
}  // namespace fanfare::http
