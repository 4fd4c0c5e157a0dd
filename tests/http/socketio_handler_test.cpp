#include "http/socketio_handler.h"

#include <cppunit/extensions/HelperMacros.h>

#include "support/front_door.h"
#include "support/scripted_policy.h"

namespace fanfare::http {
namespace {

using namespace std::literals;
using namespace fanfare::testing;
using dialects::socketio::EngineVersion;
using dialects::socketio::Sid;
using dialects::socketio::SidKind;

constexpr char kRoute[] = "/socket.io/?";
const Sid kSid{SidKind::kSession, 42, 7};

std::string request(const std::string& method, const std::string& query,
                    const std::string& headers = {}, const std::string& body = {}) {
  return method + " " + kRoute + query + " HTTP/1.1\r\nHost: shop.example\r\n" + headers +
         (body.empty() ? "" : "Content-Length: " + std::to_string(body.size()) + "\r\n") + "\r\n" +
         body;
}

const std::string kUpgrade =
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

FrontDoorParts partsWith(std::vector<std::string> cors, bool allowsEio3 = false) {
  FrontDoorParts parts;
  parts.socketIo.facility = "chat";
  parts.socketIo.cors = std::move(cors);
  parts.allowsEio3 = allowsEio3;
  return parts;
}

// "400 the body"
std::string answerOf(const std::string& response) {
  const auto body = response.find("\r\n\r\n");
  if (body == std::string::npos) return response;
  return response.substr(9, 3) + " " + response.substr(body + 4);
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

class SocketIoHandlerTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SocketIoHandlerTest);
  CPPUNIT_TEST(passesOnWhoComesIn);
  CPPUNIT_TEST(passesOnWhoComesInByAWebSocket);
  CPPUNIT_TEST(passesOnWhatIsAskedOfASession);
  CPPUNIT_TEST(answersLaterAndGoesOnWithTheConnection);
  CPPUNIT_TEST(servesWhatWasPipelinedMeanwhile);
  CPPUNIT_TEST(closesWhereTheClientWantsIt);
  CPPUNIT_TEST(closesWhatIsNeverAnswered);
  CPPUNIT_TEST(holdsNoWorkerWhileItWaits);
  CPPUNIT_TEST(refusesAsTheOriginalDoes);
  CPPUNIT_TEST(refusesVersionsThatAreNotSpoken);
  CPPUNIT_TEST(letsOnlyAcceptedOriginsReadAnAnswer);
  CPPUNIT_TEST(turnsAwayWhomThePolicyRefuses);
  CPPUNIT_TEST(turnsAwayWhileTheServerStops);
  CPPUNIT_TEST_SUITE_END();

 public:
  // Not as a member: fixtures are made for each test of all suites, whichever are run.
  void setUp() override { door_ = std::make_unique<FrontDoor>(FrontOptions(), partsWith({})); }
  void tearDown() override { door_.reset(); }

  void passesOnWhoComesIn() {
    HttpClient client(door_->address());
    client.send(request("GET", "EIO=4&transport=polling"));

    auto passed = door_->requests().take();

    const auto& arriving = std::get<socketio::Arriving>(passed.what);
    CPPUNIT_ASSERT(arriving.version == EngineVersion::k4);
    CPPUNIT_ASSERT(arriving.transport == socketio::FirstTransport::kPolling);
    CPPUNIT_ASSERT_EQUAL("broadcast:chat"sv, arriving.opening.grant.granted.at(0).channel.key());
    CPPUNIT_ASSERT_EQUAL("127.0.0.1"s, arriving.opening.visitor->handshake.clientAddress);
  }

