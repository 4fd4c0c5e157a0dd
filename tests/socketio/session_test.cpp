#include "socketio/session.h"

#include <cppunit/extensions/HelperMacros.h>

#include "dialects/socketio/topics.h"
#include "socketio/endpoint.h"
#include "support/scripted_exchange.h"
#include "support/web_socket_harness.h"

namespace fanfare::socketio {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using dialects::socketio::EngineVersion;
using dialects::socketio::sidIn;
using testing::channelOf;
using testing::clientText;
using testing::grantOf;
using testing::received;
using testing::sentRequest;
using testing::text;
using testing::WebSocketHarness;

using Lines = std::vector<std::string>;

constexpr char kHead[] = "101\r\n\r\n";
constexpr char kEverybody[] = "broadcast:chat";
constexpr char kRoom[] = "room:lobby:chat";

ws::EndpointOptions clientOptions() {
  ws::EndpointOptions options;
  options.maxSubscriptions = 3;
  options.maxRequestsUnderWay = 2;
  return options;
}

EndpointOptions options() {
  EndpointOptions options;
  options.line.wire = {{100'000}, 100'000, 5s};
  options.facility = "chat";
  return options;
}

// A client on a WebSocket.
struct Browser {
  net::Descriptor socket;
  std::string sid;  // of its socket
};

// What a session makes of its client's packets and of what backends and the hub tell it.
class SocketIoSessionTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SocketIoSessionTest);
  CPPUNIT_TEST(hearsNothingBeforeItConnects);
  CPPUNIT_TEST(connectsWhenItsSubscriptionsHaveTakenEffect);
  CPPUNIT_TEST(waitsForTombstonesBeforeItConnects);
  CPPUNIT_TEST(connectsVersionThreeByItself);
  CPPUNIT_TEST(refusesOtherNamespaces);
  CPPUNIT_TEST(acknowledgesAJoinWhenItHasTakenEffect);
  CPPUNIT_TEST(joinsWithoutAWordWhereNoneIsAskedFor);
  CPPUNIT_TEST(acknowledgesAJoinThatIsRefused);
  CPPUNIT_TEST(presentsTheSecretOfARoomSpace);
  CPPUNIT_TEST(acknowledgesAJoinOfWhereItIs);
  CPPUNIT_TEST(leavesARoom);
  CPPUNIT_TEST(leavesARoomThatItIsStillAskingFor);
  CPPUNIT_TEST(passesOverWhatNamesNoRoom);
  CPPUNIT_TEST(acknowledgesWhatNamesARoomThatCannotBe);
  CPPUNIT_TEST(entersNoRoomThatIsAnothersName);
  CPPUNIT_TEST(passesOverOtherEvents);
  CPPUNIT_TEST(waitsWithMoreJoinsThanMayBeUnderWay);
  CPPUNIT_TEST(entersNoMoreRoomsThanItMay);
  CPPUNIT_TEST(hearsWhatIsPublishedRaw);
  CPPUNIT_TEST(hearsEvents);
  CPPUNIT_TEST(hearsAttachments);
  CPPUNIT_TEST(hearsNothingThatIsForOthers);
  CPPUNIT_TEST(hearsAnEventForSeveralRoomsOnce);
  CPPUNIT_TEST(acknowledgesToTheBackendThatAsks);
  CPPUNIT_TEST(acknowledgesOnce);
  CPPUNIT_TEST(leavesARoomThatIsClosed);
  CPPUNIT_TEST(hearsWhatIsForItAlone);
  CPPUNIT_TEST(takesNoOrdersForAnother);
  CPPUNIT_TEST(entersAndLeavesWhereABackendSaysSo);
  CPPUNIT_TEST(hearsWhatWasSaidInARoomThatItOnlyPassesThrough);
  CPPUNIT_TEST(endsWhereABackendSaysSo);
  CPPUNIT_TEST(stopsHearingWhenItDisconnects);
  CPPUNIT_TEST(connectsAgain);
  CPPUNIT_TEST(entersNothingThatItAskedForBeforeItDisconnected);
  CPPUNIT_TEST(isToldNotToComeBackWhereItsIdentityEnds);
  CPPUNIT_TEST(losesAGroupsChannelWithTheGroup);
  CPPUNIT_TEST(comesByAGroupsChannelWithTheGroup);
  CPPUNIT_TEST(connectsWithoutTheGroupsThatItHasLost);
  CPPUNIT_TEST(asksForTheGroupsThatItHasWonWhenItConnects);
  CPPUNIT_TEST(passesOverAPacketThatIsMalformed);
  CPPUNIT_TEST(endsWhereItSendsTooMuch);
  CPPUNIT_TEST(isShownToThoseWhoLookOn);
  CPPUNIT_TEST(leavesNothingBehind);
  CPPUNIT_TEST_SUITE_END();

