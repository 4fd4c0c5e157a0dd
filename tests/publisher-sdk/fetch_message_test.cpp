#include <cppunit/extensions/HelperMacros.h>

#include "fanfare/publisher/redis_publisher.h"

#include "support/redis_server.h"

namespace fanfare::publisher {
namespace {

using testing::RedisServer;

const Reader kJohn{"f00d", "john", {"staff", "choir"}, {"lobby"}};

class FetchMessageTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(FetchMessageTest);
  CPPUNIT_TEST(looksInSessionUserGroupsAndBroadcastInThisOrder);
  CPPUNIT_TEST(asksRedisInOneExchange);
  CPPUNIT_TEST(looksOnlyInTheAudienceThatIsNamed);
  CPPUNIT_TEST(looksInARoomOnlyWhenAsked);
  CPPUNIT_TEST(findsOnlyTheBroadcastForAnAnonymousReader);
  CPPUNIT_TEST(passesOverEmptyMessages);
  CPPUNIT_TEST(passesOverAKeyOfAnotherType);
  CPPUNIT_TEST(returnsAnyBytes);
  CPPUNIT_TEST(refusesMalformedNamesAndConnections);
  CPPUNIT_TEST(refusesToLookForWhomNobodyNamed);
  CPPUNIT_TEST(reportsARedisThatDoesNotAnswer);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override { redis_ = std::make_unique<RedisServer>(); }
  void tearDown() override { redis_.reset(); }

  void looksInSessionUserGroupsAndBroadcastInThisOrder() {
    for (const char* key : {"session:f00d:chat", "user:john:chat", "group:staff:chat",
                            "group:choir:chat", "broadcast:chat"}) {
      keep(key, key);
    }

    for (const char* key : {"session:f00d:chat", "user:john:chat", "group:staff:chat",
                            "group:choir:chat", "broadcast:chat"}) {
      CPPUNIT_ASSERT_EQUAL(std::string(key), fetched(kJohn));
      redis_->ask({"DEL", key});
    }
    CPPUNIT_ASSERT_EQUAL(std::string("none"), fetched(kJohn));
  }

  void asksRedisInOneExchange() {
    const RedisServer::Monitor monitor(*redis_);

    CPPUNIT_ASSERT_EQUAL(std::string("none"), fetched(kJohn));

    CPPUNIT_ASSERT(
        (monitor.commands() ==
         std::vector<std::string>{R"("GET" "session:f00d:chat")", R"("GET" "user:john:chat")",
                                  R"("GET" "group:staff:chat")", R"("GET" "group:choir:chat")",
                                  R"("GET" "broadcast:chat")"}));
  }

  void looksOnlyInTheAudienceThatIsNamed() {
    keep("session:f00d:chat", "s");
    keep("user:john:chat", "u");
    keep("group:choir:chat", "g");
    keep("broadcast:chat", "b");

    CPPUNIT_ASSERT_EQUAL(std::string("s"), fetched(kJohn, AudienceKind::kSession));
    CPPUNIT_ASSERT_EQUAL(std::string("u"), fetched(kJohn, AudienceKind::kUser));
    CPPUNIT_ASSERT_EQUAL(std::string("g"), fetched(kJohn, AudienceKind::kGroup));
    CPPUNIT_ASSERT_EQUAL(std::string("b"), fetched(kJohn, AudienceKind::kBroadcast));
    CPPUNIT_ASSERT_EQUAL(std::string("none"), fetched(kJohn, AudienceKind::kRoom));
  }

  void looksInARoomOnlyWhenAsked() {
    keep("room:lobby:chat", "r");

    CPPUNIT_ASSERT_EQUAL(std::string("none"), fetched(kJohn));
    CPPUNIT_ASSERT_EQUAL(std::string("r"), fetched(kJohn, AudienceKind::kRoom));
  }

  void findsOnlyTheBroadcastForAnAnonymousReader() {
    keep("user:john:chat", "u");
    keep("broadcast:chat", "b");

    CPPUNIT_ASSERT_EQUAL(std::string("b"), fetched({}));
    CPPUNIT_ASSERT_EQUAL(std::string("none"), fetched({}, AudienceKind::kUser));
    CPPUNIT_ASSERT_EQUAL(std::string("none"), fetched({}, AudienceKind::kSession));
    CPPUNIT_ASSERT_EQUAL(std::string("none"), fetched({}, AudienceKind::kGroup));
  }