  void passesOnWhoComesInByAWebSocket() {
    HttpClient client(door_->address());
    client.send(request("GET", "EIO=4&transport=websocket", kUpgrade) + "early");

    auto passed = door_->requests().take();

    const auto& arriving = std::get<socketio::Arriving>(passed.what);
    CPPUNIT_ASSERT(arriving.transport == socketio::FirstTransport::kWebSocket);
    CPPUNIT_ASSERT(has(arriving.opening.responseHead, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
    const auto taken = passed.exchange->takeOver();
    CPPUNIT_ASSERT(taken.transport.isOpen());
    CPPUNIT_ASSERT_EQUAL("early"s, taken.earlyBytes);
  }

  void passesOnWhatIsAskedOfASession() {
    HttpClient poller(door_->address());
    poller.send(request("GET", "transport=polling&sid=" + textOf(kSid)));
    CPPUNIT_ASSERT(kSid == std::get<socketio::Polling>(door_->requests().take().what).sid);

    HttpClient poster(door_->address());
    poster.send(request("POST", "transport=polling&sid=" + textOf(kSid),
                        "Content-Type: application/octet-stream\r\n", "\x01\x02"));
    const auto posted = door_->requests().take();
    const auto& posting = std::get<socketio::Posting>(posted.what);
    CPPUNIT_ASSERT_EQUAL("\x01\x02"s, posting.body);
    CPPUNIT_ASSERT(posting.kind == PayloadKind::kBinary);

    HttpClient upgrader(door_->address());
    upgrader.send(request("GET", "transport=websocket&sid=" + textOf(kSid), kUpgrade));
    const auto upgraded = door_->requests().take();
    CPPUNIT_ASSERT(has(std::get<socketio::Upgrading>(upgraded.what).responseHead,
                       "HTTP/1.1 101 Switching Protocols\r\n"));
  }

  void answersLaterAndGoesOnWithTheConnection() {
    HttpClient client(door_->address());
    for (int i = 0; i < 3; ++i) {
      client.send(request("GET", "transport=polling&sid=" + textOf(kSid)));
      door_->requests().take().exchange->answer({200, "text/plain", "later" + std::to_string(i)});

      const std::string answer = client.receiveUntil("later" + std::to_string(i));
      CPPUNIT_ASSERT(has(answer, "HTTP/1.1 200 OK\r\n"));
      CPPUNIT_ASSERT(has(answer, "Content-Length: 6\r\n"));
      CPPUNIT_ASSERT(has(answer, "Access-Control-Allow-Credentials: true\r\n"));
      CPPUNIT_ASSERT(!has(answer, "Connection: close"));
    }
  }

  void servesWhatWasPipelinedMeanwhile() {
    HttpClient client(door_->address());
    client.send(request("GET", "transport=polling&sid=" + textOf(kSid)) +
                "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
    door_->requests().take().exchange->answer({200, "text/plain", "first"});

    const std::string both = client.receiveUntil("ok\n");

    CPPUNIT_ASSERT(both.find("first") < both.find("ok\n"));
  }

  void closesWhereTheClientWantsIt() {
    HttpClient client(door_->address());
    client.send(request("GET", "transport=polling&sid=" + textOf(kSid), "Connection: close\r\n"));
    door_->requests().take().exchange->answer({200, "text/plain", "last"});

    const std::string answer = client.receiveAll();

    CPPUNIT_ASSERT_EQUAL("200 last"s, answerOf(answer));
    CPPUNIT_ASSERT(has(answer, "Connection: close\r\n"));
  }

  void closesWhatIsNeverAnswered() {
    HttpClient client(door_->address());
    client.send(request("GET", "transport=polling&sid=" + textOf(kSid)));
    door_->requests().take().exchange.reset();

    CPPUNIT_ASSERT_EQUAL(""s, client.receiveAll());
  }

  void holdsNoWorkerWhileItWaits() {
    std::vector<std::unique_ptr<HttpClient>> clients;
    std::vector<socketio::Request> waiting;
    for (int i = 0; i < 50; ++i) {
      clients.push_back(std::make_unique<HttpClient>(door_->address()));
      clients.back()->send(request("GET", "transport=polling&sid=" + textOf(kSid)));
      waiting.push_back(door_->requests().take());
    }

    CPPUNIT_ASSERT(has(door_->answerTo("GET /healthz HTTP/1.0\r\n\r\n"), "200 OK"));
    for (auto& one : waiting) one.exchange->answer({200, "text/plain", "all"});
    for (auto& client : clients) CPPUNIT_ASSERT(has(client->receiveUntil("all"), "200 OK"));
  }

  void refusesAsTheOriginalDoes() {
    const std::string sid = textOf(kSid);
    const auto check = [this](const std::string& expected, std::string asked) {
      asked.insert(asked.find("Host:"), "Connection: close\r\n");
      CPPUNIT_ASSERT_EQUAL(expected, answerOf(door_->answerTo(asked)));
    };
    check(R"(400 "Invalid transport")", request("GET", "EIO=4&transport=smoke"));
    check(R"(400 "Invalid session")", request("GET", "EIO=4&transport=polling&sid=x"));
    check(R"(400 "Invalid session")", request("GET", "EIO=4&sid=~" + sid.substr(1)));
    check(R"(400 "Invalid session")", request("POST", "EIO=4&transport=polling", {}, "4"));
    check("405 Method Not Found", request("PUT", "EIO=4&transport=polling", {}, "4"));
    check("200 OK", request("OPTIONS", "EIO=4&transport=polling"));
    check(R"(400 "Invalid websocket upgrade")", request("GET", "EIO=4&transport=websocket"));
    check(R"(400 "Invalid websocket upgrade")", request("GET", "transport=websocket&sid=" + sid));
  }

  void refusesVersionsThatAreNotSpoken() {
    FrontDoor lenient({}, partsWith({}, true));
    for (const char* version : {"", "EIO=", "EIO=2&", "EIO=5&", "EIO=44&"}) {
      const std::string asked =
          request("GET", std::string(version) + "transport=polling", "Connection: close\r\n");
      CPPUNIT_ASSERT(has(lenient.answerTo(asked), "unsupported version"));
    }
    const std::string three = request("GET", "EIO=3&transport=polling", "Connection: close\r\n");
    CPPUNIT_ASSERT(has(door_->answerTo(three), "unsupported version"));

    HttpClient client(lenient.address());
    client.send(three);
    const auto passed = lenient.requests().take();
    CPPUNIT_ASSERT(std::get<socketio::Arriving>(passed.what).version == EngineVersion::k3);
  }

  void letsOnlyAcceptedOriginsReadAnAnswer() {
    FrontDoor door({}, partsWith({"http://a.example"}));
    const auto ask = [&](const std::string& origin) {
      return door.answerTo(request("GET", "EIO=4&transport=polling&sid=x",
                                   "Connection: close\r\nOrigin: " + origin + "\r\n"));
    };

    CPPUNIT_ASSERT(
        has(ask("http://a.example"), "Access-Control-Allow-Origin: http://a.example\r\n"));
    const std::string refused = ask("http://b.example");
    CPPUNIT_ASSERT_EQUAL(R"(400 "Not an accepted origin.")"s, answerOf(refused));
    CPPUNIT_ASSERT(!has(refused, "Access-Control"));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1},
                         door.log().count("dialect.socketio.cors does not name http://"));
  }

  void turnsAwayWhomThePolicyRefuses() {
    auto parts = partsWith({});
    parts.policy = std::make_unique<ScriptedPolicy>(Refusal{403, "not you"});
    FrontDoor door({}, std::move(parts));

    CPPUNIT_ASSERT_EQUAL(R"(403 "not you")"s,
                         answerOf(door.answerTo(request("GET", "EIO=4&transport=polling"))));
  }

  void turnsAwayWhileTheServerStops() {
    door_->node().setDraining(true);

    CPPUNIT_ASSERT(has(door_->answerTo(request("GET", "EIO=4&transport=polling")), " 503 "));
  }

 private:
  std::unique_ptr<FrontDoor> door_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(SocketIoHandlerTest);

}  // namespace
}  // namespace fanfare::http
