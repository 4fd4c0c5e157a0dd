#include <cppunit/extensions/HelperMacros.h>

#include "support/web_socket_harness.h"
#include "ws/session.h"

namespace fanfare::ws {
namespace {

using namespace std::chrono_literals;
using testing::closed;
using testing::grantOf;
using testing::received;
using testing::text;
using testing::WebSocketHarness;

const std::string kHead = WebSocketHarness::kHead;

bool contains(const std::string& bytes, const std::string& wanted) {
  return bytes.find(wanted) != std::string::npos;
}

// What a session makes of what becomes of its client's identity.
class SessionIdentityTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SessionIdentityTest);
  CPPUNIT_TEST(closesWhenTheTokenExpires);
  CPPUNIT_TEST(closesWhenTheSessionIsOver);
  CPPUNIT_TEST(deliversNothingToWhomEndsBeforeItOpened);
  CPPUNIT_TEST(doesNotOpenBeforeTombstonesWereLookedFor);
  CPPUNIT_TEST(closesWhomATombstoneNamesBeforeItOpens);
  CPPUNIT_TEST(opensForNobodyWithoutLookingForTombstones);
  CPPUNIT_TEST(closesWhoseDoubtCannotBeSettledUntilLater);
  CPPUNIT_TEST(closesByUserSessionConnectionAndFacility);
  CPPUNIT_TEST(tellsWhoIsThere);
  CPPUNIT_TEST(dropsTheChannelsOfALostGroupAlone);
  CPPUNIT_TEST(dropsTheRightToPublishToALostGroup);
  CPPUNIT_TEST(tellsADialectWhatWasRevoked);
  CPPUNIT_TEST(tellsOfWhatWasRevokedBeforeItOpenedBehindTheWelcome);
  CPPUNIT_TEST(dropsWhatTheSessionsListOfChannelsNamesNoMore);
  CPPUNIT_TEST(asksThePolicyForAGroupThatCameToWhoWantsHisGroups);
  CPPUNIT_TEST(asksForAGroupThatCameBeforeItOpenedOnceItIsOpen);
  CPPUNIT_TEST(asksForNoGroupWhereNoneWasAskedFor);
  CPPUNIT_TEST(grantsNoGroupThatWasLostWhileThePolicyThought);
  CPPUNIT_TEST(grantsADialectsLaterRequestByWhatTheIdentityIsThen);
  CPPUNIT_TEST_SUITE_END();

