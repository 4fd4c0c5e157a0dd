#include <cppunit/extensions/HelperMacros.h>

#include "support/scripted_dialect.h"
#include "support/web_socket_harness.h"
#include "ws/session.h"

namespace fanfare::ws {
namespace {

using namespace std::chrono_literals;
using testing::channelOf;
using testing::clientText;
using testing::closed;
using testing::grantOf;
using testing::received;
using testing::text;
using testing::WebSocketHarness;

const std::string kHead = WebSocketHarness::kHead;
const std::string kRevoked = text("revoked subscribe user:guest:chat");
const std::string kGranted = text("granted subscribe user:ann:chat");

// What a session makes of it that its user is another one now.
class SessionAdoptionTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SessionAdoptionTest);
  CPPUNIT_TEST(hearsItsUsersChannelAndItsFormerUsersNoMore);
  CPPUNIT_TEST(keepsItsOtherChannels);
  CPPUNIT_TEST(losesTheRightToPublishToItsFormerUser);
  CPPUNIT_TEST(asksNoPolicy);
  CPPUNIT_TEST(isAdoptedBeforeItOpens);
  CPPUNIT_TEST(hearsItsUserAlthoughTheBrokerIsAway);
  CPPUNIT_TEST(staysWhereItsDialectFollowsNone);
  CPPUNIT_TEST(staysOnAnotherFacility);
  CPPUNIT_TEST(staysOnceItIsEnding);
  CPPUNIT_TEST(endsWithItsUserNotWithItsFormerOne);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override { dialect_.itFollowsAdoptions = true; }

