#include "http/presence_calls.h"

#include <cppunit/extensions/HelperMacros.h>

#include "http/shown_channel.h"
#include "support/answers.h"
#include "support/fake_node.h"

namespace fanfare::http {
namespace {

using namespace std::string_literals;
using testing::cameTo;

bool contains(const Answer& answer, const std::string& wanted) {
  return answer.body.find(wanted) != std::string::npos;
}

class PresenceCallsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PresenceCallsTest);
  CPPUNIT_TEST(tellsWhoIsThereWithoutSessionKeys);
  CPPUNIT_TEST(tellsOfNobodyAsNull);
  CPPUNIT_TEST(goesThroughConnectionsPageByPage);
  CPPUNIT_TEST(goesThroughChannelsPageByPage);
  CPPUNIT_TEST(showsWhatTheKeyReachesAlone);
  CPPUNIT_TEST(showsOneFacilityWhereToldSo);
  CPPUNIT_TEST(namesAParameterThatIsWrong);
  CPPUNIT_TEST(disconnectsByEachSelector);
  CPPUNIT_TEST(namesWhatIsWrongInADisconnect);
  CPPUNIT_TEST(holdsADisconnectToWhatTheKeyReaches);
  CPPUNIT_TEST(revokesAGroupOfAUser);
  CPPUNIT_TEST(namesWhatIsWrongInARevoke);
  CPPUNIT_TEST(revokesForKeysThatReachAllOnly);
  CPPUNIT_TEST(refersToLaterWhileTheBrokerIsAway);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override {
    node_.connectionInfos = {
        {1, "news", "ann", "secret", {"staff"}, "192.0.2.1", "raw", 2},
        {2, "sport", "", "", {}, "", "fanfare.v1", 0},
        {3, "news", "bob", "", {}, "192.0.2.2", "raw", 1},
    };
    node_.channelInfos = {{*Channel::parse("broadcast:news"), 2},
                          {*Channel::parse("session:secret:news"), 1},
                          {*Channel::parse("user:bob:sport"), 1}};
    local_.facilities = {"news"};
  }

