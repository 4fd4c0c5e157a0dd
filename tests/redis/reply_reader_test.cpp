#include "redis/reply_reader.h"

#include <string>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

namespace fanfare::redis {
namespace {

// As it would be written by hand: 'text', 'text'!, 1, nil, [a, b].
std::string shown(const Reply& reply) {
  switch (reply.type) {
    case ReplyType::kNil:
      return "nil";
    case ReplyType::kInteger:
      return std::to_string(reply.integer);
    case ReplyType::kString:
      return "'" + reply.text + "'";
    case ReplyType::kStatus:
      return reply.text;
    case ReplyType::kError:
      return reply.text + "!";
    case ReplyType::kArray:
      break;
  }
  std::string items;
  for (const Reply& item : reply.items) items += (items.empty() ? "" : ", ") + shown(item);
  return "[" + items + "]";
}

const std::string kEveryType =
    "+OK\r\n-ERR no\r\n:42\r\n$2\r\nhi\r\n$-1\r\n*-1\r\n*0\r\n*2\r\n$1\r\na\r\n*2\r\n:1\r\n$-1\r\n";

class ReplyReaderTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ReplyReaderTest);
  CPPUNIT_TEST(readsRepliesOfEveryType);
  CPPUNIT_TEST(readsRepliesCutAnywhere);
  CPPUNIT_TEST(showsNothingOfTheReplyBefore);
  CPPUNIT_TEST(readsALargeBulk);
  CPPUNIT_TEST(allocatesNothingForItemsThatAreOnlyAnnounced);
  CPPUNIT_TEST(refusesWhatIsNotTheProtocol);
  CPPUNIT_TEST(refusesTooDeepNesting);
  CPPUNIT_TEST(takesNothingFromWhatOnlyNewerProtocolsSay);
  CPPUNIT_TEST(startsAfreshWhenReset);
  CPPUNIT_TEST_SUITE_END();

 public:
  void readsRepliesOfEveryType() {
    reader_.feed(kEveryType);

    CPPUNIT_ASSERT((read() == std::vector<std::string>{"OK", "ERR no!", "42", "'hi'", "nil", "nil",
                                                       "[]", "['a', [1, nil]]"}));
  }

  void readsRepliesCutAnywhere() {
    reader_.feed(kEveryType);
    const auto whole = read();

    for (std::size_t cut = 1; cut < kEveryType.size(); ++cut) {
      reader_.feed(std::string_view(kEveryType).substr(0, cut));
      auto parts = read();
      reader_.feed(std::string_view(kEveryType).substr(cut));
      for (auto& part : read()) parts.push_back(part);
      CPPUNIT_ASSERT(whole == parts);
    }
  }

  void showsNothingOfTheReplyBefore() {
    reader_.feed("*3\r\n*2\r\n:1\r\n:2\r\n$1\r\nb\r\n$1\r\nc\r\n*2\r\n:3\r\n$-1\r\n");

    CPPUNIT_ASSERT((read() == std::vector<std::string>{"[[1, 2], 'b', 'c']", "[3, nil]"}));
  }

  void readsALargeBulk() {
    const std::string large(3'000'000, 'x');

    reader_.feed("$3000000\r\n");
    reader_.feed(large);
    reader_.feed("\r\n:1\r\n");

    CPPUNIT_ASSERT((read() == std::vector<std::string>{"'" + large + "'", "1"}));
  }

  void allocatesNothingForItemsThatAreOnlyAnnounced() {
    reader_.feed("*2147483647\r\n:1\r\n");

    CPPUNIT_ASSERT(read().empty());
  }

  void refusesWhatIsNotTheProtocol() {
    reader_.feed("HTTP/1.1 400 Bad Request\r\n");

    const auto reply = reader_.next();

    CPPUNIT_ASSERT(!reply && reply.error().code == ErrorCode::kProtocolViolation);
    CPPUNIT_ASSERT(!reader_.next());
  }

  void refusesTooDeepNesting() {
    for (int i = 0; i < 10; ++i) reader_.feed("*1\r\n");

    const auto reply = reader_.next();

    CPPUNIT_ASSERT(!reply && reply.error().code == ErrorCode::kProtocolViolation);
  }

  // hiredis before 1 refuses it, later ones read it.
  void takesNothingFromWhatOnlyNewerProtocolsSay() {
    for (const std::string_view said : {",3.14\r\n", "#t\r\n", "*2\r\n,1\r\n#f\r\n"}) {
      reader_.reset();
      reader_.feed(said);

      const auto reply = reader_.next();

      const bool isRefused = !reply && reply.error().code == ErrorCode::kProtocolViolation;
      CPPUNIT_ASSERT(isRefused || shown(**reply) == "nil" || shown(**reply) == "[nil, nil]");
    }
  }

  void startsAfreshWhenReset() {
    reader_.feed("?*2\r\n:1");
    (void)reader_.next();

    reader_.reset();

    reader_.feed(":7\r\n");
    CPPUNIT_ASSERT((read() == std::vector<std::string>{"7"}));
  }

 private:
  std::vector<std::string> read() {
    std::vector<std::string> replies;
    for (auto reply = reader_.next(); reply && *reply; reply = reader_.next()) {
      replies.push_back(shown(**reply));
    }
    return replies;
  }

  ReplyReader reader_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(ReplyReaderTest);

}  // namespace
}  // namespace fanfare::redis