  void passesOverEmptyMessages() {
    keep("session:f00d:chat", "");
    keep("broadcast:chat", "b");

    CPPUNIT_ASSERT_EQUAL(std::string("b"), fetched(kJohn));
    CPPUNIT_ASSERT_EQUAL(std::string("none"), fetched(kJohn, AudienceKind::kSession));
  }

  void passesOverAKeyOfAnotherType() {
    redis_->ask({"RPUSH", "user:john:chat", "x"});
    keep("group:staff:chat", "g");

    CPPUNIT_ASSERT_EQUAL(std::string("g"), fetched(kJohn));
    CPPUNIT_ASSERT_EQUAL(std::string("none"), fetched(kJohn, AudienceKind::kUser));
  }

  void returnsAnyBytes() {
    const std::string bytes("a\0\r\n\xff", 5);
    keep("broadcast:chat", bytes);

    CPPUNIT_ASSERT_EQUAL(bytes, fetched(kJohn));
  }

  void refusesMalformedNamesAndConnections() {
    auto publisher = publisherTo(redis_->url());

    const auto malformed = publisher.fetchMessage({"", "jo\nhn", {}, {}});
    const auto connection = publisher.fetchMessage(kJohn, AudienceKind::kConnection);

    CPPUNIT_ASSERT(!malformed);
    CPPUNIT_ASSERT_EQUAL(std::string("channel 'user:jo?hn:chat': control character"),
                         malformed.error().message);
    CPPUNIT_ASSERT(!connection);
    CPPUNIT_ASSERT(connection.error().code == ErrorCode::kInvalidArgument);
  }

  void refusesToLookForWhomNobodyNamed() {
    keep("broadcast:chat", "b");
    auto publisher = publisherTo(redis_->url());

    for (const auto kind : {AudienceKind::kUser, AudienceKind::kGroup, AudienceKind::kSession}) {
      const auto refused = publisher.fetchMessage(std::nullopt, kind);
      CPPUNIT_ASSERT(!refused);
      CPPUNIT_ASSERT_EQUAL(std::string(wordOf(kind)) + ": needs the request",
                           refused.error().message);
    }
    const auto noRoom = publisher.fetchMessage(Reader(), AudienceKind::kRoom);
    CPPUNIT_ASSERT_EQUAL(std::string("rooms: the reader names no room"), noRoom.error().message);
    CPPUNIT_ASSERT_EQUAL(std::string("b"), *publisher.fetchMessage(std::nullopt).value());
  }

  void reportsARedisThatDoesNotAnswer() {
    redis_->stop();

    const auto refused = publisherTo(redis_->url()).fetchMessage(kJohn);

    CPPUNIT_ASSERT(!refused);
    CPPUNIT_ASSERT(refused.error().code == ErrorCode::kUnavailable);
  }

 private:
  void keep(const std::string& key, const std::string& message) const {
    CPPUNIT_ASSERT_EQUAL(std::string("OK"), redis_->ask({"SETEX", key, "1000", message}));
  }

  static RedisPublisher publisherTo(const std::string& url) {
    Options options;
    options.url = url;
    options.connectTimeout = options.commandTimeout = std::chrono::milliseconds(10000);
    auto publisher = RedisPublisher::create(options, "chat", {});
    CPPUNIT_ASSERT(publisher);
    return std::move(publisher).value();
  }

  std::string fetched(const Reader& reader,
                      std::optional<AudienceKind> audience = std::nullopt) const {
    const auto message = publisherTo(redis_->url()).fetchMessage(reader, audience);
    CPPUNIT_ASSERT(message);
    return message->value_or("none");
  }

  std::unique_ptr<RedisServer> redis_;  // of one case: fixtures are all made at the start
};

CPPUNIT_TEST_SUITE_REGISTRATION(FetchMessageTest);

}  // namespace
}  // namespace fanfare::publisher
