#include "http/publish_desk.h"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

#include "support/fake_clock.h"
#include "support/front_door.h"
#include "support/socket_pair.h"

namespace fanfare::http {
namespace {

using namespace std::string_literals;
using namespace fanfare::testing;

const std::string kOrder = R"({"facility": "f", "broadcast": true, "message": "m"})";
const std::string kKey = "Authorization: Bearer secret\r\n";

ApiKey secretKey() {
  ApiKey key;
  key.name = "test";
  key.secret = "secret";
  return key;
}

std::string request(const std::string& firstLine, const std::string& fields,
                    const std::string& body) {
  return firstLine + "\r\nHost: h\r\n" + fields + "Content-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

std::string publishing(const std::string& fields = kKey, const std::string& body = kOrder) {
  return request("POST /api/publish HTTP/1.1", fields, body);
}

std::string ofSize(std::size_t bytes) {
  const std::string open = R"({"facility": "f", "broadcast": true, "message": ")";
  return open + std::string(bytes - open.size() - 2, 'x') + "\"}";
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// Holds up everybody who asks it.
class HoldingResolver final : public SessionResolver {
 public:
  const char* name() const override { return "holding"; }
  Result<Identity> resolve(const Handshake& /*handshake*/) const override {
    if (asked_.fetch_add(1) == 1) bothAsked_.set_value();
    released_.wait();
    return Identity{};
  }

  void awaitTwo() { bothAsked_.get_future().wait_for(std::chrono::seconds(5)); }
  void release() { release_.set_value(); }

 private:
  mutable std::atomic<int> asked_{0};
  mutable std::promise<void> bothAsked_;
  std::promise<void> release_;
  std::shared_future<void> released_ = release_.get_future().share();
};

class PublishDeskTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PublishDeskTest);
  CPPUNIT_TEST(takesWhatPublishesALittle);
  CPPUNIT_TEST(takesNothingElse);
  CPPUNIT_TEST(publishesAndGivesTheConnectionBackAnswered);
  CPPUNIT_TEST(keepsWhatCameBehindTheRequest);
  CPPUNIT_TEST(closesBehindTheAnswerIfAskedTo);
  CPPUNIT_TEST(keepsTheConnectionOfABrokenRequest);
  CPPUNIT_TEST(givesBackOnlyWhenTheBrokerHasAnswered);
  CPPUNIT_TEST(letsPagesOfListedOriginsReadTheAnswer);
  CPPUNIT_TEST(holdsNothingOfWhatItHasServed);
  CPPUNIT_TEST(publishesWhileEveryWorkerIsHeldUp);
  CPPUNIT_TEST(leavesTheAdministrationWhereItIs);
  CPPUNIT_TEST(leavesACallOfADialectToIt);
  CPPUNIT_TEST_SUITE_END();

 public:
  void takesWhatPublishesALittle() {
    for (const std::string& one :
         {publishing(), publishing(""), publishing(kKey, ""), publishing(kKey) + "GET / more",
          publishing("Connection: close\r\n"), publishing(kKey, ofSize(4096))}) {
      CPPUNIT_ASSERT_MESSAGE(one, PublishDesk::takes(received(one)));
    }
  }

  void takesNothingElse() {
    for (const char* line :
         {"GET /api/publish HTTP/1.1", "PUT /api/publish HTTP/1.1", "post /api/publish HTTP/1.1",
          "POST /api/publish HTTP/1.0", "POST /api/publish?a=b HTTP/1.1",
          "POST /api/publish/ HTTP/1.1", "POST /api/publishe HTTP/1.1",
          "POST /api/%70ublish HTTP/1.1", "POST //api/publish HTTP/1.1",
          "POST /api/disconnect HTTP/1.1", "POST / HTTP/1.1"}) {
      CPPUNIT_ASSERT_MESSAGE(line, !PublishDesk::takes(received(request(line, kKey, kOrder))));
    }
    CPPUNIT_ASSERT(!PublishDesk::takes(received(publishing("upgrade: websocket\r\n"))));
    CPPUNIT_ASSERT(!PublishDesk::takes(received(publishing(kKey, ofSize(4097)))));
  }

  void publishesAndGivesTheConnectionBackAnswered() {
    serve(publishing());

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, node_.published().size());
    CPPUNIT_ASSERT(holds(served_->unsent, "HTTP/1.1 202 Accepted\r\n"));
    CPPUNIT_ASSERT(holds(served_->unsent, "\r\nConnection: Keep-Alive\r\n"));
    CPPUNIT_ASSERT(holds(served_->unsent, "\r\n\r\n{\"channels\": [\"broadcast:f\"]}\n"));
    CPPUNIT_ASSERT(served_->afterwards == Afterwards::kNextRequest);
    CPPUNIT_ASSERT(served_->transport.isOpen());
    CPPUNIT_ASSERT_EQUAL("192.0.2.1"s, served_->client);
  }

  void keepsWhatCameBehindTheRequest() {
    serve(publishing() + "GET /heal");
    CPPUNIT_ASSERT_EQUAL("GET /heal"s, served_->surplus);
  }

