#include "dialects/socketio/emit_call.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

#include "support/fake_clock.h"
#include "support/recording_topic.h"

namespace fanfare::dialects::socketio {
namespace {

using namespace std::string_literals;
using Texts = std::vector<std::string>;

constexpr char kGood[] =
    R"({"event": "update", "room": "time", "data": {"time": 1}, "namespace": null, "secret": "123"})";
constexpr char kHtml[] = "text/html; charset=utf-8";

// Of ws-emit under Flask 2.2, byte for byte.
constexpr char kBadRequest[] =
    "<!doctype html>\n<html lang=en>\n<title>400 Bad Request</title>\n<h1>Bad Request</h1>\n<p>The "
    "browser (or proxy) sent a request that this server could not understand.</p>\n";
constexpr char kInternal[] =
    "<!doctype html>\n<html lang=en>\n<title>500 Internal Server Error</title>\n<h1>Internal "
    "Server "
    "Error</h1>\n<p>The server encountered an internal error and was unable to complete your "
    "request. Either the server is overloaded or there is an error in the application.</p>\n";
constexpr char kNotAllowed[] =
    "<!doctype html>\n<html lang=en>\n<title>405 Method Not Allowed</title>\n<h1>Method Not "
    "Allowed</h1>\n<p>The method is not allowed for the requested URL.</p>\n";

class EmitCallTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(EmitCallTest);
  CPPUNIT_TEST(emitsForWhoKnowsTheSecret);
  CPPUNIT_TEST(emitsAsTheBackendsAroundReadIt);
  CPPUNIT_TEST(showsAWrongSecretAsPythonDoes);
  CPPUNIT_TEST(takesNothingButATextForTheSecret);
  CPPUNIT_TEST(refusesWhatIsNoJson);
  CPPUNIT_TEST(takesEveryTypeThatIsJson);
  CPPUNIT_TEST(failsAtJsonThatIsNoObject);
  CPPUNIT_TEST(namesTheMethodsThereAre);
  CPPUNIT_TEST(answersOkToWhatNobodyCanHear);
  CPPUNIT_TEST(refersToLaterWhileTheBrokerIsAway);
  CPPUNIT_TEST(waitsForTheBrokerOnNoThread);
  CPPUNIT_TEST(holdsEachAddressToItsWrongSecrets);
  CPPUNIT_TEST_SUITE_END();

 public:
  void emitsForWhoKnowsTheSecret() {
    const auto reply = post(kGood);

    CPPUNIT_ASSERT_EQUAL(200, reply.status);
    CPPUNIT_ASSERT_EQUAL(std::string(kHtml), reply.contentType);
    CPPUNIT_ASSERT_EQUAL("OK\n"s, reply.body);
    CPPUNIT_ASSERT(Texts{R"({"method":"emit","event":"update","data":[{"time":1}],"binary":false,)"
                         R"("room":"time","skip_sid":null,"callback":null,"namespace":"/",)"
                         R"("host_id":null})"} == topic_.said);
  }

  void emitsAsTheBackendsAroundReadIt() {
    EmitCall::Options options{"123", ArrayData::kOneArgument};
    EmitCall call(options, {topic_, failures_, counts_});

    (void)replyOf(call, {"POST", "application/json", "192.0.2.1", kGood});

    CPPUNIT_ASSERT(topic_.said.at(0).find(R"("data":{"time":1},)") != std::string::npos);
  }

  void showsAWrongSecretAsPythonDoes() {
    const std::pair<const char*, const char*> secrets[] = {{R"({"secret": "bad"})", "'bad'"},
                                                           {R"({"secret": "it's"})", "\"it's\""},
                                                           {R"({"event": "update"})", "None"},
                                                           {R"({"secret": null})", "None"},
                                                           {R"({"secret": ["a", 1]})", "['a', 1]"}};
    for (const auto& [body, shown] : secrets) {
      const auto reply = post(body);
      CPPUNIT_ASSERT_EQUAL(403, reply.status);
      CPPUNIT_ASSERT_EQUAL(std::string(kHtml), reply.contentType);
      CPPUNIT_ASSERT_EQUAL("Incorrect secret "s + shown + "\n", reply.body);
    }
    CPPUNIT_ASSERT(topic_.said.empty());
  }

  void takesNothingButATextForTheSecret() {
    for (const auto* secret : {"123", "[\"123\"]", "\"1234\"", "\"12\"", "\"\""}) {
      CPPUNIT_ASSERT_EQUAL(403, post(R"({"secret": )"s + secret + "}").status);
    }
  }

  void refusesWhatIsNoJson() {
    for (const auto* body : {"", "notjson", "{\"secret\": \"123\",}", "\xFF", "{} {}",
                             "{\"secret\": \"123\", \"event\": \"\xFF\"}"}) {
      const auto reply = post(body);
      CPPUNIT_ASSERT_EQUAL(400, reply.status);
      CPPUNIT_ASSERT_EQUAL(std::string(kHtml), reply.contentType);
      CPPUNIT_ASSERT_EQUAL(std::string(kBadRequest), reply.body);
    }
    for (const auto* type : {"", "text/plain", "application/x-www-form-urlencoded", "json",
                             "application/jsonp", "text/x+json", "application/+jsonx"}) {
      const auto reply = replyOf(call_, {"POST", type, "192.0.2.1", kGood});
      CPPUNIT_ASSERT_EQUAL_MESSAGE(type, 400, reply.status);
      CPPUNIT_ASSERT_EQUAL(std::string(kBadRequest), reply.body);
    }
    CPPUNIT_ASSERT(topic_.said.empty());
  }

