#include "fanfare/publisher/http_transport.h"

#include <cppunit/extensions/HelperMacros.h>

#include "fanfare/publisher/redis_publisher.h"

#include "support/scripted_backend.h"

namespace fanfare::publisher {
namespace {

using std::chrono::milliseconds;
using testing::ScriptedBackend;

std::string answer(int status, const std::string& body) {
  return "HTTP/1.1 " + std::to_string(status) +
         " Word\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string accepted() { return answer(202, "{}"); }

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// What goes to and fro is judged by the vectors; these are about the connection, and what a server
// may answer.
class HttpTransportTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(HttpTransportTest);
  CPPUNIT_TEST(keepsItsConnection);
  CPPUNIT_TEST(findsAServerThatHasClosedTheConnectionAgain);
  CPPUNIT_TEST(sendsNothingTwiceThatTheServerMayHave);
  CPPUNIT_TEST(doesNotCountWhoHeard);
  CPPUNIT_TEST(asksSeveralTimesForMoreThanOneRequestHolds);
  CPPUNIT_TEST(refusesBytesThatAreNoText);
  CPPUNIT_TEST(reportsAServerThatIsNotThere);
  CPPUNIT_TEST(givesUpOnAServerThatStalls);
  CPPUNIT_TEST(tellsWhatAServerAnswers);
  CPPUNIT_TEST(tellsAnAnswerThatIsNotFanfares);
  CPPUNIT_TEST(tellsAnAnswerThatIsNoHttp);
  CPPUNIT_TEST(goesNowhereElse);
  CPPUNIT_TEST(findsNothingWhereNothingIsKept);
  CPPUNIT_TEST(tellsThatThereIsNoApi);
  CPPUNIT_TEST(refusesMalformedOptions);
  CPPUNIT_TEST_SUITE_END();

 public:
  void keepsItsConnection() {
    const ScriptedBackend backend(accepted());
    auto publisher = publisherTo(backend);

    CPPUNIT_ASSERT(publisher.publishMessage("a"));
    CPPUNIT_ASSERT(publisher.publishMessage("b"));

    CPPUNIT_ASSERT_EQUAL(1, backend.connectionCount());
  }

  void findsAServerThatHasClosedTheConnectionAgain() {
    const ScriptedBackend backend(accepted(), ScriptedBackend::After::kClose);
    auto publisher = publisherTo(backend);

    CPPUNIT_ASSERT(publisher.publishMessage("a"));
    CPPUNIT_ASSERT(publisher.publishMessage("b"));

    CPPUNIT_ASSERT_EQUAL(2, backend.connectionCount());
  }

  void sendsNothingTwiceThatTheServerMayHave() {
    ScriptedBackend backend(accepted());
    auto publisher = publisherTo(backend);
    CPPUNIT_ASSERT(publisher.publishMessage("a"));
    backend.setAnswer("");
    backend.setAfter(ScriptedBackend::After::kClose);

    expectFailure(publisher.publishMessage("b"), ErrorCode::kUnavailable, "closed without");

    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, backend.requests().size());
  }

  void doesNotCountWhoHeard() {
    const ScriptedBackend backend(accepted());

    CPPUNIT_ASSERT(publisherTo(backend).publishMessage("a").value() == std::nullopt);
  }

