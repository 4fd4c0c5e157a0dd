#include "socketio/session.h"

#include <cppunit/extensions/HelperMacros.h>

#include "support/socketio_fixture.h"

namespace fanfare::socketio {
namespace {

using namespace std::literals;
using testing::clientText;
using testing::sentRequest;
using testing::text;
using testing::WebSocketHarness;

// How a session connects, who may stay, and what its client may do.
class SocketIoSessionTest : public testing::SocketIoFixture {
  CPPUNIT_TEST_SUITE(SocketIoSessionTest);
  CPPUNIT_TEST(connectsWhenItsSubscriptionsHaveTakenEffect);
  CPPUNIT_TEST(waitsForTombstonesBeforeItConnects);
  CPPUNIT_TEST(connectsVersionThreeByItself);
  CPPUNIT_TEST(refusesOtherNamespaces);
  CPPUNIT_TEST(stopsHearingWhenItDisconnects);
  CPPUNIT_TEST(connectsAgain);
  CPPUNIT_TEST(isToldNotToComeBackWhereItsIdentityEnds);
  CPPUNIT_TEST(losesAGroupsChannelWithTheGroup);
  CPPUNIT_TEST(comesByAGroupsChannelWithTheGroup);
  CPPUNIT_TEST(connectsWithoutTheGroupsThatItHasLost);
  CPPUNIT_TEST(asksForTheGroupsThatItHasWonWhenItConnects);
  CPPUNIT_TEST(passesOverAPacketThatIsMalformed);
  CPPUNIT_TEST(endsWhereItSendsTooMuch);
  CPPUNIT_TEST(isShownToThoseWhoLookOn);
  CPPUNIT_TEST_SUITE_END();

 public:
  void connectsWhenItsSubscriptionsHaveTakenEffect() {
    const auto browser = open();
    server_.send(browser, clientText("40"));
    CPPUNIT_ASSERT_EQUAL(""s, received(browser));

    server_.replay(kEverybody, {"1"});

    const std::string bytes = received(browser);
    CPPUNIT_ASSERT(bytes.find(R"(40{"sid":"~)") == 2);
    CPPUNIT_ASSERT(bytes.find(text(R"(42["message",1])")) != std::string::npos);
  }

  void waitsForTombstonesBeforeItConnects() {
    server_.identities().bePatient();
    Identity ann;
    ann.user = "ann";
    const auto browser = open(ann);
    server_.send(browser, clientText("40"));
    server_.replay(kEverybody);
    CPPUNIT_ASSERT_EQUAL(""s, received(browser));

    server_.identities().tellOfTombstones();
    server_.turn();

    CPPUNIT_ASSERT(received(browser).find("40{") != std::string::npos);
  }

  void connectsVersionThreeByItself() {
    const auto browser = open({}, EngineVersion::k3);

    server_.replay(kEverybody);

    CPPUNIT_ASSERT_EQUAL(text("40"), received(browser));
  }

  void refusesOtherNamespaces() {
    const auto browser = open();

    server_.send(browser, clientText("40/other,"));

    CPPUNIT_ASSERT_EQUAL(text(R"(44/other,"Unable to connect")"), received(browser));
  }

  void stopsHearingWhenItDisconnects() {
    const auto browser = connect();
    join(browser);

    server_.send(browser.socket, clientText("41"));

    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, server_.hub().subscriptionCount());
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, server_.endpoint().stats().connections);
  }

  void connectsAgain() {
    const auto browser = connect();
    server_.send(browser.socket, clientText("41"));

    server_.send(browser.socket, clientText("40"));
    server_.replay(kEverybody);

    const std::string bytes = received(browser.socket);
    CPPUNIT_ASSERT(bytes.find("40{") != std::string::npos);
    CPPUNIT_ASSERT(bytes.find(browser.sid) == std::string::npos);
    order(browser, core::Hear{makeMessage(R"(["e",1])", Event{})});  // for whom it was
    server_.live(kEverybody, {"1"});
    CPPUNIT_ASSERT_EQUAL(text(R"(42["message",1])"), received(browser.socket));
  }

  void isToldNotToComeBackWhereItsIdentityEnds() {
    Identity ann;
    ann.user = "ann";
    const auto browser = connect(ann);

    server_.endpoint().obey(
        core::ControlMessage(core::Disconnect{core::Disconnect::By::kUser, "ann"}));
    server_.turn();

    const std::string bytes = received(browser.socket);
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, bytes.find(text("41") + text("1")));
    CPPUNIT_ASSERT(bytes.find("identity ended") != std::string::npos);
  }