  void takesEveryTypeThatIsJson() {
    for (const auto* type : {"application/json", "APPLICATION/JSON", "application/json; charset=x",
                             "application/json ;charset=x", "application/vnd.x+json"}) {
      const auto reply = replyOf(call_, {"POST", type, "192.0.2.1", kGood});
      CPPUNIT_ASSERT_EQUAL_MESSAGE(type, 200, reply.status);
    }
  }

  void failsAtJsonThatIsNoObject() {
    for (const auto* body : {"[]", "5", "null", "\"x\"", "true"}) {
      const auto reply = post(body);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(body, 500, reply.status);
      CPPUNIT_ASSERT_EQUAL(std::string(kInternal), reply.body);
    }
  }

  void namesTheMethodsThereAre() {
    for (const auto* method : {"GET", "HEAD", "PUT", "DELETE", "PATCH"}) {
      const auto reply = replyOf(call_, {method, "", "192.0.2.1", ""});
      CPPUNIT_ASSERT_EQUAL_MESSAGE(method, 405, reply.status);
      CPPUNIT_ASSERT_EQUAL(std::string(kNotAllowed), reply.body);
      CPPUNIT_ASSERT_EQUAL("Allow"s, reply.headers.at(0).name);
      CPPUNIT_ASSERT_EQUAL("OPTIONS, POST"s, reply.headers.at(0).value);
    }
    const auto reply = replyOf(call_, {"OPTIONS", "", "192.0.2.1", ""});
    CPPUNIT_ASSERT_EQUAL(200, reply.status);
    CPPUNIT_ASSERT_EQUAL(""s, reply.body);
    CPPUNIT_ASSERT_EQUAL("OPTIONS, POST"s, reply.headers.at(0).value);
  }

  void answersOkToWhatNobodyCanHear() {
    for (const auto* members : {"", R"(, "event": null)", R"(, "event": "e", "namespace": 5)",
                                R"(, "event": "e", "room": true)"}) {
      const auto reply = post(R"({"secret": "123")"s + members + "}");
      CPPUNIT_ASSERT_EQUAL_MESSAGE(members, 200, reply.status);
      CPPUNIT_ASSERT_EQUAL("OK\n"s, reply.body);
    }
    CPPUNIT_ASSERT(topic_.said.empty());
  }

  void refersToLaterWhileTheBrokerIsAway() {
    topic_.isAway = true;

    const auto reply = post(kGood);

    CPPUNIT_ASSERT_EQUAL(503, reply.status);
    CPPUNIT_ASSERT_EQUAL("the broker cannot be reached\n"s, reply.body);
    CPPUNIT_ASSERT_EQUAL("Retry-After"s, reply.headers.at(0).name);
  }

  void waitsForTheBrokerOnNoThread() {
    topic_.answers = false;
    std::vector<int> statuses;

    call_.answer({"POST", "application/json", "192.0.2.1", kGood},
                 [&statuses](const core::HttpReply& reply) { statuses.push_back(reply.status); });
    CPPUNIT_ASSERT(statuses.empty());
    topic_.answerAll();

    CPPUNIT_ASSERT(statuses == std::vector<int>{200});
  }

  void holdsEachAddressToItsWrongSecrets() {
    core::AddressRates failures(clock_, core::Rate::perMinute(2));
    EmitCall call({"123"}, {topic_, failures, counts_});
    const auto from = [&call](const char* address, const char* body) {
      return replyOf(call, {"POST", "application/json", address, body});
    };
    int wrong = 0;
    while (from("192.0.2.1", "{}").status == 403) ++wrong;

    const auto refused = from("192.0.2.1", kGood);

    CPPUNIT_ASSERT(wrong >= 2);
    CPPUNIT_ASSERT_EQUAL(429, refused.status);
    CPPUNIT_ASSERT_EQUAL(
        "too many wrong secrets from this address; limit.failed_secrets_per_address\n"s,
        refused.body);
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{2}, counts_.of(core::Limit::kFailedSecretsPerAddress));
    CPPUNIT_ASSERT_EQUAL(200, from("192.0.2.2", kGood).status);
    clock_.advance(std::chrono::minutes(1));
    CPPUNIT_ASSERT_EQUAL(200, from("192.0.2.1", kGood).status);
  }

 private:
  // Of a broker that has answered.
  static core::HttpReply replyOf(EmitCall& call, const core::HttpCall& asked) {
    std::optional<core::HttpReply> replied;
    call.answer(asked, [&replied](core::HttpReply reply) { replied = std::move(reply); });
    return replied.value();
  }

  core::HttpReply post(const std::string& body) {
    return replyOf(call_, {"POST", "application/json", "192.0.2.1", body});
  }

  testing::FakeClock clock_;
  core::AddressRates failures_{clock_, core::Rate::perMinute(1000)};
  core::LimitCounts counts_;
  testing::RecordingTopic topic_;
  EmitCall call_{{"123"}, {topic_, failures_, counts_}};
};

CPPUNIT_TEST_SUITE_REGISTRATION(EmitCallTest);

}  // namespace
}  // namespace fanfare::dialects::socketio