  void tellsWhoIsThereWithoutSessionKeys() {
    const Answer connections = pageOfConnections({}, all_);
    const Answer channels = pageOfChannels({}, all_);

    CPPUNIT_ASSERT(contains(
        connections,
        R"({"connection": "1", "facility": "news", "user": "ann", "session": "#2bb80d53", )"
        R"("groups": ["staff"], "address": "192.0.2.1", "protocol": "raw", "subscriptions": 2})"));
    CPPUNIT_ASSERT(
        contains(channels, R"({"channel": "session:#2bb80d53:news", "subscriptions": 1})"));
    CPPUNIT_ASSERT(!contains(connections, "secret") && !contains(channels, "secret"));
  }

  void tellsOfNobodyAsNull() {
    CPPUNIT_ASSERT(contains(pageOfConnections({{"after", "1"}, {"limit", "1"}}, all_),
                            R"("user": null, "session": null, "groups": [], "address": null)"));
  }

  void goesThroughConnectionsPageByPage() {
    const Answer first = pageOfConnections({{"limit", "2"}}, all_);
    const Answer second = pageOfConnections({{"limit", "2"}, {"after", "2"}}, all_);

    CPPUNIT_ASSERT(contains(first, R"("connection": "2")") && contains(first, R"("next": "2")"));
    CPPUNIT_ASSERT(contains(second, R"("connection": "3")") && contains(second, R"("next": null)"));
    CPPUNIT_ASSERT(!contains(first, R"("connection": "3")"));
  }

  void goesThroughChannelsPageByPage() {
    const std::string cursor = cursorOf(*Channel::parse("session:secret:news"));
    const Answer first = pageOfChannels({{"limit", "2"}}, all_);
    const Answer second = pageOfChannels({{"limit", "2"}, {"after", cursor}}, all_);

    CPPUNIT_ASSERT(contains(first, "\"next\": \"" + cursor + "\""));
    CPPUNIT_ASSERT(cursor.find("secret") == cursor.npos);
    CPPUNIT_ASSERT(contains(second, "user:bob:sport") && !contains(second, "news"));
  }

  void showsWhatTheKeyReachesAlone() {
    const Answer connections = pageOfConnections({}, local_);

    CPPUNIT_ASSERT(contains(connections, "news") && !contains(connections, "sport"));
    CPPUNIT_ASSERT(!contains(pageOfChannels({}, local_), "sport"));
    CPPUNIT_ASSERT_EQUAL(403, pageOfConnections({{"facility", "sport"}}, local_).status);
  }

  void showsOneFacilityWhereToldSo() {
    const Answer connections = pageOfConnections({{"facility", "sport"}}, all_);

    CPPUNIT_ASSERT(contains(connections, "sport") && !contains(connections, "news"));
    CPPUNIT_ASSERT_EQUAL("{\"channels\": [], \"next\": null}\n"s,
                         pageOfChannels({{"facility", "other"}}, all_).body);
  }

  void namesAParameterThatIsWrong() {
    for (const Field& wrong : {Field{"limit", "0"}, Field{"limit", "1001"}, Field{"limit", "x"},
                               Field{"after", "x"}, Field{"user", "ann"}}) {
      const Answer answer = pageOfConnections({wrong}, all_);
      CPPUNIT_ASSERT_EQUAL(400, answer.status);
      CPPUNIT_ASSERT(contains(answer, "\"" + wrong.name + ": "));
    }
  }

  void disconnectsByEachSelector() {
    for (const char* body : {R"({"user":"ann"})", R"({"session":"k"})", R"({"connection":"17"})",
                             R"({"facility":"news"})"}) {
      CPPUNIT_ASSERT_EQUAL(202, cameTo(disconnect(body, all_, node_)).status);
      CPPUNIT_ASSERT_EQUAL("{\"disconnect\":"s + body + "}", node_.sent().back());
    }
  }

  void namesWhatIsWrongInADisconnect() {
    for (const char* body : {"", "{}", "[]", R"({"name":"a"})", R"({"user":""})",
                             R"({"user":"a","session":"b"})", R"({"connection":"x"})"}) {
      CPPUNIT_ASSERT_EQUAL(400, cameTo(disconnect(body, all_, node_)).status);
    }
    CPPUNIT_ASSERT(
        contains(cameTo(disconnect(R"({"user": 7})", all_, node_)), "user: must be a string"));
    CPPUNIT_ASSERT(node_.sent().empty());
  }

  void holdsADisconnectToWhatTheKeyReaches() {
    CPPUNIT_ASSERT_EQUAL(202, cameTo(disconnect(R"({"facility":"news"})", local_, node_)).status);
    CPPUNIT_ASSERT_EQUAL(403, cameTo(disconnect(R"({"facility":"sport"})", local_, node_)).status);
    CPPUNIT_ASSERT_EQUAL(403, cameTo(disconnect(R"({"user":"ann"})", local_, node_)).status);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, node_.sent().size());
  }

  void revokesAGroupOfAUser() {
    const Answer answer = cameTo(revoke(R"({"user":"ann","group":"staff"})", all_, node_));

    CPPUNIT_ASSERT_EQUAL(202, answer.status);
    CPPUNIT_ASSERT_EQUAL("{\"accepted\": true}\n"s, answer.body);
    CPPUNIT_ASSERT_EQUAL(R"({"revoke":{"user":"ann","group":"staff"}})"s, node_.sent().back());
  }

  void namesWhatIsWrongInARevoke() {
    for (const char* body :
         {"", "{}", "[]", R"({"user":"a"})", R"({"group":"b"})", R"({"user":"","group":"b"})",
          R"({"user":"a","group":""})", R"({"user":"a","group":"b","facility":"c"})",
          R"({"user":"a","group":"b"} x)", R"({"user":"a","group":["b"]})"}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(body, 400, cameTo(revoke(body, all_, node_)).status);
    }
    CPPUNIT_ASSERT(
        contains(cameTo(revoke(R"({"user": 7})", all_, node_)), "user: must be a string"));
    CPPUNIT_ASSERT(node_.sent().empty());
  }

  void revokesForKeysThatReachAllOnly() {
    CPPUNIT_ASSERT_EQUAL(403,
                         cameTo(revoke(R"({"user":"ann","group":"staff"})", local_, node_)).status);
    CPPUNIT_ASSERT(node_.sent().empty());
  }

  void refersToLaterWhileTheBrokerIsAway() {
    node_.setAway(true);

    CPPUNIT_ASSERT_EQUAL(503, cameTo(disconnect(R"({"user":"ann"})", all_, node_)).status);
    CPPUNIT_ASSERT_EQUAL(503,
                         cameTo(revoke(R"({"user":"ann","group":"staff"})", all_, node_)).status);
  }

 private:
  Answer pageOfConnections(const Fields& query, const ApiKey& key) {
    return cameTo(connectionsPage(query, key, node_));
  }
  Answer pageOfChannels(const Fields& query, const ApiKey& key) {
    return cameTo(channelsPage(query, key, node_));
  }

  testing::FakeNode node_;
  const ApiKey all_{};
  ApiKey local_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(PresenceCallsTest);

}  // namespace
}  // namespace fanfare::http