  void closesBehindTheAnswerIfAskedTo() {
    serve(publishing(kKey + "connection: Close\r\n"));

    CPPUNIT_ASSERT(served_->afterwards == Afterwards::kClose);
    CPPUNIT_ASSERT(holds(served_->unsent, "\r\nConnection: close\r\n"));
  }

  void keepsTheConnectionOfABrokenRequest() {
    for (const auto& [bytes, status] :
         {std::pair(publishing(""), "401"), std::pair(publishing(kKey, "{"), "400"),
          std::pair(publishing(kKey, ""), "400")}) {
      serve(bytes);

      CPPUNIT_ASSERT_EQUAL(std::string(status), served_->unsent.substr(9, 3));
      CPPUNIT_ASSERT(served_->afterwards == Afterwards::kNextRequest);
    }
    CPPUNIT_ASSERT(node_.published().empty());
  }

  void givesBackOnlyWhenTheBrokerHasAnswered() {
    node_.hold();
    serve(publishing());
    CPPUNIT_ASSERT(!served_);

    node_.letGo();

    CPPUNIT_ASSERT(holds(served_->unsent, " 202 "));
  }

  void letsPagesOfListedOriginsReadTheAnswer() {
    for (const std::string& key : {kKey, ""s}) {
      serve(publishing(key + "Origin: https://shop.example\r\n"));

      CPPUNIT_ASSERT(
          holds(served_->unsent, "\r\nAccess-Control-Allow-Origin: https://shop.example\r\n"));
      CPPUNIT_ASSERT(holds(served_->unsent, "\r\nVary: Origin\r\n"));
    }
    serve(publishing(kKey + "Origin: https://other.example\r\n"));
    CPPUNIT_ASSERT(!holds(served_->unsent, "Access-Control-Allow-Origin"));
  }

  void holdsNothingOfWhatItHasServed() {
    FrontOptions options = withKey();
    options.gate.maxHeldBytes = 1000;
    FrontDoor door(options);
    HttpClient client(door.address());

    for (int i = 0; i < 20; ++i) {
      CPPUNIT_ASSERT(holds(client.ask(publishing(), "]}\n"), " 202 "));
    }
  }

  void publishesWhileEveryWorkerIsHeldUp() {
    FrontDoorParts parts;
    auto holding = std::make_unique<HoldingResolver>();
    HoldingResolver& resolver = *holding;
    parts.resolver = std::move(holding);
    FrontDoor door(withKey(), std::move(parts));
    std::vector<std::unique_ptr<HttpClient>> held;
    for (int i = 0; i < 2; ++i) {
      held.push_back(std::make_unique<HttpClient>(door.address()));
      held.back()->send("GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: h\r\n\r\n");
    }
    resolver.awaitTwo();

    const std::string answer = HttpClient(door.address()).ask(publishing(), "]}\n");
    resolver.release();

    CPPUNIT_ASSERT(holds(answer, " 202 "));
  }

  void leavesTheAdministrationWhereItIs() {
    FrontOptions options = withKey();
    options.adminAddress = "127.0.0.1:0";
    FrontDoor door(options);
    const Poco::Net::SocketAddress admin(door.front().adminAddress());

    CPPUNIT_ASSERT(holds(door.answerTo(publishing("Connection: close\r\n")), " 404 "));
    CPPUNIT_ASSERT(holds(HttpClient(admin).ask(publishing(), "]}\n"), " 202 "));
  }

  void leavesACallOfADialectToIt() {
    class Callee final : public core::HttpCallee {
     public:
      void answer(const core::HttpCall& /*call*/, Replied replied) override {
        replied({418, "text/x", "mine", {}});
      }
    } callee;
    FrontDoorParts parts;
    parts.calls.push_back({std::string(PublishDesk::kPath), callee});
    FrontDoor door(withKey(), std::move(parts));

    CPPUNIT_ASSERT(holds(HttpClient(door.address()).ask(publishing(), "mine"), " 418 "));
  }

 private:
  static FrontOptions withKey() {
    FrontOptions options;
    options.apiKeys = {secretKey()};
    return options;
  }

  ReceivedRequest received(const std::string& bytes) {
    sockets_ = localPair();
    const auto head = std::get<RequestHead>(headVerdict(bytes, {}));
    return {std::move(sockets_.ours), bytes, head, "192.0.2.1"};
  }

  void serve(const std::string& bytes) {
    served_.reset();
    desk_.serve(received(bytes), [this](ServedRequest served) { served_ = std::move(served); });
  }

  FakeNode node_;
  RecordingLog log_;
  FakeClock clock_;
  core::LimitCounts limits_;
  WaitingAnswers answers_{{}};
  const core::FacilityRules facilities_ = core::FacilityRules::of({"*"}, {}).value();
  const OriginRules pages_ = OriginRules::of({"https://shop.example"}, {}, {}).value();
  ApiHandler api_{{{secretKey()}, std::chrono::seconds(60), {}},
                  {node_, facilities_, clock_, limits_, answers_}};
  PublishDesk desk_{{api_, pages_, log_}};
  SocketPair sockets_ = localPair();
  std::optional<ServedRequest> served_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(PublishDeskTest);

}  // namespace
}  // namespace fanfare::http
