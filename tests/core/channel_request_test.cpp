#include "core/channel_request.h"

#include <string>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::core {
namespace {

using Texts = std::vector<std::string>;

Handshake handshakeFor(std::string facility, Fields query) {
  Handshake handshake;
  handshake.facility = std::move(facility);
  handshake.query = std::move(query);
  return handshake;
}

Identity alice() {
  Identity identity;
  identity.user = "alice";
  identity.groups = {"staff", "admins"};
  identity.sessionKey = "s3cret";
  return identity;
}

Texts keysOf(const ChannelRequest& request) {
  Texts keys;
  for (const auto& one : request.requested) {
    keys.push_back((one.access == Access::kPublish ? "publish " : "") +
                   std::string(one.channel.key()));
  }
  return keys;
}

Texts passedOver(const ChannelRequest& request) {
  Texts texts;
  for (const auto& [asked, rule] : request.passedOver) texts.push_back(asked + " | " + rule);
  return texts;
}

class ChannelRequestTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ChannelRequestTest);
  CPPUNIT_TEST(asksForNothingWithoutAQuery);
  CPPUNIT_TEST(ordersChannelsByTheirReplay);
  CPPUNIT_TEST(trimsAndLowersNamesAndIgnoresValues);
  CPPUNIT_TEST(ignoresWhatItDoesNotKnow);
  CPPUNIT_TEST(collapsesDuplicates);
  CPPUNIT_TEST(takesEveryGroupOfTheIdentity);
  CPPUNIT_TEST(passesOverWhatAnAnonymousVisitorHasNoNameFor);
  CPPUNIT_TEST(refusesWhatAnAnonymousVisitorHasNoNameForIfToldTo);
  CPPUNIT_TEST(refusesNobodyWhoAsksForWhatHeHas);
  CPPUNIT_TEST(passesOverTheGroupsOfAUserWithoutAny);
  CPPUNIT_TEST(takesRoomsByName);
  CPPUNIT_TEST(passesOverRoomsThatMakeNoChannel);
  CPPUNIT_TEST(refusesTooManyRooms);
  CPPUNIT_TEST(refusesAFacilityThatMakesNoChannel);
  CPPUNIT_TEST(readsAColonInTheFacilityWhereItIsAllowed);
  CPPUNIT_TEST(allowsAnEmptyFacility);
  CPPUNIT_TEST(keepsOthersChannelsFromThePolicy);
  CPPUNIT_TEST_SUITE_END();

 public:
  void asksForNothingWithoutAQuery() {
    const auto request = read({});

    CPPUNIT_ASSERT(request.requested.empty());
    CPPUNIT_ASSERT(request.echo == EchoMode::kOff);
  }

  void ordersChannelsByTheirReplay() {
    const auto request = read({{"publish-user", ""},
                               {"subscribe-room", "lobby"},
                               {"subscribe-session", ""},
                               {"subscribe-user", ""},
                               {"publish-broadcast", ""},
                               {"subscribe-group", ""},
                               {"subscribe-broadcast", ""}});

    CPPUNIT_ASSERT(
        (keysOf(request) == Texts{"broadcast:chat", "group:staff:chat", "group:admins:chat",
                                  "user:alice:chat", "session:s3cret:chat", "room:lobby:chat",
                                  "publish broadcast:chat", "publish user:alice:chat"}));
  }

  void trimsAndLowersNamesAndIgnoresValues() {
    const auto request = read({{" Subscribe-BROADCAST\t", "0"}, {" Echo ", "false"}});

    CPPUNIT_ASSERT((keysOf(request) == Texts{"broadcast:chat"}));
    CPPUNIT_ASSERT(request.echo == EchoMode::kOn);
  }

  void ignoresWhatItDoesNotKnow() {
    const auto request = read({{"subscribe_broadcast", ""},
                               {"subscribe-", ""},
                               {"subscribe-everything", ""},
                               {"xsubscribe-user", ""},
                               {"", ""},
                               {"subscribe-broadcast;publish-broadcast", ""}});

    CPPUNIT_ASSERT(request.requested.empty());
    CPPUNIT_ASSERT(request.passedOver.empty());
  }

  void collapsesDuplicates() {
    const auto request = read({{"subscribe-broadcast", "1"},
                               {"subscribe-broadcast", "2"},
                               {"subscribe-room", "a"},
                               {"SUBSCRIBE-ROOM", "a"}});

    CPPUNIT_ASSERT((keysOf(request) == Texts{"broadcast:chat", "room:a:chat"}));
  }

  void takesEveryGroupOfTheIdentity() {
    const auto request = read({{"publish-group", ""}});

    CPPUNIT_ASSERT(
        (keysOf(request) == Texts{"publish group:staff:chat", "publish group:admins:chat"}));
  }

  void passesOverWhatAnAnonymousVisitorHasNoNameFor() {
    const auto request = read({{"subscribe-user", ""},
                               {"publish-group", ""},
                               {"subscribe-session", ""},
                               {"subscribe-broadcast", ""}},
                              Identity{});

    CPPUNIT_ASSERT((keysOf(request) == Texts{"broadcast:chat"}));
    CPPUNIT_ASSERT((passedOver(request) ==
                    Texts{"subscribe-user | anonymous: identity.resolver found no user",
                          "subscribe-session | anonymous: identity.resolver found no session",
                          "publish-group | anonymous: identity.resolver found no user"}));
  }

  void refusesWhatAnAnonymousVisitorHasNoNameForIfToldTo() {
    RequestRules rules;
    rules.whenMissing = WhenMissing::kRefuse;

    const auto result =
        readChannelRequest(handshakeFor("chat", {{"subscribe-user", ""}}), Identity{}, rules);

    const auto& refusal = std::get<Refusal>(result);
    CPPUNIT_ASSERT_EQUAL(403, refusal.status);
    CPPUNIT_ASSERT_EQUAL(std::string("subscribe-user: anonymous: identity.resolver found no user "
                                     "(identity.when_missing)"),
                         refusal.reason);
  }

  void refusesNobodyWhoAsksForWhatHeHas() {
    RequestRules rules;
    rules.whenMissing = WhenMissing::kRefuse;
    Identity loner;
    loner.user = "bob";

    const auto result = readChannelRequest(
        handshakeFor("chat", {{"subscribe-user", ""}, {"subscribe-group", ""}}), loner, rules);

    CPPUNIT_ASSERT((keysOf(std::get<ChannelRequest>(result)) == Texts{"user:bob:chat"}));
  }

  void passesOverTheGroupsOfAUserWithoutAny() {
    Identity loner;
    loner.user = "bob";

    const auto request = read({{"subscribe-group", ""}}, loner);

    CPPUNIT_ASSERT((passedOver(request) == Texts{"subscribe-group | the user is in no group"}));
  }

  void takesRoomsByName() {
    const auto request =
        read({{"subscribe-room", "b"}, {"subscribe-room", "a: 1"}, {"publish-room", "B"}});

    CPPUNIT_ASSERT(
        (keysOf(request) == Texts{"room:b:chat", "room:a: 1:chat", "publish room:B:chat"}));
  }

  void passesOverRoomsThatMakeNoChannel() {
    const auto request = read({{"subscribe-room", ""},
                               {"subscribe-room", "a\nb"},
                               {"subscribe-room", "\xff"},
                               {"publish-room", std::string(2000, 'x')}});

    CPPUNIT_ASSERT(request.requested.empty());
    CPPUNIT_ASSERT_EQUAL(std::size_t{4}, request.passedOver.size());
    CPPUNIT_ASSERT_EQUAL(std::string("subscribe-room="), request.passedOver[0].asked);
    CPPUNIT_ASSERT_EQUAL(std::string("subscribe-room=a?b"), request.passedOver[1].asked);
    CPPUNIT_ASSERT_EQUAL(std::string("subscribe-room=?"), request.passedOver[2].asked);
    CPPUNIT_ASSERT_EQUAL("publish-room=" + std::string(64, 'x'), request.passedOver[3].asked);
  }

  void refusesTooManyRooms() {
    const Fields rooms(kMaxRooms + 1, {"subscribe-room", "a"});

    const auto result = readChannelRequest(handshakeFor("chat", rooms), alice(), {});

    CPPUNIT_ASSERT_EQUAL(400, std::get<Refusal>(result).status);
  }

  void refusesAFacilityThatMakesNoChannel() {
    for (const auto& facility :
         {std::string("a:b"), std::string("a\x01"), std::string("\xff"), std::string(256, 'x')}) {
      const auto result = readChannelRequest(handshakeFor(facility, {}), alice(), {});
      CPPUNIT_ASSERT_EQUAL(400, std::get<Refusal>(result).status);
    }
  }

  void readsAColonInTheFacilityWhereItIsAllowed() {
    RequestRules rules;
    rules.colons = Colons::kInFacility;

    const auto result = readChannelRequest(
        handshakeFor("a:b", {{"subscribe-broadcast", ""}, {"subscribe-room", "c:d"}}), alice(),
        rules);

    const auto& request = std::get<ChannelRequest>(result);
    CPPUNIT_ASSERT((keysOf(request) == Texts{"broadcast:a:b"}));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, request.passedOver.size());
  }

  void allowsAnEmptyFacility() {
    const auto result =
        readChannelRequest(handshakeFor("", {{"subscribe-broadcast", ""}}), alice(), {});

    CPPUNIT_ASSERT((keysOf(std::get<ChannelRequest>(result)) == Texts{"broadcast:"}));
  }

  void keepsOthersChannelsFromThePolicy() {
    RequestedChannels requested;
    for (const auto* key : {"broadcast:chat", "room:lobby:chat", "user:alice:chat",
                            "group:staff:chat", "session:s3cret:chat", "user:bob:chat",
                            "group:others:chat", "session:other:chat", "connection:1:chat"}) {
      requested.push_back({Access::kSubscribe, Channel::parse(key).value()});
    }

    const auto ofAlice = ownChannels(requested, "chat", alice());
    const auto ofNobody = ownChannels(requested, "chat", Identity{});

    CPPUNIT_ASSERT(
        (ofAlice.requested == RequestedChannels(requested.begin(), requested.begin() + 5)));
    CPPUNIT_ASSERT_EQUAL(std::size_t{4}, ofAlice.withheld.size());
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, ofNobody.requested.size());
  }

 private:
  static ChannelRequest read(Fields query, const Identity& identity = alice()) {
    return std::get<ChannelRequest>(
        readChannelRequest(handshakeFor("chat", std::move(query)), identity, {}));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ChannelRequestTest);

}  // namespace
}  // namespace fanfare::core