 public:
  void hearsNothingBeforeItConnects() {
    const auto browser = open();
    server_.live(kEverybody, {"1"});

    CPPUNIT_ASSERT_EQUAL(""s, received(browser));
    CPPUNIT_ASSERT(server_.router().told().empty());
  }

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

  void acknowledgesAJoinWhenItHasTakenEffect() {
    const auto browser = connect();
    server_.send(browser.socket, clientText(R"(421["join",{"room":"lobby"}])"));
    grant();
    CPPUNIT_ASSERT_EQUAL(""s, received(browser.socket));

    server_.replay(kRoom, {"2"});

    CPPUNIT_ASSERT_EQUAL(text("431[]") + text(R"(42["message",2])"), received(browser.socket));
  }

  void joinsWithoutAWordWhereNoneIsAskedFor() {
    const auto browser = connect();
    join(browser);

    CPPUNIT_ASSERT_EQUAL(""s, received(browser.socket));
    server_.live(kRoom, {"3"});
    CPPUNIT_ASSERT_EQUAL(text(R"(42["message",3])"), received(browser.socket));
  }

  void acknowledgesAJoinThatIsRefused() {
    const auto browser = connect();
    server_.send(browser.socket, clientText(R"(427["join",{"room":"a::b","secret":"x"}])"));

    Grant grant;
    grant.withheld.push_back({{Access::kSubscribe, channelOf("room:a::b:chat")}, "room secrets"});
    server_.desk().answer(grant);
    server_.turn();

    CPPUNIT_ASSERT_EQUAL(text("437[]"), received(browser.socket));
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, server_.endpoint().stats().joinsRefused);
    server_.send(browser.socket, clientText(R"(428["join",{"room":"lobby"}])"));
    server_.desk().answer(Refusal{403, "no"});
    server_.turn();
    CPPUNIT_ASSERT_EQUAL(text("438[]"), received(browser.socket));
  }

  void presentsTheSecretOfARoomSpace() {
    const auto browser = connect();

    server_.send(browser.socket, clientText(R"(42["join",{"room":"a::b","secret":"S3"}])"));

    const auto& asked = server_.desk().questions().back().requested.at(0);
    CPPUNIT_ASSERT_EQUAL("room:a::b:chat"s, asked.channel.key());
    CPPUNIT_ASSERT_EQUAL("S3"s, asked.secret);
  }

  void acknowledgesAJoinOfWhereItIs() {
    const auto browser = connect();
    join(browser);

    server_.send(browser.socket, clientText(R"(423["join",{"room":"lobby"}])"));

    CPPUNIT_ASSERT_EQUAL(text("433[]"), received(browser.socket));
  }

  void leavesARoom() {
    const auto browser = connect();
    join(browser);

    server_.send(browser.socket, clientText(R"(424["leave",{"room":"lobby"}])"));

    CPPUNIT_ASSERT_EQUAL(text("434[]"), received(browser.socket));
    server_.live(kRoom, {"3"});
    CPPUNIT_ASSERT_EQUAL(""s, received(browser.socket));
  }

  void leavesARoomThatItIsStillAskingFor() {
    const auto browser = connect();
    server_.send(browser.socket, clientText(R"(421["join",{"room":"lobby"}])") +
                                     clientText(R"(422["leave",{"room":"lobby"}])"));
    CPPUNIT_ASSERT_EQUAL(text("431[]") + text("432[]"), received(browser.socket));

    grant();

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, server_.hub().subscriptionCount());
  }

  void passesOverWhatNamesNoRoom() {
    const auto browser = connect();
    for (const char* argument : {R"("lobby")", "7", "null", "[]", "{}", R"({"secret":"x"})"}) {
      server_.send(browser.socket, clientText(R"(425["join",)" + std::string(argument) + "]"));
    }
    server_.send(browser.socket, clientText(R"(425["join"])"));

    CPPUNIT_ASSERT_EQUAL(""s, received(browser.socket));
    CPPUNIT_ASSERT(server_.desk().questions().empty());
  }

  void acknowledgesWhatNamesARoomThatCannotBe() {
    const auto browser = connect();
    for (const char* room : {"7", "null", "[]", "{}", "true", R"("")", R"("a\u0007")"}) {
      server_.send(browser.socket, clientText(R"(426["join",{"room":)" + std::string(room) + "}]"));
      CPPUNIT_ASSERT_EQUAL(text("436[]"), received(browser.socket));
    }
    CPPUNIT_ASSERT(server_.desk().questions().empty());
  }

  void entersNoRoomThatIsAnothersName() {
    const auto other = connect();
    const auto browser = connect();

    server_.send(browser.socket, clientText(R"(421["join",{"room":")" + other.sid + R"("}])"));

    CPPUNIT_ASSERT_EQUAL(text("431[]"), received(browser.socket));
    CPPUNIT_ASSERT(server_.desk().questions().empty());
  }

  void passesOverOtherEvents() {
    const auto browser = connect();

    server_.send(browser.socket, clientText(R"(429["shout",{"room":"lobby"}])"));
    server_.send(browser.socket, clientText(R"(42/other,9["join",{"room":"lobby"}])"));
    server_.send(browser.socket, clientText("439[]"));

    CPPUNIT_ASSERT_EQUAL(""s, received(browser.socket));
    CPPUNIT_ASSERT(server_.desk().questions().empty());
  }

  void waitsWithMoreJoinsThanMayBeUnderWay() {
    const auto browser = connect();
    std::string joins;
    for (const char* room : {"a", "b", "c", "d"}) {
      joins += clientText(R"(42["join",{"room":")" + std::string(room) + R"("}])");
    }
    server_.send(browser.socket, joins);
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, server_.desk().questions().size());

    grant();

    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, server_.desk().questions().size());
    CPPUNIT_ASSERT_EQUAL("room:c:chat"s,
                         server_.desk().questions().back().requested.at(0).channel.key());
  }

  void entersNoMoreRoomsThanItMay() {
    const auto browser = connect();
    for (const char* room : {"a", "b", "c"}) {
      server_.send(browser.socket,
                   clientText(R"(42["join",{"room":")" + std::string(room) + R"("}])"));
      grant();
    }

    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, server_.hub().subscriptionCount());
    order(browser, core::Enter{channelOf("room:d:chat")});
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, server_.hub().subscriptionCount());
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

  void hearsAnEventForSeveralRoomsOnce() {
    const auto browser = connect();
    join(browser);
    Event event;
    event.number = 5;
    const auto message = makeMessage(R"(["e"])", event);

    hear(kEverybody, message);
    hear(kRoom, message);
    event.number = 6;
    hear(kRoom, makeMessage(R"(["f"])", event));

    CPPUNIT_ASSERT_EQUAL(text(R"(42["e"])") + text(R"(42["f"])"), received(browser.socket));
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

  void leavesARoomThatIsClosed() {
    const auto browser = connect();
    join(browser);
    Event event;
    event.closesRoom = true;

    const auto said = makeMessage(R"(["e",1])", Event{});
    server_.tell(core::Local{channelOf(kRoom), {said, makeMessage("", event), said}});

    CPPUNIT_ASSERT_EQUAL(text(R"(42["e",1])"), received(browser.socket));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, server_.hub().subscriptionCount());
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

  void entersAndLeavesWhereABackendSaysSo() {
    const auto browser = connect();

    order(browser, core::Enter{channelOf(kRoom)});
    server_.replay(kRoom);
    server_.live(kRoom, {"1"});
    CPPUNIT_ASSERT_EQUAL(text(R"(42["message",1])"), received(browser.socket));
    CPPUNIT_ASSERT(server_.desk().questions().empty());
    order(browser, core::Quit{channelOf(kRoom)});
    server_.live(kRoom, {"2"});
    CPPUNIT_ASSERT_EQUAL(""s, received(browser.socket));
  }

  void hearsWhatWasSaidInARoomThatItOnlyPassesThrough() {
    const auto browser = connect();
    Event closing;
    closing.closesRoom = true;

    order(browser, core::Enter{channelOf(kRoom)});
    hear(kRoom, makeMessage(R"(["e",1])", Event{}));
    order(browser, core::Quit{channelOf(kRoom)});
    order(browser, core::Enter{channelOf(kRoom)});
    hear(kRoom, makeMessage(R"(["e",2])", Event{}));
    hear(kRoom, makeMessage("", closing));

    CPPUNIT_ASSERT_EQUAL(text(R"(42["e",1])") + text(R"(42["e",2])"), received(browser.socket));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, server_.hub().subscriptionCount());
  }

  void endsWhereABackendSaysSo() {
    const auto browser = connect();

    order(browser, core::End{});

    CPPUNIT_ASSERT_EQUAL(text("41") + text("1") + ws::closeFrame(1000, ""),
                         received(browser.socket));
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, server_.hub().subscriptionCount());
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

  void entersNothingThatItAskedForBeforeItDisconnected() {
    const auto browser = connect();
    server_.send(browser.socket, clientText(R"(421["join",{"room":"lobby"}])"));
    server_.send(browser.socket, clientText("41"));
    server_.send(browser.socket, clientText("40"));
    server_.replay(kEverybody);
    (void)received(browser.socket);

    grant();

    CPPUNIT_ASSERT_EQUAL(""s, received(browser.socket));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, server_.hub().subscriptionCount());
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

    CPPUNIT_ASSERT_EQUAL("group:ops:chat"s,
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

    CPPUNIT_ASSERT_EQUAL("group:ops:chat"s,
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

  void leavesNothingBehind() {
    {
      const auto browser = connect();
      join(browser);
    }
    server_.turn();

    CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, server_.endpoint().stats().connections);
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, server_.hub().subscriptionCount());
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, server_.endpoint().endedCount());
  }

 private:
  static std::string received(const net::Descriptor& socket) { return testing::received(socket); }

  Arriving arriving(const Identity& identity, EngineVersion version,
                    const std::vector<const char*>& channels) const {
    ws::Opening opening;
    opening.responseHead = kHead;
    opening.grant = grantOf(channels);
    Handshake handshake = handshake_;
    handshake.facility = "chat";
    opening.visitor = std::make_shared<const core::Visitor>(core::Visitor{handshake, identity});
    return {version, FirstTransport::kWebSocket, std::move(opening)};
  }

  net::Descriptor open(const Identity& identity = {}, EngineVersion version = EngineVersion::k4,
                       const std::vector<const char*>& channels = {kEverybody}) {
    auto request = sentRequest();
    endpoint_.serve({std::move(request.exchange), arriving(identity, version, channels)});
    server_.turn();
    const std::string hello = received(request.client);
    CPPUNIT_ASSERT_EQUAL(std::string(kHead), hello.substr(0, sizeof kHead - 1));
    return std::move(request.client);
  }

  Browser connect(const Identity& identity = {},
                  const std::vector<const char*>& channels = {kEverybody}) {
    Browser browser{open(identity, EngineVersion::k4, channels), {}};
    server_.send(browser.socket, clientText("40"));
    for (const char* channel : channels) server_.replay(channel);
    const std::string bytes = received(browser.socket);
    const auto at = bytes.find('~');
    CPPUNIT_ASSERT(at != std::string::npos);
    browser.sid = bytes.substr(at, bytes.find('"', at) - at);
    return browser;
  }

  void join(const Browser& browser) {
    server_.send(browser.socket, clientText(R"(42["join",{"room":"lobby"}])"));
    grant();
    server_.replay(kRoom);
  }
  // What was asked for last.
  void grant() {
    server_.desk().grantAll();
    server_.turn();
  }

  void hear(const char* key, const MessagePtr& message) {
    server_.tell(core::Local{channelOf(key), {message}});
  }
  template <typename What>
  void order(const Browser& browser, What what) {
    const auto sid = sidIn(browser.sid);
    server_.endpoint().obey(core::ClientOrder{sid->connection, browser.sid, std::move(what)});
    server_.turn();
  }

  WebSocketHarness server_{clientOptions()};
  Endpoint endpoint_{server_.endpoint(), options()};
  Handshake handshake_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(SocketIoSessionTest);

}  // namespace
}  // namespace fanfare::socketio