 public:
  void closesWhenTheTokenExpires() {
    Identity token = identity({});
    token.evidence.reset();
    token.expiry = server_.wallNow() + 10s;
    const auto client = openRaw(token, grantOf({}));
    CPPUNIT_ASSERT_EQUAL(kHead, received(client));

    server_.pass(10s);

    CPPUNIT_ASSERT_EQUAL(closed(4401, "identity ended"), received(client));
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, server_.endpoint().stats().endedByExpiry);
  }

  void closesWhenTheSessionIsOver() {
    const auto client = openRaw(identity({}), grantOf({}));
    (void)received(client);

    learn(Identity{});

    CPPUNIT_ASSERT_EQUAL(closed(4401, "identity ended"), received(client));
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, server_.endpoint().stats().endedBySession);
  }

  void deliversNothingToWhomEndsBeforeItOpened() {
    const auto client = openRaw(identity({}), grantOf({"user:ann:chat", "broadcast:chat"}));
    server_.replay("user:ann:chat", {"for Ann"});
    CPPUNIT_ASSERT_EQUAL(std::string(), received(client));

    learn(Identity{});

    CPPUNIT_ASSERT_EQUAL(kHead + closed(4401, "identity ended"), received(client));
  }

  void doesNotOpenBeforeTombstonesWereLookedFor() {
    server_.identities().bePatient();
    const auto client = openRaw(identity({}), grantOf({"user:ann:chat"}));
    server_.replay("user:ann:chat", {"for Ann"});
    server_.pass(5s);
    CPPUNIT_ASSERT_EQUAL(std::string(), received(client));

    server_.identities().tellOfTombstones();
    server_.turn();

    CPPUNIT_ASSERT_EQUAL(kHead + text("for Ann"), received(client));
  }

  void closesWhomATombstoneNamesBeforeItOpens() {
    server_.identities().bePatient();
    Identity token = identity({});
    token.evidence.reset();
    const auto client = openRaw(token, grantOf({"user:ann:chat"}));
    server_.replay("user:ann:chat", {"for Ann"});

    server_.identities().bury("fanfare:revoked:user:ann", server_.wallNow());
    server_.identities().tellOfTombstones();
    server_.turn();

    CPPUNIT_ASSERT_EQUAL(kHead + closed(4401, "identity ended"), received(client));
  }

  void opensForNobodyWithoutLookingForTombstones() {
    server_.identities().bePatient();
    const auto client = openRaw(Identity{}, grantOf({}));

    CPPUNIT_ASSERT_EQUAL(kHead, received(client));
  }

  void closesWhoseDoubtCannotBeSettledUntilLater() {
    server_.identities().bury("fanfare:revoked:user:ann", server_.wallNow());
    const auto client = openRaw(identity({}), grantOf({"user:ann:chat"}));
    server_.replay("user:ann:chat", {"for Ann"});

    server_.identities().answer(Error{ErrorCode::kUnavailable, "away"});
    server_.turn();

    CPPUNIT_ASSERT_EQUAL(kHead + closed(1013, "try again later"), received(client));
  }

  void closesByUserSessionConnectionAndFacility() {
    using core::Disconnect;
    const std::string id = std::to_string((ConnectionId{1} << 40) + 3);
    for (const Disconnect& message :
         {Disconnect{Disconnect::By::kUser, "ann"}, Disconnect{Disconnect::By::kSession, "k1"},
          Disconnect{Disconnect::By::kConnection, id},
          Disconnect{Disconnect::By::kFacility, "chat"}}) {
      const auto client = openRaw(identity({}), grantOf({}));
      (void)received(client);

      server_.endpoint().obey(Disconnect{message.by, "17"});
      server_.turn();
      CPPUNIT_ASSERT_EQUAL(std::string(), received(client));
      server_.endpoint().obey(message);
      server_.turn();

      CPPUNIT_ASSERT_EQUAL(closed(4401, "identity ended"), received(client));
    }
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{4}, server_.endpoint().stats().endedByControl);
  }

  void tellsWhoIsThere() {
    const auto client = openRaw(identity({"staff"}), grantOf({"broadcast:chat"}));
    const auto& endpoint = server_.endpoint();
    const auto all = [](std::string_view facility) { return facility == "chat"; };
    const auto none = [](std::string_view facility) { return facility != "chat"; };

    const auto there = endpoint.connections(0, endpoint.bucketCount(), all);

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, there.size());
    CPPUNIT_ASSERT_EQUAL(std::string("ann"), there.front().user);
    CPPUNIT_ASSERT_EQUAL(std::string("k1"), there.front().sessionKey);
    CPPUNIT_ASSERT_EQUAL(std::string("raw"), there.front().dialect);
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, there.front().subscriptions);
    CPPUNIT_ASSERT(endpoint.connections(0, endpoint.bucketCount(), none).empty());
  }

  void dropsTheChannelsOfALostGroupAlone() {
    const auto client = openRaw(
        identity({"staff", "board"}),
        grantOf({"broadcast:chat", "group:staff:chat", "group:board:chat", "user:ann:chat"}));
    replayAll({"broadcast:chat", "group:staff:chat", "group:board:chat", "user:ann:chat"});
    (void)received(client);

    learn(identity({"staff"}));
    server_.live("group:board:chat", {"for the board"});
    server_.live("group:staff:chat", {"for the staff"});

    CPPUNIT_ASSERT_EQUAL(text("for the staff"), received(client));
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, server_.hub().subscriptionCount());
  }

  void dropsTheRightToPublishToALostGroup() {
    const auto client = openRaw(identity({"staff", "board"}),
                                grantOf({}, {"group:staff:chat", "group:board:chat"}));

    learn(identity({"board"}));
    server_.send(client, testing::clientText("hi"));

    CPPUNIT_ASSERT(
        (server_.publishing().published() == std::vector<std::string>{"group:board:chat hi"}));
  }

  void tellsADialectWhatWasRevoked() {
    const auto client = openV1(
        identity({"staff"}), grantOf({"broadcast:chat", "group:staff:chat"}, {"group:staff:chat"}));
    replayAll({"broadcast:chat", "group:staff:chat"});
    (void)received(client);

    learn(identity({}));

    CPPUNIT_ASSERT_EQUAL(
        text(
            R"({"type":"revoked","channels":["group:staff:chat"],"publish":["group:staff:chat"]})"),
        received(client));
  }

  void tellsOfWhatWasRevokedBeforeItOpenedBehindTheWelcome() {
    const auto client =
        openV1(identity({"staff"}), grantOf({"broadcast:chat", "group:staff:chat"}));
    server_.replay("group:staff:chat", {"for the staff"});

    learn(identity({}));
    server_.replay("broadcast:chat", {"for all"});

    const std::string all = received(client);
    CPPUNIT_ASSERT(all.find(R"("type":"revoked")") > all.find(R"("type":"welcome")"));
    CPPUNIT_ASSERT(contains(all, R"("type":"revoked")"));
    CPPUNIT_ASSERT(contains(all, "for all"));
    CPPUNIT_ASSERT(!contains(all, "for the staff"));
  }

  void dropsWhatTheSessionsListOfChannelsNamesNoMore() {
    const auto client = openRaw(identity({}), grantOf({"broadcast:chat", "user:ann:chat"}));
    replayAll({"broadcast:chat", "user:ann:chat"});
    Identity now = identity({});
    now.onlyChannels = std::set<std::string>{"user:ann:chat"};

    learn(now);

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, server_.hub().subscriptionCount());
  }

  void asksThePolicyForAGroupThatCameToWhoWantsHisGroups() {
    const auto client = openRaw(identity({"staff"}), grantOf({"group:staff:chat"}), kGroups);
    server_.replay("group:staff:chat");
    (void)received(client);

    learn(identity({"staff", "board"}));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, server_.desk().questions().size());
    CPPUNIT_ASSERT(
        (server_.desk().questions().front().requested ==
         grantOf({"group:board:chat"}, {"group:staff:chat", "group:board:chat"}).granted));
    server_.desk().grantAll();
    server_.turn();
    server_.replay("group:board:chat", {"for the board"});

    CPPUNIT_ASSERT_EQUAL(text("for the board"), received(client));
    server_.send(client, testing::clientText("hi"));
    CPPUNIT_ASSERT((server_.publishing().published() ==
                    std::vector<std::string>{"group:staff:chat hi", "group:board:chat hi"}));
  }

  void asksForAGroupThatCameBeforeItOpenedOnceItIsOpen() {
    const auto client = openRaw(identity({}), grantOf({"broadcast:chat"}), kGroups);

    learn(identity({"board"}));
    CPPUNIT_ASSERT(server_.desk().questions().empty());
    server_.replay("broadcast:chat");

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, server_.desk().questions().size());
  }

  void asksForNoGroupWhereNoneWasAskedFor() {
    const auto client = openRaw(identity({}), grantOf({}));

    learn(identity({"board"}));

    CPPUNIT_ASSERT(server_.desk().questions().empty());
  }

  void grantsNoGroupThatWasLostWhileThePolicyThought() {
    const auto client = openRaw(identity({}), grantOf({}), kGroups);
    learn(identity({"board"}));

    learn(identity({}));
    server_.desk().grantAll();
    server_.turn();

    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, server_.hub().subscriptionCount());
  }

  void grantsADialectsLaterRequestByWhatTheIdentityIsThen() {
    const auto client = openV1(identity({"staff"}), grantOf({}));
    learn(identity({"board"}));

    server_.send(client, testing::clientText(R"({"subscribe":["group:board:chat"]})"));

    const auto& visitor = *server_.desk().questions().front().visitor;
    CPPUNIT_ASSERT(visitor.identity->groups == std::vector<std::string>{"board"});
  }

 private:
  static inline const Fields kGroups = {{"subscribe-group", ""}, {"publish-group", ""}};

  Identity identity(std::vector<std::string> groups) const {
    Identity identity;
    identity.user = "ann";
    identity.groups = std::move(groups);
    identity.sessionKey = "k1";
    identity.asOf = server_.wallNow();
    identity.evidence = Evidence{"store", "k1"};
    return identity;
  }

  net::Descriptor openRaw(const Identity& identity, Grant grant, const Fields& query = {}) {
    return openBy(server_.opening(std::move(grant)), identity, query);
  }
  net::Descriptor openV1(const Identity& identity, Grant grant) {
    auto made = server_.opening(std::move(grant));
    made.first.dialect = &fanfareV1_;
    return openBy(std::move(made), identity, {});
  }
  net::Descriptor openBy(std::pair<Opening, net::Descriptor> made, const Identity& identity,
                         const Fields& query) {
    Handshake handshake;
    handshake.facility = "chat";
    handshake.query = query;
    made.first.visitor = std::make_shared<const core::Visitor>(
        core::Visitor{std::move(handshake), std::make_shared<const Identity>(identity)});
    server_.open(std::move(made.first));
    return std::move(made.second);
  }

  void replayAll(const std::vector<const char*>& keys) {
    for (const char* key : keys) server_.replay(key);
  }

  // What is found out about the one identity that is held.
  void learn(const Result<Identity>& now) {
    auto& roster = server_.endpoint().roster();
    const auto held = roster.held(0, Roster::kSlices).front();
    roster.onRechecked({core::keyOf(*held.identity.get()), held.version, now});
    server_.turn();
  }

  const dialects::FanfareV1 fanfareV1_{};
  WebSocketHarness server_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(SessionIdentityTest);

}  // namespace
}  // namespace fanfare::ws
