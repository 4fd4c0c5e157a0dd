#include "http/api_handler.h"

#include <cppunit/extensions/HelperMacros.h>

#include "support/answers.h"
#include "support/fake_clock.h"
#include "support/fake_node.h"

namespace fanfare::http {
namespace {

using namespace std::literals;

ApiKey keyOf(const char* secret, std::vector<ApiScope> scopes) {
  ApiKey key;
  key.name = secret;
  key.secret = secret;
  key.scopes = std::move(scopes);
  return key;
}

ApiOptions options() {
  ApiOptions options;
  options.keys = {keyOf("all", {ApiScope::kAdmin}), keyOf("reads", {ApiScope::kRead})};
  options.keys[1].facilities = {"news"};
  return options;
}

std::string headerOf(const Answer& answer, const std::string& name) {
  for (const auto& header : answer.headers) {
    if (header.name == name) return header.value;
  }
  return "";
}

class ApiHandlerTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ApiHandlerTest);
  CPPUNIT_TEST(isNotThereWithoutAKey);
  CPPUNIT_TEST(asksForAKey);
  CPPUNIT_TEST(holdsAKeyToItsScopeAndFacilities);
  CPPUNIT_TEST(namesTheMethodsOfACall);
  CPPUNIT_TEST(publishesAndTellsTheChannels);
  CPPUNIT_TEST(answersAnArrayWithOne);
  CPPUNIT_TEST(publishesNothingIfAnythingIsWrong);
  CPPUNIT_TEST(looksForAMessageInTheOrderOfTheModel);
  CPPUNIT_TEST(looksInOneAudienceWhereToldSo);
  CPPUNIT_TEST(tellsTextFromBytes);
  CPPUNIT_TEST(namesAParameterThatIsWrong);
  CPPUNIT_TEST(refersToLaterWhileTheBrokerIsAway);
  CPPUNIT_TEST(refersToLaterWhoWouldWaitWithTooManyOthers);
  CPPUNIT_TEST(givesRoomBackWithTheAnswer);
  CPPUNIT_TEST(tellsNoMessageFromNoSuchCall);
  CPPUNIT_TEST(holdsEachKeyToItsRate);
  CPPUNIT_TEST(tellsWhatTheNodeCounts);
  CPPUNIT_TEST_SUITE_END();

 public:
  void isNotThereWithoutAKey() {
    ApiHandler off({}, {node_, facilities_, clock_, limits_, answers_});
    ApiRequest request;
    request.path = "/api/stats";
    request.method = "GET";
    request.authorization = "Bearer ";

    CPPUNIT_ASSERT_EQUAL(404, testing::cameTo(off.handle(request)).status);
  }

  void asksForAKey() {
    const Answer answer = call("GET", "/api/stats", "wrong");

    CPPUNIT_ASSERT_EQUAL(401, answer.status);
    CPPUNIT_ASSERT_EQUAL("Bearer realm=\"fanfare\""s, headerOf(answer, "WWW-Authenticate"));
    CPPUNIT_ASSERT_EQUAL(401, call("GET", "/api/nothing", "wrong").status);
    CPPUNIT_ASSERT_EQUAL(404, call("GET", "/api/nothing", "all").status);
  }

  void holdsAKeyToItsScopeAndFacilities() {
    CPPUNIT_ASSERT_EQUAL(403, publish("reads", order("news")).status);
    CPPUNIT_ASSERT_EQUAL(404, fetch("reads", {{"facility", "news"}}).status);
    CPPUNIT_ASSERT_EQUAL(403, fetch("reads", {{"facility", "sport"}}).status);
    CPPUNIT_ASSERT(node_.published().empty());
  }

  void namesTheMethodsOfACall() {
    CPPUNIT_ASSERT_EQUAL(405, call("GET", "/api/publish", "all").status);
    CPPUNIT_ASSERT_EQUAL("POST"s, headerOf(call("PUT", "/api/publish", "all"), "Allow"));
    CPPUNIT_ASSERT_EQUAL("GET, HEAD"s, headerOf(call("POST", "/api/stats", "all"), "Allow"));
  }