  void asksSeveralTimesForMoreThanOneRequestHolds() {
    const ScriptedBackend backend(accepted());
    auto publisher = publisherTo(backend);

    const auto many = publisher.publishBatch(std::vector<std::string>(1001, "x"));
    const auto large =
        publisher.publishBatch(std::vector<std::string>(3, std::string(300'000, 'x')));

    CPPUNIT_ASSERT_EQUAL(std::size_t{1001}, many->size());
    CPPUNIT_ASSERT(large);
    CPPUNIT_ASSERT_EQUAL(std::size_t{2 + 3}, backend.requests().size());
  }

  void refusesBytesThatAreNoText() {
    const ScriptedBackend backend(accepted());
    auto publisher = publisherTo(backend);

    expectFailure(publisher.publishBatch({"text", "\xff"}), ErrorCode::kInvalidArgument, "UTF-8");

    CPPUNIT_ASSERT(backend.requests().empty());
  }

  void reportsAServerThatIsNotThere() {
    HttpOptions options = optionsFor("http://127.0.0.1:1");

    expectFailure(publisherWith(options).publishMessage("x"), ErrorCode::kUnavailable,
                  "http://127.0.0.1:1: ");
  }

  void givesUpOnAServerThatStalls() {
    for (const char* beginning :
         {"", "HTTP/1.1 202 Acc", "HTTP/1.1 202 Accepted\r\nContent-Length: 9\r\n\r\nabc"}) {
      const ScriptedBackend backend(beginning);
      HttpOptions options = optionsFor(baseOf(backend));
      options.connectTimeout = options.answerTimeout = milliseconds(50);

      expectFailure(publisherWith(options).publishMessage("x"), ErrorCode::kUnavailable,
                    "no answer in time");
    }
  }

  void tellsWhatAServerAnswers() {
    const std::string body = R"({"error":{"code":"x","message":"for a reason"}})";
    for (const auto& [status, code] :
         std::vector<std::pair<int, ErrorCode>>{{400, ErrorCode::kInvalidArgument},
                                                {401, ErrorCode::kNotAuthorized},
                                                {403, ErrorCode::kNotAuthorized},
                                                {404, ErrorCode::kUnavailable},
                                                {413, ErrorCode::kInvalidArgument},
                                                {429, ErrorCode::kUnavailable},
                                                {503, ErrorCode::kUnavailable}}) {
      const ScriptedBackend backend(answer(status, body));
      auto publisher = publisherTo(backend);

      expectFailure(publisher.publishMessage("x"), code, "for a reason");
      expectFailure(publisher.fetchMessage({}), code, "for a reason");
      expectFailure(publisher.disconnect({Disconnect::By::kUser, "mary"}), code, "for a reason");
      expectFailure(publisher.revoke({"mary", "staff"}), code, "for a reason");
    }
  }

  void tellsAnAnswerThatIsNotFanfares() {
    const ScriptedBackend backend(answer(200, "<html>\nwelcome to nginx</html>"));

    expectFailure(publisherTo(backend).publishMessage("x"), ErrorCode::kUnavailable,
                  ": 200 <html> welcome");
  }

  void tellsAnAnswerThatIsNoHttp() {
    const ScriptedBackend backend("220 mail.example ESMTP\r\n", ScriptedBackend::After::kClose);

    expectFailure(publisherTo(backend).publishMessage("x"), ErrorCode::kUnavailable, "http://");
  }

  void goesNowhereElse() {
    const ScriptedBackend elsewhere(accepted());
    const ScriptedBackend backend("HTTP/1.1 302 Found\r\nLocation: " + baseOf(elsewhere) +
                                  "/\r\nContent-Length: 0\r\n\r\n");

    expectFailure(publisherTo(backend).publishMessage("x"), ErrorCode::kUnavailable,
                  ": 302 without a reason");

    CPPUNIT_ASSERT(elsewhere.requests().empty());
  }

  void findsNothingWhereNothingIsKept() {
    const ScriptedBackend backend(answer(404, R"({"error":{"code":"no_message","message":"x"}})"));

    CPPUNIT_ASSERT(publisherTo(backend).fetchMessage({}).value() == std::nullopt);
  }

  void tellsThatThereIsNoApi() {
    const ScriptedBackend backend(
        answer(404, R"({"error":{"code":"not_found","message":"the API is off"}})"));

    expectFailure(publisherTo(backend).fetchMessage({}), ErrorCode::kUnavailable, "the API is off");
  }

  void refusesMalformedOptions() {
    for (const char* url : {"", "127.0.0.1:8080", "ftp://127.0.0.1", "http://john:secret@host",
                            "http://a\r\nb", "http://host/?a=b"}) {
      expectFailure(httpTransport(optionsFor(url)), ErrorCode::kInvalidArgument, "url: must be");
    }
    for (const char* key : {"", "a\r\nb", "\xc3\xbc"}) {
      HttpOptions options;
      options.key = key;
      expectFailure(httpTransport(options), ErrorCode::kInvalidArgument, "key: must be");
    }
    HttpOptions hasty = optionsFor("http://127.0.0.1");
    hasty.answerTimeout = milliseconds(0);
    expectFailure(httpTransport(hasty), ErrorCode::kInvalidArgument, "a timeout must be above");
  }

 private:
  static std::string baseOf(const ScriptedBackend& backend) {
    return backend.url().substr(0, backend.url().rfind('/'));
  }

  static HttpOptions optionsFor(std::string url) {
    HttpOptions options;
    options.url = std::move(url);
    options.key = "not-for-production";
    options.connectTimeout = options.answerTimeout = milliseconds(10'000);
    return options;
  }

  static RedisPublisher publisherWith(const HttpOptions& options) {
    auto transport = httpTransport(options);
    CPPUNIT_ASSERT(transport);
    auto publisher =
        RedisPublisher::create(std::move(transport).value(), "chat", Audiences::everyone());
    CPPUNIT_ASSERT(publisher);
    return std::move(publisher).value();
  }

  static RedisPublisher publisherTo(const ScriptedBackend& backend) {
    return publisherWith(optionsFor(baseOf(backend)));
  }

  template <typename T>
  static void expectFailure(const Result<T>& result, ErrorCode code, const std::string& part) {
    CPPUNIT_ASSERT_MESSAGE(part, !result);
    const auto& [found, message] = result.error();
    CPPUNIT_ASSERT_MESSAGE(message, found == code);
    CPPUNIT_ASSERT_MESSAGE(message, holds(message, part));
    CPPUNIT_ASSERT_MESSAGE(message, !holds(message, "not-for-production"));
    CPPUNIT_ASSERT_MESSAGE(message, !holds(message, "secret"));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(HttpTransportTest);

}  // namespace
}  // namespace fanfare::publisher
