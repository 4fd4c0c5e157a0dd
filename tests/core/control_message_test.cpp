#include "core/control_message.h"

#include <string>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::core {
namespace {

using By = Disconnect::By;
using Names = std::vector<std::string>;

class ControlMessageTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ControlMessageTest);
  CPPUNIT_TEST(readsWhomToDisconnect);
  CPPUNIT_TEST(readsWhatToRevoke);
  CPPUNIT_TEST(readsWhatItWrites);
  CPPUNIT_TEST(refusesWhatItDoesNotKnow);
  CPPUNIT_TEST(refusesWhatIsEmpty);
  CPPUNIT_TEST(refusesMoreThanOneSelector);
  CPPUNIT_TEST(refusesConnectionsThatAreNoNumbers);
  CPPUNIT_TEST(namesTheFieldThatIsWrong);
  CPPUNIT_TEST(describesASessionWithoutItsKey);
  CPPUNIT_TEST(namesTheTombstonesOfAMessage);
  CPPUNIT_TEST(namesTheTombstonesThatMayStandAgainstAnIdentity);
  CPPUNIT_TEST(tellsMembershipsWithColonsApart);
  CPPUNIT_TEST_SUITE_END();

 public:
  void readsWhomToDisconnect() {
    CPPUNIT_ASSERT_EQUAL(std::string("ann"), disconnect(By::kUser, R"({"user": "ann"})"));
    CPPUNIT_ASSERT_EQUAL(std::string("k1"), disconnect(By::kSession, R"({"session":"k1"})"));
    CPPUNIT_ASSERT_EQUAL(std::string("17"), disconnect(By::kConnection, R"({"connection":"17"})"));
    CPPUNIT_ASSERT_EQUAL(std::string("17"), disconnect(By::kConnection, R"({"connection":17})"));
    CPPUNIT_ASSERT_EQUAL(std::string(), disconnect(By::kFacility, R"({"facility":""})"));
  }

  void readsWhatToRevoke() {
    const auto message = parseControlMessage(R"({"revoke":{"user":"ann","group":"staff"}})");

    const auto& revoke = std::get<Revoke>(*message);
    CPPUNIT_ASSERT_EQUAL(std::string("ann"), revoke.user);
    CPPUNIT_ASSERT_EQUAL(std::string("ann"),
                         parseRevoke(R"({"group":"staff","user":"ann"})")->user);
    CPPUNIT_ASSERT_EQUAL(std::string("staff"), revoke.group);
  }

  void readsWhatItWrites() {
    for (const char* json :
         {R"({"disconnect":{"user":"a\"b"}})", R"({"disconnect":{"connection":"17"}})",
          R"({"disconnect":{"facility":""}})", R"({"revoke":{"user":"a","group":"b:c"}})"}) {
      CPPUNIT_ASSERT_EQUAL(std::string(json), jsonOf(*parseControlMessage(json)));
    }
  }

  void refusesWhatItDoesNotKnow() {
    for (const char* json :
         {"", "x", "[]", "7", R"({"close":{"user":"a"}})", R"({"disconnect":{"name":"a"}})",
          R"({"revoke":{"user":"a","facility":"b"}})", R"({"disconnect":"a"})",
          R"({"disconnect":{"user":7}})", R"({"disconnect":{"user":"a"}} x)"}) {
      refuses(json);
    }
  }

  void refusesWhatIsEmpty() {
    for (const char* json :
         {"{}", R"({"disconnect":{}})", R"({"disconnect":{"user":""}})",
          R"({"disconnect":{"session":""}})", R"({"disconnect":{"connection":""}})",
          R"({"revoke":{}})", R"({"revoke":{"user":"a"}})", R"({"revoke":{"group":"a"}})",
          R"({"revoke":{"user":"a","group":""}})"}) {
      refuses(json);
    }
  }

  void refusesMoreThanOneSelector() {
    refuses(R"({"disconnect":{"user":"a","session":"b"}})");
    refuses(R"({"disconnect":{"user":"a"},"revoke":{"user":"a","group":"b"}})");
  }

  void refusesConnectionsThatAreNoNumbers() {
    for (const char* json :
         {R"({"disconnect":{"connection":-1}})", R"({"disconnect":{"connection":"1e3"}})",
          R"({"disconnect":{"connection":"12345678901234567890"}})",
          R"({"disconnect":{"connection":null}})"}) {
      refuses(json);
    }
  }

  void namesTheFieldThatIsWrong() {
    CPPUNIT_ASSERT_EQUAL(std::string("user: must be a string"),
                         parseDisconnect(R"({"user": 7})").error().message);
    CPPUNIT_ASSERT_EQUAL(std::string("\"name\": must be user, session, connection or facility"),
                         parseDisconnect(R"({"name": "x"})").error().message);
    CPPUNIT_ASSERT_EQUAL(std::string("\"facility\": must be user or group"),
                         parseRevoke(R"({"facility": "x"})").error().message);
    CPPUNIT_ASSERT_EQUAL(std::string("revoke: must name a user and a group"),
                         parseRevoke(R"({"user": "x"})").error().message);
  }

  void describesASessionWithoutItsKey() {
    const std::string text = describe(Disconnect{By::kSession, "secret"});

    CPPUNIT_ASSERT(text.find("secret") == text.npos);
    CPPUNIT_ASSERT_EQUAL(std::string("disconnect the user \"ann\""),
                         describe(Disconnect{By::kUser, "ann"}));
  }

  void namesTheTombstonesOfAMessage() {
    CPPUNIT_ASSERT(
        (tombstonesOf(Disconnect{By::kUser, "a:b"}) == Names{"fanfare:revoked:user:a:b"}));
    CPPUNIT_ASSERT(
        (tombstonesOf(Disconnect{By::kSession, "k1"}) == Names{"fanfare:revoked:session:k1"}));
    CPPUNIT_ASSERT(tombstonesOf(Disconnect{By::kConnection, "17"}).empty());
    CPPUNIT_ASSERT(tombstonesOf(Disconnect{By::kFacility, "chat"}).empty());
    CPPUNIT_ASSERT(
        (tombstonesOf(Revoke{"ann", "staff"}) == Names{"fanfare:revoked:group:ann:staff"}));
  }

  void namesTheTombstonesThatMayStandAgainstAnIdentity() {
    Identity identity;
    identity.user = "ann";
    identity.sessionKey = "k1";
    identity.groups = {"staff", "board"};

    const auto [ofIdentity, ofGroups] = tombstonesAgainst(identity);

    CPPUNIT_ASSERT((ofIdentity == Names{"fanfare:revoked:user:ann", "fanfare:revoked:session:k1"}));
    CPPUNIT_ASSERT(
        (ofGroups == Names{"fanfare:revoked:group:ann:staff", "fanfare:revoked:group:ann:board"}));
    CPPUNIT_ASSERT(tombstonesAgainst(Identity{}).ofIdentity.empty());
  }

  void tellsMembershipsWithColonsApart() {
    CPPUNIT_ASSERT_EQUAL(std::string("fanfare:revoked:group:a%3Ab%25:c"),
                         tombstonesOf(Revoke{"a:b%", "c"}).front());
    CPPUNIT_ASSERT(tombstonesOf(Revoke{"a", "b:c"}) != tombstonesOf(Revoke{"a:b", "c"}));
  }

 private:
  static std::string disconnect(By by, const std::string& selector) {
    const auto message = parseControlMessage(R"({"disconnect": )" + selector + "}");
    CPPUNIT_ASSERT_MESSAGE(selector, message.has_value());
    const auto& read = std::get<Disconnect>(*message);
    CPPUNIT_ASSERT(read.by == by);
    return read.name;
  }

  static void refuses(const char* json) {
    const auto message = parseControlMessage(json);
    CPPUNIT_ASSERT_MESSAGE(json, !message);
    CPPUNIT_ASSERT(message.error().code == ErrorCode::kInvalidArgument);
    CPPUNIT_ASSERT(!message.error().message.empty());
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ControlMessageTest);

}  // namespace
}  // namespace fanfare::core
