#include "socketio/line.h"

#include <cppunit/extensions/HelperMacros.h>

#include "support/client_frames.h"
#include "support/fake_clock.h"
#include "support/scripted_exchange.h"
#include "support/turns.h"
#include "ws/frame_writer.h"

namespace fanfare::socketio {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using dialects::socketio::EngineVersion;
using testing::clientText;
using testing::received;
using testing::sentRequest;

namespace reasons = core::close_reasons;

constexpr char kHead[] = "HTTP/1.1 101 Switching Protocols\r\n\r\n";

std::string text(std::string_view payload) { return ws::frameOf(ws::Opcode::kText, payload); }

// Remembers what a line brings, and ends it for the reasons it is told.
class Recorder final : public LineHandler {
 public:
  explicit Recorder(net::Reactor& reactor) : reactor_(reactor) {}
  void attach(Line& line) { line_ = &line; }

  bool onReceived(std::size_t bytes) override {
    receivedBytes += bytes;
    return isWithinBytes;
  }
  void onHeld(std::size_t before, std::size_t now) override { heldBytes += now - before; }
  bool isFull() const override { return isFullNow; }
  void onText(std::string_view data) override { events.push_back("text " + std::string(data)); }
  void onBinary(std::string data) override { events.push_back("binary " + data); }
  void onFailed(const core::CloseReason& why) override {
    events.push_back("failed " + std::to_string(why.code));
    line_->end(why);
  }
  void onUnflushed() override {
    reactor_.atEndOfTurn([this] { line_->flush(); });
  }
  void onGone() override { events.push_back("gone"); }

  std::vector<std::string> events;
  std::size_t receivedBytes = 0;
  std::size_t heldBytes = 0;
  bool isFullNow = false;
  bool isWithinBytes = true;