  void losesAGroupsChannelWithTheGroup() {
    Identity ann;
    ann.user = "ann";
    ann.groups = {"ops"};
    const auto browser = connect(ann, {kEverybody, "group:ops:chat"});

    server_.endpoint().obey(core::ControlMessage(core::Revoke{"ann", "ops"}));
    server_.turn();

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, server_.hub().subscriptionCount());
    server_.live(kEverybody, {"1"});
    CPPUNIT_ASSERT_EQUAL(text(R"(42["message",1])"), received(browser.socket));
  }

  void comesByAGroupsChannelWithTheGroup() {
    Identity ann;
    ann.user = "ann";
    ann.evidence = Evidence{};
    handshake_.query = {{"subscribe-group", ""}};
    const auto browser = connect(ann);
    Identity now = ann;
    now.groups = {"ops"};

    const auto held = server_.endpoint().roster().held(0, ws::Roster::kSlices);
    server_.endpoint().roster().onRechecked({core::keyOf(ann), held.at(0).version, now});
    server_.turn();

    CPPUNIT_ASSERT_EQUAL("group:ops:chat"sv,
                         server_.desk().questions().front().requested.at(0).channel.key());
    grant();
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, server_.hub().subscriptionCount());
  }

  void connectsWithoutTheGroupsThatItHasLost() {
    Identity ann;
    ann.user = "ann";
    ann.groups = {"ops"};
    const auto early = open(ann, EngineVersion::k4, {kEverybody, "group:ops:chat"});
    const auto again = connect(ann, {kEverybody, "group:ops:chat"});
    server_.send(again.socket, clientText("41"));

    server_.endpoint().obey(core::ControlMessage(core::Revoke{"ann", "ops"}));
    server_.send(early, clientText("40"));
    server_.send(again.socket, clientText("40"));

    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, server_.hub().subscriptionCount());
  }

  void asksForTheGroupsThatItHasWonWhenItConnects() {
    Identity ann;
    ann.user = "ann";
    ann.evidence = Evidence{};
    handshake_.query = {{"subscribe-group", ""}};
    const auto browser = open(ann);
    Identity now = ann;
    now.groups = {"ops"};
    const auto held = server_.endpoint().roster().held(0, ws::Roster::kSlices);
    server_.endpoint().roster().onRechecked({core::keyOf(ann), held.at(0).version, now});
    server_.turn();
    CPPUNIT_ASSERT(server_.desk().questions().empty());

    server_.send(browser, clientText("40"));

    CPPUNIT_ASSERT_EQUAL("group:ops:chat"sv,
                         server_.desk().questions().front().requested.at(0).channel.key());
  }

  void passesOverAPacketThatIsMalformed() {
    const auto browser = connect();
    for (const char* packet : {"4", "49", "42", "42{}", R"(42["join")", "42[7]", "451-[\"e\"",
                               R"(450-["e",{"_placeholder":true,"num":0}])", "43[]", "4x"}) {
      server_.send(browser.socket, clientText(packet));
    }
    CPPUNIT_ASSERT_EQUAL(""s, received(browser.socket));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, server_.log().count("is passed over"));

    server_.send(browser.socket, clientText(R"(428["leave",{"room":"lobby"}])"));
    CPPUNIT_ASSERT_EQUAL(text("438[]"), received(browser.socket));
  }

  void endsWhereItSendsTooMuch() {
    WebSocketHarness strict([] {
      auto options = clientOptions();
      options.messages = core::Rate::of(1);
      return options;
    }());
    Endpoint endpoint(strict.endpoint(), options());
    auto request = sentRequest();
    endpoint.serve({std::move(request.exchange), arriving({}, EngineVersion::k4, {kEverybody})});
    strict.turn();
    std::string packets;
    for (int i = 0; i < 11; ++i) packets += clientText(R"(42["e"])");

    strict.send(request.client, packets);

    CPPUNIT_ASSERT(received(request.client).find("limit.messages_per_connection") !=
                   std::string::npos);
    request.client = {};
    strict.turn();
  }

  void isShownToThoseWhoLookOn() {
    Identity ann;
    ann.user = "ann";
    const auto browser = connect(ann);
    join(browser);

    const auto all = [](std::string_view) { return true; };
    const auto shown =
        server_.endpoint().connections(0, server_.endpoint().bucketCount(), all).at(0);

    CPPUNIT_ASSERT_EQUAL("socketio"s, shown.dialect);
    CPPUNIT_ASSERT_EQUAL("chat"s, shown.facility);
    CPPUNIT_ASSERT_EQUAL("ann"s, shown.user);
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, shown.subscriptions);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SocketIoSessionTest);

}  // namespace
}  // namespace fanfare::socketio