  void hearsItsUsersChannelAndItsFormerUsersNoMore() {
    const auto guest = openGuest(grantOf({"user:guest:chat"}));
    const auto tab = open("ann", grantOf({"user:ann:chat"}));
    server_.replay("user:ann:chat");
    (void)received(tab);

    adopt();
    CPPUNIT_ASSERT_EQUAL(kRevoked, received(guest));
    server_.replay("user:ann:chat", {"kept"});
    server_.live("user:ann:chat", {"for ann"});
    server_.live("user:guest:chat", {"for the guest"});

    CPPUNIT_ASSERT_EQUAL(kGranted + text("kept") + text("for ann"), received(guest));
    CPPUNIT_ASSERT_EQUAL(text("for ann"), received(tab));
    CPPUNIT_ASSERT_EQUAL(std::string("ann"), infoOf(1).user);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, infoOf(1).subscriptions);
  }

  void keepsItsOtherChannels() {
    const auto guest = openGuest(grantOf({"user:guest:chat", "user:bob:chat", "room:den:chat"}));

    adopt();
    (void)received(guest);
    server_.live("room:den:chat", {"in the den"});
    server_.live("user:bob:chat", {"for bob"});

    CPPUNIT_ASSERT_EQUAL(text("in the den") + text("for bob"), received(guest));
  }

  void losesTheRightToPublishToItsFormerUser() {
    const auto guest =
        openGuest(grantOf({"user:guest:chat"}, {"user:guest:chat", "broadcast:chat"}));

    adopt();
    server_.send(guest, clientText("hi"));

    CPPUNIT_ASSERT((std::vector<std::string>{"broadcast:chat hi"}) ==
                   server_.publishing().published());
  }

  void asksNoPolicy() {
    const auto guest = openGuest(grantOf({}));

    adopt();

    CPPUNIT_ASSERT(server_.desk().questions().empty());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, server_.hub().subscriptionCount());
  }

  void isAdoptedBeforeItOpens() {
    const auto guest = open("guest", grantOf({"user:guest:chat", "broadcast:chat"}));

    adopt();
    server_.replay("broadcast:chat", {"to all"});
    CPPUNIT_ASSERT_EQUAL(std::string(), received(guest));
    server_.replay("user:ann:chat", {"kept"});

    CPPUNIT_ASSERT_EQUAL(kHead + kRevoked + kGranted + text("to all") + text("kept"),
                         received(guest));
  }

  void hearsItsUserAlthoughTheBrokerIsAway() {
    const auto guest = openGuest(grantOf({"user:guest:chat"}));

    adopt();
    server_.tell(core::Local{channelOf("user:ann:chat"), {makeMessage("local")}});
    CPPUNIT_ASSERT_EQUAL(kRevoked, received(guest));
    server_.brokerAway("user:ann:chat");

    CPPUNIT_ASSERT_EQUAL(kGranted + text("local"), received(guest));
  }

  void staysWhereItsDialectFollowsNone() {
    dialect_.itFollowsAdoptions = false;
    const auto guest = openGuest(grantOf({"user:guest:chat"}));

    adopt();
    server_.live("user:guest:chat", {"for the guest"});

    CPPUNIT_ASSERT_EQUAL(text("for the guest"), received(guest));
    CPPUNIT_ASSERT_EQUAL(std::string("guest"), infoOf(1).user);
  }

  void staysOnAnotherFacility() {
    const auto guest = openGuest(grantOf({"user:guest:chat"}));

    server_.endpoint().obey(core::Adoption{"guest", channelOf("user:ann:news")});
    server_.turn();

    CPPUNIT_ASSERT_EQUAL(std::string(), received(guest));
    CPPUNIT_ASSERT_EQUAL(std::string("guest"), infoOf(1).user);
  }

  void staysOnceItIsEnding() {
    const auto guest = openGuest(grantOf({"user:guest:chat"}));
    server_.send(guest, testing::clientClose(1000, ""));
    (void)received(guest);

    adopt();

    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, server_.hub().subscriptionCount());
  }

  void endsWithItsUserNotWithItsFormerOne() {
    const auto guest = openGuest(grantOf({"user:guest:chat"}));
    adopt();
    (void)received(guest);

    server_.endpoint().obey(core::Disconnect{core::Disconnect::By::kUser, "guest"});
    server_.turn();
    CPPUNIT_ASSERT_EQUAL(std::string(), received(guest));
    server_.endpoint().obey(core::Disconnect{core::Disconnect::By::kUser, "ann"});
    server_.turn();

    CPPUNIT_ASSERT_EQUAL(closed(4401, "identity ended"), received(guest));
  }

 private:
  // On facility chat.
  net::Descriptor open(const char* user, Grant grant) {
    auto [opening, client] = server_.opening(std::move(grant));
    Handshake handshake;
    handshake.facility = "chat";
    Identity identity;
    identity.user = user;
    identity.asOf = server_.wallNow();
    opening.dialect = &dialect_;
    opening.visitor = std::make_shared<const core::Visitor>(
        core::Visitor{std::move(handshake), std::make_shared<const Identity>(identity)});
    server_.open(std::move(opening));
    return std::move(client);
  }
  // Its 101 has come.
  net::Descriptor openGuest(const Grant& grant) {
    auto client = open("guest", grant);
    for (const auto& granted : grant.granted) {
      server_.replay(std::string(granted.channel.key()).c_str());
    }
    CPPUNIT_ASSERT_EQUAL(kHead, received(client));
    return client;
  }

  void adopt() {
    server_.endpoint().obey(core::Adoption{"guest", channelOf("user:ann:chat")});
    server_.turn();
  }

  // Of the one that was opened as the `number`th.
  core::ConnectionInfo infoOf(ConnectionId number) {
    const auto& endpoint = server_.endpoint();
    const auto all = [](std::string_view /*facility*/) { return true; };
    for (const auto& info : endpoint.connections(0, endpoint.bucketCount(), all)) {
      if (info.id == (ConnectionId{1} << 40) + number) return info;
    }
    return {};
  }

  testing::ScriptedDialect dialect_;
  WebSocketHarness server_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(SessionAdoptionTest);

}  // namespace
}  // namespace fanfare::ws
