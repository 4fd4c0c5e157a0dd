#include <cppunit/extensions/HelperMacros.h>

#include "dialects/socketio/topics.h"
#include "socketio/session.h"
#include "support/socketio_fixture.h"

namespace fanfare::socketio {
namespace {

using namespace std::string_literals;
using dialects::socketio::sidIn;
using testing::Browser;
using testing::clientText;
using testing::text;

// What a session's client hears of what is published and emitted.
class SocketIoHearingTest : public testing::SocketIoFixture {
  CPPUNIT_TEST_SUITE(SocketIoHearingTest);
  CPPUNIT_TEST(hearsNothingBeforeItConnects);
  CPPUNIT_TEST(hearsWhatIsPublishedRaw);
  CPPUNIT_TEST(hearsEvents);
  CPPUNIT_TEST(hearsAttachments);
  CPPUNIT_TEST(hearsNothingThatIsForOthers);
  CPPUNIT_TEST(acknowledgesToTheBackendThatAsks);
  CPPUNIT_TEST(acknowledgesOnce);
  CPPUNIT_TEST(hearsWhatIsForItAlone);
  CPPUNIT_TEST(takesNoOrdersForAnother);
  CPPUNIT_TEST(endsWhereABackendSaysSo);
  CPPUNIT_TEST_SUITE_END();

 public:
  void hearsNothingBeforeItConnects() {
    const auto browser = open();
    server_.live(kEverybody, {"1"});

    CPPUNIT_ASSERT_EQUAL(""s, received(browser));
    CPPUNIT_ASSERT(server_.router().told().empty());
  }

  void hearsWhatIsPublishedRaw() {
    const auto browser = connect();

    server_.live(kEverybody, {R"({"a":1})", "plain", "\xff"});

    CPPUNIT_ASSERT_EQUAL(text(R"(42["message",{"a":1}])") + text(R"(42["message","plain"])") +
                             text(R"(451-["message",{"_placeholder":true,"num":0}])") +
                             ws::frameOf(ws::Opcode::kBinary, "\xff"),
                         received(browser.socket));
  }

  void hearsEvents() {
    const auto browser = connect();

    hear(kEverybody, makeMessage(R"(["update",{"time":1}])", Event{}));

    CPPUNIT_ASSERT_EQUAL(text(R"(42["update",{"time":1}])"), received(browser.socket));
  }

  void hearsAttachments() {
    const auto three = open({}, EngineVersion::k3);
    const auto four = connect();
    (void)received(three);
    Event event;
    event.attachments = {"\x01", "\x02"};

    hear(kEverybody, makeMessage(R"(["f",{"_placeholder":true,"num":0},1])", event));

    const std::string packet = text(R"(452-["f",{"_placeholder":true,"num":0},1])");
    const auto binary = [](const char* bytes) { return ws::frameOf(ws::Opcode::kBinary, bytes); };
    CPPUNIT_ASSERT_EQUAL(packet + binary("\x01") + binary("\x02"), received(four.socket));
    CPPUNIT_ASSERT_EQUAL(packet + binary("\x04\x01") + binary("\x04\x02"), received(three));
  }

  void hearsNothingThatIsForOthers() {
    const auto one = connect();
    const auto two = connect();

    const auto skipped =
        std::make_shared<const Addressees>(Addressees::allBut({sidIn(one.sid)->connection}));
    hear(kEverybody, makeMessage(R"(["e"])", Event{}, skipped));

    CPPUNIT_ASSERT_EQUAL(""s, received(one.socket));
    CPPUNIT_ASSERT_EQUAL(text(R"(42["e"])"), received(two.socket));
  }

  void acknowledgesToTheBackendThatAsks() {
    const auto browser = connect();
    Event event;
    event.replyTo = dialects::socketio::replyTo({"room 1", "/", 12}, "host a");

    hear(kEverybody, makeMessage(R"(["ask"])", event));
    CPPUNIT_ASSERT_EQUAL(text(R"(421["ask"])"), received(browser.socket));
    server_.send(browser.socket, clientText(R"(431["yes",{"a":[1]}])"));

    CPPUNIT_ASSERT_EQUAL(
        R"(flask-socketio {"method":"callback","sid":"room 1","id":12,"args":["yes",{"a":[1]}],)"
        R"("namespace":"/","host_id":"host a"})"s,
        server_.publishing().said().at(0));
  }

  void acknowledgesOnce() {
    const auto browser = connect();
    Event event;
    event.replyTo = dialects::socketio::replyTo({"r", "/", 12}, "h");
    hear(kEverybody, makeMessage(R"(["ask"])", event));

    server_.send(browser.socket, clientText("432[]") + clientText("431[]") + clientText("431[]"));

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, server_.publishing().said().size());
  }

  void hearsWhatIsForItAlone() {
    const auto browser = connect();
    const auto other = connect();

    order(browser, core::Hear{makeMessage(R"(["e",1])", Event{})});

    CPPUNIT_ASSERT_EQUAL(text(R"(42["e",1])"), received(browser.socket));
    CPPUNIT_ASSERT_EQUAL(""s, received(other.socket));
  }

  void takesNoOrdersForAnother() {
    const auto browser = connect();
    Browser stranger{{}, browser.sid};
    stranger.sid.back() = stranger.sid.back() == '0' ? '1' : '0';

    order(stranger, core::End{});
    order(stranger, core::Hear{makeMessage(R"(["e",1])", Event{})});

    CPPUNIT_ASSERT_EQUAL(""s, received(browser.socket));
  }

  void endsWhereABackendSaysSo() {
    const auto browser = connect();

    order(browser, core::End{});

    CPPUNIT_ASSERT_EQUAL(text("41") + text("1") + ws::closeFrame(1000, ""),
                         received(browser.socket));
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, server_.hub().subscriptionCount());
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SocketIoHearingTest);

}  // namespace
}  // namespace fanfare::socketio