  void publishesAndTellsTheChannels() {
    const Answer answer = publish(
        "all", R"({"facility": "f", "broadcast": true, "sessions": ["secret"], "message": "m"})");

    CPPUNIT_ASSERT_EQUAL(202, answer.status);
    CPPUNIT_ASSERT_EQUAL("{\"channels\": [\"broadcast:f\", \"session:#2bb80d53:f\"]}\n"s,
                         answer.body);
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, node_.published().size());
    CPPUNIT_ASSERT_EQUAL("session:secret:f"sv, node_.published()[1].channel.key());
  }

  void answersAnArrayWithOne() {
    const Answer answer = publish("all", "[" + order("a") + "," + order("b") + "]");

    CPPUNIT_ASSERT_EQUAL(
        "[{\"channels\": [\"broadcast:a\"]}, {\"channels\": [\"broadcast:b\"]}]\n"s, answer.body);
    CPPUNIT_ASSERT_EQUAL(400, publish("all", "[]").status);
  }

  void publishesNothingIfAnythingIsWrong() {
    const Answer answer = publish("all", "[" + order("a") + ", {}]");

    CPPUNIT_ASSERT_EQUAL(400, answer.status);
    CPPUNIT_ASSERT_EQUAL(
        "{\"error\": {\"code\": \"bad_request\", \"message\": \"[1].facility: is missing\"}}\n"s,
        answer.body);
    CPPUNIT_ASSERT(node_.published().empty());
  }

  void looksForAMessageInTheOrderOfTheModel() {
    keep("broadcast:f", "for all");
    CPPUNIT_ASSERT_EQUAL("for all"s, fetch("all", everything()).body);
    keep("group:h:f", "for h");
    CPPUNIT_ASSERT_EQUAL("for h"s, fetch("all", everything()).body);
    keep("user:u:f", "for u");
    CPPUNIT_ASSERT_EQUAL("for u"s, fetch("all", everything()).body);
    keep("session:s:f", "for s");
    CPPUNIT_ASSERT_EQUAL("for s"s, fetch("all", everything()).body);
  }

  void looksInOneAudienceWhereToldSo() {
    keep("broadcast:f", "for all");
    keep("user:u:f", "for u");

    Fields query = everything();
    query.push_back({"audience", "broadcast"});
    CPPUNIT_ASSERT_EQUAL("for all"s, fetch("all", query).body);
    query.back().value = "group";
    CPPUNIT_ASSERT_EQUAL(404, fetch("all", query).status);
  }

  void tellsTextFromBytes() {
    keep("broadcast:f", "text");
    keep("broadcast:g", "\xff");

    CPPUNIT_ASSERT_EQUAL("text/plain; charset=utf-8"s,
                         fetch("all", {{"facility", "f"}}).contentType);
    CPPUNIT_ASSERT_EQUAL("application/octet-stream"s,
                         fetch("all", {{"facility", "g"}}).contentType);
  }

  void tellsNoMessageFromNoSuchCall() {
    CPPUNIT_ASSERT_EQUAL(
        "{\"error\": {\"code\": \"no_message\", \"message\": \"no message is kept there\"}}\n"s,
        fetch("all", {{"facility", "f"}}).body);
    CPPUNIT_ASSERT(call("GET", "/api/messages", "all").body.find("\"not_found\"") !=
                   std::string::npos);
  }

  void namesAParameterThatIsWrong() {
    const std::pair<Fields, std::string> mistakes[] = {
        {{}, "facility: is missing"},
        {{{"facility", "f"}, {"usr", "a"}}, "usr: is no parameter of this call"},
        {{{"facility", "f"}, {"user", ""}}, "user: must not be empty"},
        {{{"facility", "f"}, {"audience", "user"}}, "user: is missing"},
        {{{"facility", "f"}, {"audience", "all"}},
         "audience: must be any, broadcast, session, user, group or room"},
        {{{"facility", "a:b"}}, "broadcast: makes no channel of this facility"}};
    for (const auto& [query, mistake] : mistakes) {
      const Answer answer = fetch("all", query);
      CPPUNIT_ASSERT_EQUAL(400, answer.status);
      CPPUNIT_ASSERT_MESSAGE(answer.body, answer.body.find(mistake) != std::string::npos);
    }
  }

  void refersToLaterWhileTheBrokerIsAway() {
    node_.setAway(true);

    CPPUNIT_ASSERT_EQUAL(503, publish("all", order("f")).status);
    CPPUNIT_ASSERT_EQUAL(503, fetch("all", {{"facility", "f"}}).status);
  }

  void refersToLaterWhoWouldWaitWithTooManyOthers() {
    WaitingAnswers none({0, 0});
    ApiHandler handler(options(), {node_, facilities_, clock_, limits_, none});
    ApiRequest request = requestFor("POST", "/api/publish", "all");
    request.body = order("f");

    const Answer published = testing::cameTo(handler.handle(request));
    const auto page = handler.handle(requestFor("GET", "/api/channels", "all"));

    CPPUNIT_ASSERT_EQUAL(503, published.status);
    CPPUNIT_ASSERT_EQUAL("1"s, headerOf(published, "Retry-After"));
    CPPUNIT_ASSERT(node_.published().empty());
    CPPUNIT_ASSERT_EQUAL(503, testing::cameTo(page).status);
  }

  void givesRoomBackWithTheAnswer() {
    WaitingAnswers one({1, 1000});
    ApiHandler handler(options(), {node_, facilities_, clock_, limits_, one});
    const ApiRequest request{"POST", "/api/publish", {}, "Bearer all", order("f")};
    node_.hold();
    std::vector<int> statuses;
    {
      const auto waiting = handler.handle(request);
      std::get<LaterAnswer>(waiting)(
          [&statuses](const Answer& answer) { statuses.push_back(answer.status); });
    }

    CPPUNIT_ASSERT_EQUAL(503, testing::cameTo(handler.handle(request)).status);
    node_.letGo();

    CPPUNIT_ASSERT(statuses == std::vector<int>{202});
    CPPUNIT_ASSERT_EQUAL(202, testing::cameTo(handler.handle(request)).status);
  }

  void holdsEachKeyToItsRate() {
    ApiOptions slow = options();
    slow.publishes = core::Rate::of(1);
    slow.keys.push_back(keyOf("another", {ApiScope::kPublish}));
    ApiHandler handler(slow, {node_, facilities_, clock_, limits_, answers_});
    ApiRequest request{"POST", "/api/publish", {}, "Bearer all", order("f")};
    const auto ask = [&] { return testing::cameTo(handler.handle(request)); };
    for (int i = 0; i < 10; ++i) CPPUNIT_ASSERT_EQUAL(202, ask().status);

    const Answer refused = ask();

    CPPUNIT_ASSERT_EQUAL(429, refused.status);
    CPPUNIT_ASSERT_EQUAL("1"s, headerOf(refused, "Retry-After"));
    CPPUNIT_ASSERT(refused.body.find("limit.publishes_per_key") != std::string::npos);
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{1}, limits_.of(core::Limit::kPublishesPerKey));
    request.authorization = "Bearer another";
    CPPUNIT_ASSERT_EQUAL(202, ask().status);
    request.authorization = "Bearer all";
    clock_.advance(std::chrono::seconds(1));
    CPPUNIT_ASSERT_EQUAL(202, ask().status);
  }

  void tellsWhatTheNodeCounts() {
    node_.setConnections(7);

    const Answer answer = call("GET", "/api/stats", "reads");

    CPPUNIT_ASSERT_EQUAL(200, answer.status);
    CPPUNIT_ASSERT(answer.body.find("\"connections\": 7") != std::string::npos);
    CPPUNIT_ASSERT(answer.body.find("\"messages_delivered\": 42") != std::string::npos);
    CPPUNIT_ASSERT(answer.body.find("\"broker_reachable\": true") != std::string::npos);
  }

 private:
  static std::string order(const std::string& facility) {
    return R"({"facility": ")" + facility + R"(", "broadcast": true, "message": "m"})";
  }

  static Fields everything() {
    return {{"group", "g"}, {"facility", "f"}, {"user", "u"}, {"group", "h"}, {"session", "s"}};
  }

  static ApiRequest requestFor(const char* method, const char* path, const std::string& key) {
    ApiRequest request;
    request.method = method;
    request.path = path;
    request.authorization = "Bearer " + key;
    return request;
  }

  Answer call(const char* method, const char* path, const std::string& key) {
    return testing::cameTo(handler_.handle(requestFor(method, path, key)));
  }

  Answer publish(const std::string& key, const std::string& body) {
    ApiRequest request = requestFor("POST", "/api/publish", key);
    request.body = body;
    return testing::cameTo(handler_.handle(request));
  }

  Answer fetch(const std::string& key, const Fields& query) {
    ApiRequest request = requestFor("GET", "/api/message", key);
    request.query = query;
    return testing::cameTo(handler_.handle(request));
  }

  void keep(const char* channel, const char* payload) {
    node_.publish(
        {{Channel::parse(channel).value(), makeMessage(payload), std::chrono::seconds(1)}},
        [](const Result<void>& result) { CPPUNIT_ASSERT(result); });
  }

  testing::FakeClock clock_;
  core::LimitCounts limits_;
  testing::FakeNode node_;
  const core::FacilityRules facilities_ = core::FacilityRules::of({"*"}, {}).value();
  WaitingAnswers answers_{{10, 1000}};
  ApiHandler handler_{options(), {node_, facilities_, clock_, limits_, answers_}};
};

CPPUNIT_TEST_SUITE_REGISTRATION(ApiHandlerTest);

}  // namespace
}  // namespace fanfare::http
