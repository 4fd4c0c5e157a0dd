#include "backend/response_reader.h"

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::backend {
namespace {

constexpr char kOk[] = "HTTP/1.1 200 OK\r\n";

// What became of `text`, sent as it is and then ended.
Result<Response> readAtOnce(const std::string& text, const ResponseLimits& limits = {}) {
  ResponseReader reader(limits);
  const auto taken = reader.take(text);
  if (!taken) return taken.error();
  if (auto ended = reader.end(); !*taken && !ended) return ended.error();
  return std::move(reader).response();
}

std::string bodyOf(const std::string& text) {
  const auto response = readAtOnce(text);
  return response ? response->body : "error: " + response.error().message;
}

std::string errorOf(const std::string& text, const ResponseLimits& limits = {}) {
  const auto response = readAtOnce(text, limits);
  return response ? "no error" : response.error().message;
}

class ResponseReaderTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ResponseReaderTest);
  CPPUNIT_TEST(readsABodyThatIsCounted);
  CPPUNIT_TEST(readsABodyInChunks);
  CPPUNIT_TEST(readsABodyToTheEnd);
  CPPUNIT_TEST(readsTheSameByteByByte);
  CPPUNIT_TEST(passesOverWhatIsInformationOnly);
  CPPUNIT_TEST(expectsNoBodyWhereThereIsNone);
  CPPUNIT_TEST(knowsWhetherAnotherMayFollow);
  CPPUNIT_TEST(refusesWhatCanBeReadInTwoWays);
  CPPUNIT_TEST(refusesWhatIsNotHttp);
  CPPUNIT_TEST(refusesWhatIsTooLarge);
  CPPUNIT_TEST(missesWhatDidNotCome);
  CPPUNIT_TEST_SUITE_END();

 public:
  void readsABodyThatIsCounted() {
    const auto response = readAtOnce(
        "HTTP/1.1 403 \r\ncontent-type:  Application/JSON ; charset=utf-8\r\n"
        "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}");

    CPPUNIT_ASSERT(response);
    CPPUNIT_ASSERT_EQUAL(403, response->status);
    CPPUNIT_ASSERT_EQUAL(std::string("application/json"), response->mediaType);
    CPPUNIT_ASSERT_EQUAL(std::string("{}"), response->body);
  }

  void readsABodyInChunks() {
    const std::string head = std::string(kOk) + "Transfer-Encoding: chunked\r\n\r\n";

    CPPUNIT_ASSERT_EQUAL(std::string("hello there"),
                         bodyOf(head + "5\r\nhello\r\n006;a=b\r\n there\r\n0\r\nX: y\r\n\r\n"));
    CPPUNIT_ASSERT_EQUAL(std::string(), bodyOf(head + "0\r\n\r\n"));
  }

  void readsABodyToTheEnd() {
    CPPUNIT_ASSERT_EQUAL(std::string("all of it"), bodyOf(std::string(kOk) + "\r\nall of it"));
  }

  void readsTheSameByteByByte() {
    const std::string text = std::string(kOk) +
                             "Transfer-Encoding: chunked\r\nContent-Type: a/b\r\n\r\n"
                             "3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n";
    ResponseReader reader({});
    for (std::size_t i = 0; i + 1 < text.size(); ++i) {
      CPPUNIT_ASSERT(!reader.take(text.substr(i, 1)).value());
    }

    CPPUNIT_ASSERT(reader.take(text.substr(text.size() - 1)).value());
    CPPUNIT_ASSERT_EQUAL(std::string("onetwo"), std::move(reader).response().body);
  }

  void passesOverWhatIsInformationOnly() {
    const std::string text = "HTTP/1.1 103 Early\r\nContent-Type: x/y\r\nLink: z\r\n\r\n" +
                             std::string(kOk) + "Content-Length: 1\r\n\r\na";

    CPPUNIT_ASSERT_EQUAL(std::string("a"), bodyOf(text));
    CPPUNIT_ASSERT_EQUAL(std::string(), readAtOnce(text)->mediaType);
  }

  void expectsNoBodyWhereThereIsNone() {
    ResponseReader reader({});

    CPPUNIT_ASSERT(reader.take("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n").value());
    CPPUNIT_ASSERT(reader.canBeFollowed());
  }

  void knowsWhetherAnotherMayFollow() {
    const auto canBeFollowed = [](const std::string& text) {
      ResponseReader reader({});
      return reader.take(text).value() && reader.canBeFollowed();
    };
    CPPUNIT_ASSERT(canBeFollowed(std::string(kOk) + "Content-Length: 1\r\n\r\na"));
    CPPUNIT_ASSERT(!canBeFollowed(std::string(kOk) + "Content-Length: 1\r\n\r\nab"));
    CPPUNIT_ASSERT(!canBeFollowed("HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\na"));
    CPPUNIT_ASSERT(
        !canBeFollowed(std::string(kOk) + "Connection: x, CLOSE\r\nContent-Length: 1\r\n\r\na"));
  }

  void refusesWhatCanBeReadInTwoWays() {
    for (const char* fields :
         {"Content-Length: 1\r\nContent-Length: 2\r\n", "Content-Length: +1\r\n",
          "Content-Length: 1, 1\r\n", "Content-Length:\r\n", "Content-Length: 0x1\r\n",
          "Content-Length: 99999999999999999999\r\n",
          "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n",
          "Transfer-Encoding: gzip, chunked\r\n",
          "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
          "Content-Encoding: gzip\r\n", "Content-Type: a/b\r\nContent-Type: c/d\r\n",
          "X: y\r\n z\r\n", "X y: z\r\n", ": z\r\n", "X : z\r\n", "X: a\rb\r\n", "X: y\n"}) {
      CPPUNIT_ASSERT_MESSAGE(fields, !readAtOnce(std::string(kOk) + fields + "\r\na"));
    }
    const std::string chunked = std::string(kOk) + "Transfer-Encoding: chunked\r\n\r\n";
    for (const char* chunks : {"\r\na\r\n0\r\n\r\n", "-1\r\na\r\n", "1\r\nab\r\n0\r\n\r\n",
                               "1\na\r\n", "0x1\r\na\r\n0\r\n\r\n", "ffffffffffffffffff\r\n"}) {
      CPPUNIT_ASSERT_MESSAGE(chunks, !readAtOnce(chunked + chunks));
    }
  }

  void refusesWhatIsNotHttp() {
    for (const char* text :
         {"HTTP/2 200 OK\r\n\r\n", "HTTP/1.1 99 x\r\n\r\n", "HTTP/1.1 2000 x\r\n\r\n",
          "HTTP/1.1  200\r\n\r\n", "{\"user\": 1}\r\n", "\r\n", "HTTP/1.1 200OK\r\n"}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(text, std::string("the answer is not HTTP/1.1"), errorOf(text));
    }
    CPPUNIT_ASSERT_EQUAL(std::string("the answer switches protocols"),
                         errorOf("HTTP/1.1 101 Switching\r\n\r\n"));
  }

  void refusesWhatIsTooLarge() {
    const ResponseLimits limits{100, 10};
    const std::string eleven(11, 'x');
    const std::string tooLarge = "the answer is too large";
    const std::string chunked = std::string(kOk) + "Transfer-Encoding: chunked\r\n\r\n";

    CPPUNIT_ASSERT_EQUAL(tooLarge,
                         errorOf(std::string(kOk) + "Content-Length: 11\r\n\r\n", limits));
    CPPUNIT_ASSERT_EQUAL(tooLarge, errorOf(std::string(kOk) + "\r\n" + eleven, limits));
    CPPUNIT_ASSERT_EQUAL(tooLarge, errorOf(chunked + "b\r\n", limits));
    CPPUNIT_ASSERT_EQUAL(tooLarge, errorOf(chunked + "6\r\nabcdef\r\n5\r\n", limits));
    CPPUNIT_ASSERT_EQUAL(std::string("the head of the answer is too large"),
                         errorOf(kOk + std::string(100, 'x'), limits));
    CPPUNIT_ASSERT_EQUAL(std::string("the head of the answer is too large"),
                         errorOf(chunked + "1;" + std::string(90, 'x'), limits));
  }

  void missesWhatDidNotCome() {
    for (const std::string text :
         {"", "HTTP/1.1 2", "HTTP/1.1 200 OK\r\nX: y\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n"}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(text, std::string("the connection ended before the answer did"),
                                   errorOf(text));
    }
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ResponseReaderTest);

}  // namespace
}  // namespace fanfare::backend