 private:
  net::Reactor& reactor_;
  Line* line_ = nullptr;
};

using Events = std::vector<std::string>;

class SocketIoLineTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SocketIoLineTest);
  CPPUNIT_TEST(beginsWithWhatItIsCalledAndHowItKeepsPace);
  CPPUNIT_TEST(offersNoUpgradeToWhoHasOne);
  CPPUNIT_TEST(answersAPollWhenThereIsSomething);
  CPPUNIT_TEST(putsWhatIsSentInOneTurnIntoOneAnswer);
  CPPUNIT_TEST(keepsWhatIsSentWhileNobodyPolls);
  CPPUNIT_TEST(letsASecondPollTakeThePlaceOfTheFirst);
  CPPUNIT_TEST(readsWhatIsPosted);
  CPPUNIT_TEST(refusesWhatIsNoPayload);
  CPPUNIT_TEST(refusesAPostThatIsTooLarge);
  CPPUNIT_TEST(answersAPostWhenAllOfItIsRead);
  CPPUNIT_TEST(refusesASecondPostMeanwhile);
  CPPUNIT_TEST(asksVersionFourForASignOfLife);
  CPPUNIT_TEST(endsWhereVersionFourGivesNone);
  CPPUNIT_TEST(answersVersionThreesPings);
  CPPUNIT_TEST(endsWhereVersionThreeSendsNone);
  CPPUNIT_TEST(goesOnToAWebSocket);
  CPPUNIT_TEST(goesOnToAWebSocketWhereItsHandlerWasFull);
  CPPUNIT_TEST(losesNothingOnTheWayToAWebSocket);
  CPPUNIT_TEST(hasNothingForPollsWhileItIsTried);
  CPPUNIT_TEST(staysWithPollingWhereTheWebSocketFails);
  CPPUNIT_TEST(staysWithPollingWhereTheProbeIsNone);
  CPPUNIT_TEST(goesOnToOneWebSocketOnly);
  CPPUNIT_TEST(readsNoMoreThanItsHandlerTakes);
  CPPUNIT_TEST(endsWhereAFrameIsNoPacket);
  CPPUNIT_TEST(passesOverWhatHasNoKnownType);
  CPPUNIT_TEST(endsWhereAFrameIsTooLarge);
  CPPUNIT_TEST(tellsAWebSocketsClientThatItEnds);
  CPPUNIT_TEST(tellsAPollingClientThatItEnds);
  CPPUNIT_TEST(isGoneWhereAPollingClientDoesNotComeBack);
  CPPUNIT_TEST(isGoneWithItsWebSocket);
  CPPUNIT_TEST(endsWhereNobodyPollsForTooMuch);
  CPPUNIT_TEST(closesAsItsClientAsks);
  CPPUNIT_TEST(sendsNothingWhereThereIsNothing);
  CPPUNIT_TEST(readsNothingBeyondItsHandlersBound);
  CPPUNIT_TEST_SUITE_END();

 public:
  void beginsWithWhatItIsCalledAndHowItKeepsPace() {
    poll4();

    CPPUNIT_ASSERT_EQUAL(
        R"(0{"sid":"-me","upgrades":["websocket"],"pingTimeout":20000,"pingInterval":25000,)"
        R"("maxPayload":100000})"s,
        first_->body());
    CPPUNIT_ASSERT_EQUAL(200, first_->answer->status);
  }

  void offersNoUpgradeToWhoHasOne() {
    const auto client = connect4();

    const std::string sent = received(client);
    CPPUNIT_ASSERT_EQUAL(std::string(kHead), sent.substr(0, sizeof kHead - 1));
    CPPUNIT_ASSERT(sent.find(R"("upgrades":[])") != std::string::npos);
  }

  void answersAPollWhenThereIsSomething() {
    poll4();
    const auto outcome = poll();
    CPPUNIT_ASSERT(outcome->isOpen());

    say("4hello");

    CPPUNIT_ASSERT_EQUAL("4hello"s, outcome->body());
  }

  void putsWhatIsSentInOneTurnIntoOneAnswer() {
    poll4();
    const auto outcome = poll();

    line_->send(net::Chunk(text("4one")));
    line_->send(net::Chunk(text("4two") + ws::frameOf(ws::Opcode::kBinary, "\x01")));
    turn();

    CPPUNIT_ASSERT_EQUAL(
        "4one\x1e"
        "4two\x1e"
        "bAQ=="s,
        outcome->body());
  }

  void keepsWhatIsSentWhileNobodyPolls() {
    poll4();
    say("4one");
    say("4two");

    CPPUNIT_ASSERT_EQUAL(
        "4one\x1e"
        "4two"s,
        poll()->body());
  }

  void letsASecondPollTakeThePlaceOfTheFirst() {
    poll4();
    const auto one = poll();
    const auto two = poll();

    CPPUNIT_ASSERT_EQUAL("6"s, one->body());
    say("4hello");
    CPPUNIT_ASSERT_EQUAL("4hello"s, two->body());
  }

  void readsWhatIsPosted() {
    poll4();

    const auto outcome = post(
        "4one\x1e"
        "bAQI=\x1e"
        "4two");

    CPPUNIT_ASSERT_EQUAL("OK"s, outcome->body());
    CPPUNIT_ASSERT((Events{"text one", "binary \x01\x02", "text two"} == handler_.events));
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, handler_.heldBytes);
  }

  void refusesWhatIsNoPayload() {
    poll4();
    for (const char* body : {"", "x", "9",
                             "4a\x1e\x1e"
                             "4b"}) {
      CPPUNIT_ASSERT_EQUAL(400, post(body)->answer->status);
    }
    CPPUNIT_ASSERT(handler_.events.empty());

    CPPUNIT_ASSERT_EQUAL("OK"s, post("4hello")->body());
    CPPUNIT_ASSERT((Events{"text hello"} == handler_.events));
  }

  void refusesAPostThatIsTooLarge() {
    poll4();

    const auto outcome = post("4" + std::string(100'000, 'x'));

    CPPUNIT_ASSERT_EQUAL(400, outcome->answer->status);
    CPPUNIT_ASSERT((Events{"failed 1009"} == handler_.events));
  }

  void answersAPostWhenAllOfItIsRead() {
    poll4();
    handler_.isFullNow = true;
    const auto outcome = post("4one");
    CPPUNIT_ASSERT(outcome->isOpen());
    CPPUNIT_ASSERT_EQUAL(std::size_t{4}, handler_.heldBytes);

    handler_.isFullNow = false;
    line_->resume();

    CPPUNIT_ASSERT_EQUAL("OK"s, outcome->body());
    CPPUNIT_ASSERT((Events{"text one"} == handler_.events));
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, handler_.heldBytes);
  }

  void refusesASecondPostMeanwhile() {
    poll4();
    handler_.isFullNow = true;
    const auto one = post("4one");
    const auto two = post("4two");

    CPPUNIT_ASSERT_EQUAL(400, two->answer->status);
    handler_.isFullNow = false;
    line_->resume();
    CPPUNIT_ASSERT_EQUAL("OK"s, one->body());
    CPPUNIT_ASSERT((Events{"text one"} == handler_.events));
  }

  void asksVersionFourForASignOfLife() {
    poll4();
    for (int i = 0; i < 3; ++i) {
      pass(25s);
      CPPUNIT_ASSERT_EQUAL("2"s, poll()->body());
      (void)post("3");
    }
    CPPUNIT_ASSERT(handler_.events.empty());
  }

  void endsWhereVersionFourGivesNone() {
    poll4();
    pass(25s);
    (void)poll();

    pass(20s);

    CPPUNIT_ASSERT((Events{"failed 4409"} == handler_.events));
  }

  void answersVersionThreesPings() {
    const auto client = connect(EngineVersion::k3);
    (void)received(client);

    pass(40s);
    CPPUNIT_ASSERT_EQUAL(""s, received(client));
    send(client, clientText("2probe"));

    CPPUNIT_ASSERT_EQUAL(text("3probe"), received(client));
    pass(40s);
    CPPUNIT_ASSERT(handler_.events.empty());
  }

  void endsWhereVersionThreeSendsNone() {
    const auto client = connect(EngineVersion::k3);

    pass(45s);

    CPPUNIT_ASSERT((Events{"failed 4409"} == handler_.events));
  }

  void goesOnToAWebSocket() {
    poll4();
    const auto waiting = poll();
    const auto client = upgrade();
    send(client, clientText("2probe"));

    CPPUNIT_ASSERT_EQUAL(kHead + text("3probe"), received(client));
    CPPUNIT_ASSERT_EQUAL("6"s, waiting->body());
    send(client, clientText("5"));
    say("4hello");
    CPPUNIT_ASSERT_EQUAL(text("4hello"), received(client));
    send(client, clientText("4back"));
    CPPUNIT_ASSERT((Events{"text back"} == handler_.events));
    CPPUNIT_ASSERT_EQUAL("6"s, poll()->body());
  }

  void goesOnToAWebSocketWhereItsHandlerWasFull() {
    poll4();
    handler_.isFullNow = true;
    const auto client = upgrade();
    send(client, clientText("2probe"));
    handler_.isFullNow = false;

    line_->resume();
    turn();

    CPPUNIT_ASSERT_EQUAL(kHead + text("3probe"), received(client));
  }

  void losesNothingOnTheWayToAWebSocket() {
    poll4();
    const auto client = upgrade();
    send(client, clientText("2probe"));
    say("4one");
    CPPUNIT_ASSERT_EQUAL("4one"s, poll()->body());
    say("4two");
    (void)received(client);

    send(client, clientText("5"));

    CPPUNIT_ASSERT_EQUAL(text("4two"), received(client));
  }

  void hasNothingForPollsWhileItIsTried() {
    poll4();
    const auto client = upgrade();
    send(client, clientText("2probe"));

    CPPUNIT_ASSERT_EQUAL("6"s, poll()->body());
  }

  void staysWithPollingWhereTheWebSocketFails() {
    poll4();
    {
      const auto client = upgrade();
      send(client, clientText("2probe"));
    }
    turn();

    const auto outcome = poll();
    say("4hello");

    CPPUNIT_ASSERT_EQUAL("4hello"s, outcome->body());
    CPPUNIT_ASSERT(handler_.events.empty());
  }

  void staysWithPollingWhereTheProbeIsNone() {
    for (const char* packet : {"4hello", "2", "2prob", "x", "5"}) {
      setUpAnew();
      poll4();
      const auto client = upgrade();

      send(client, clientText(packet));

      const auto outcome = poll();
      say("4hello");
      CPPUNIT_ASSERT_EQUAL("4hello"s, outcome->body());
      CPPUNIT_ASSERT(handler_.events.empty());
    }
  }

  void goesOnToOneWebSocketOnly() {
    poll4();
    const auto client = upgrade();
    send(client, clientText("2probe") + clientText("5"));

    auto again = sentRequest();
    line_->upgrade(kHead, std::move(again.exchange));

    CPPUNIT_ASSERT_EQUAL(R"("Invalid session")"s, again.outcome->body());
    say("4hello");
    CPPUNIT_ASSERT(received(client).find(text("4hello")) != std::string::npos);
  }

  void readsNoMoreThanItsHandlerTakes() {
    const auto client = connect4();
    handler_.isFullNow = true;
    send(client, clientText("4one") + clientText("4two"));
    CPPUNIT_ASSERT(handler_.events.size() <= 1);

    handler_.isFullNow = false;
    line_->resume();
    turn();

    CPPUNIT_ASSERT((Events{"text one", "text two"} == handler_.events));
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, handler_.heldBytes);
  }

  void endsWhereAFrameIsNoPacket() {
    for (const char* packet : {"", "x", "b%"}) {
      setUpAnew();
      const auto client = connect4();

      send(client, clientText(packet));

      CPPUNIT_ASSERT((Events{"failed 1002"} == handler_.events));
    }
  }

  void passesOverWhatHasNoKnownType() {
    const auto client = connect4();

    send(client, clientText("9") + clientText("7x") + clientText("4hello"));

    CPPUNIT_ASSERT((Events{"text hello"} == handler_.events));
  }

  void endsWhereAFrameIsTooLarge() {
    const auto client = connect4();

    send(client, clientText("4" + std::string(100'000, 'x')));

    CPPUNIT_ASSERT((Events{"failed 1009"} == handler_.events));
  }

  void tellsAWebSocketsClientThatItEnds() {
    const auto client = connect4();
    (void)received(client);

    line_->end(reasons::kGoingAway, net::Chunk(text("41")));
    turn();

    CPPUNIT_ASSERT_EQUAL(text("41") + text("1") + ws::closeFrame(1001, reasons::kGoingAway.text),
                         received(client));
  }

  void tellsAPollingClientThatItEnds() {
    poll4();
    const auto waiting = poll();

    line_->end(reasons::kGoingAway, net::Chunk(text("41")));
    turn();

    CPPUNIT_ASSERT_EQUAL("41"s, waiting->body());
    CPPUNIT_ASSERT_EQUAL("OK"s, post("4late")->body());
    CPPUNIT_ASSERT_EQUAL("1"s, poll()->body());
    CPPUNIT_ASSERT((Events{"gone"} == handler_.events));
  }

  void isGoneWhereAPollingClientDoesNotComeBack() {
    poll4();
    line_->end(reasons::kGoingAway);

    pass(5s);

    CPPUNIT_ASSERT((Events{"gone"} == handler_.events));
  }

  void isGoneWithItsWebSocket() {
    { const auto client = connect4(); }
    turn();

    CPPUNIT_ASSERT((Events{"gone"} == handler_.events));
  }

  void endsWhereNobodyPollsForTooMuch() {
    poll4();

    for (int i = 0; i < 11; ++i) say("4" + std::string(10'000, 'x'));

    CPPUNIT_ASSERT((Events{"failed 4408"} == handler_.events));
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, reactor_.queuedBytes());
  }

  void closesAsItsClientAsks() {
    poll4();

    (void)post(
        "4last\x1e"
        "1");

    CPPUNIT_ASSERT((Events{"text last", "failed 1000"} == handler_.events));
    pass(0s);
    CPPUNIT_ASSERT((Events{"text last", "failed 1000", "gone"} == handler_.events));
  }

  void sendsNothingWhereThereIsNothing() {
    poll4();
    const auto outcome = poll();

    line_->send(net::Chunk());
    turn();

    CPPUNIT_ASSERT(outcome->isOpen());
  }

  void readsNothingBeyondItsHandlersBound() {
    poll4();
    handler_.isWithinBytes = false;

    CPPUNIT_ASSERT_EQUAL(400, post("4one")->answer->status);
    CPPUNIT_ASSERT(handler_.events.empty());
  }

  void tearDown() override {
    line_.reset();
    turn();
  }

 private:
  static Line::Options options() {
    Line::Options options;
    options.wire = {{100'000}, 100'000, 5s};
    return options;
  }

  void setUpAnew() {
    line_.reset();
    turn();
    handler_.events.clear();
  }

  void begin(EngineVersion version) {
    line_ = std::make_unique<Line>(reactor_, version, options_, handler_);
    handler_.attach(*line_);
  }
  void poll4() {
    begin(EngineVersion::k4);
    auto request = sentRequest();
    line_->beginPolling("-me", std::move(request.exchange));
    line_->start();
    turn();
    first_ = request.outcome;
  }
  net::Descriptor connect(EngineVersion version) {
    begin(version);
    auto request = sentRequest();
    line_->beginOnWire("-me", *request.exchange, kHead);
    line_->start();
    turn();
    return std::move(request.client);
  }
  net::Descriptor connect4() { return connect(EngineVersion::k4); }

  std::shared_ptr<testing::Outcome> poll() {
    auto request = sentRequest();
    line_->poll(std::move(request.exchange));
    turn();
    return request.outcome;
  }
  std::shared_ptr<testing::Outcome> post(const std::string& body) {
    auto request = sentRequest();
    line_->post(body, PayloadKind::kText, std::move(request.exchange));
    turn();
    return request.outcome;
  }
  net::Descriptor upgrade() {
    auto request = sentRequest();
    line_->upgrade(kHead, std::move(request.exchange));
    turn();
    return std::move(request.client);
  }
  void say(const std::string& packet) {
    line_->send(net::Chunk(text(packet)));
    turn();
  }
  void send(const net::Descriptor& client, const std::string& bytes) {
    testing::sendAll(client, bytes);
    turn();
  }
  void pass(std::chrono::milliseconds time) {
    clock_.advance(time + net::TimerWheel::kTick);
    turn();
  }
  void turn() {
    for (int i = 0; i < 3; ++i) testing::turn(reactor_);
  }

  testing::FakeClock clock_;
  net::Reactor reactor_{clock_};
  const Line::Options options_ = options();
  Recorder handler_{reactor_};
  std::unique_ptr<Line> line_;
  std::shared_ptr<testing::Outcome> first_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(SocketIoLineTest);

}  // namespace
}  // namespace fanfare::socketio
