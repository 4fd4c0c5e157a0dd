#include "publisher/redis_connection.h"

#include <thread>

#include <cppunit/extensions/HelperMacros.h>

#include "support/redis_server.h"

namespace fanfare::publisher {
namespace {

using std::chrono::milliseconds;
using testing::RedisServer;

Commands commandsOf(std::initializer_list<std::initializer_list<std::string_view>> lines) {
  Commands commands;
  for (const auto& words : lines) commands.add(words);
  return commands;
}

class RedisConnectionTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RedisConnectionTest);
  CPPUNIT_TEST(returnsTheRepliesInOrderErrorsAmongThem);
  CPPUNIT_TEST(speaksOverAUnixSocket);
  CPPUNIT_TEST(selectsTheDatabaseOfItsAddress);
  CPPUNIT_TEST(reportsADatabaseThatIsNotThere);
  CPPUNIT_TEST(logsInAsTheDefaultUserOrAsAnother);
  CPPUNIT_TEST(reportsARefusedLoginWithoutThePassword);
  CPPUNIT_TEST(doesNotRepeatThePasswordThatARedisWithoutAuthRepeats);
  CPPUNIT_TEST(reportsAMissingLogin);
  CPPUNIT_TEST(reportsARedisThatIsNotThereAndFindsItOnceItIs);
  CPPUNIT_TEST(reconnectsAfterRedisWasRestartedBetweenTwoExchanges);
  CPPUNIT_TEST(givesUpOnAStalledRedisAndTakesNoLateReplyForAnother);
  CPPUNIT_TEST(givesUpOnARedisThatDoesNotRead);
  CPPUNIT_TEST(reportsWhyAFullRedisHangsUp);
  CPPUNIT_TEST(reportsWhatIsNoRedis);
  CPPUNIT_TEST_SUITE_END();

 public:
  void returnsTheRepliesInOrderErrorsAmongThem() {
    const RedisServer redis;
    auto connection = connectionTo(redis.url());

    const auto replies = connection.exchange(commandsOf({{"PING"}, {"NONSENSE"}, {"ECHO", "b"}}));

    CPPUNIT_ASSERT(replies);
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, replies->size());
    CPPUNIT_ASSERT_EQUAL(std::string("PONG"), std::string(replies->at(0)->str));
    CPPUNIT_ASSERT(isError(*replies->at(1)));
    CPPUNIT_ASSERT_EQUAL(std::string("b"), std::string(replies->at(2)->str));
  }

  void speaksOverAUnixSocket() {
    const RedisServer redis;

    CPPUNIT_ASSERT_EQUAL(std::string("PONG"), ping(connectionTo(redis.socketUrl())));
  }

  void selectsTheDatabaseOfItsAddress() {
    const RedisServer redis;
    auto connection = connectionTo(redis.url() + "/3");

    CPPUNIT_ASSERT(connection.exchange(commandsOf({{"SET", "here", "x"}})));

    CPPUNIT_ASSERT_EQUAL(std::string("0"), redis.ask({"EXISTS", "here"}));
    CPPUNIT_ASSERT_EQUAL(std::string("OK"), redis.ask({"SWAPDB", "0", "3"}));
    CPPUNIT_ASSERT_EQUAL(std::string("1"), redis.ask({"EXISTS", "here"}));
  }

  void reportsADatabaseThatIsNotThere() {
    const RedisServer redis;

    expectFailure(connectionTo(redis.url() + "/99"), ErrorCode::kUnavailable,
                  redis.url() + "/99: ERR DB index is out of range");
  }

  void logsInAsTheDefaultUserOrAsAnother() {
    const RedisServer redis(
        {"--requirepass", "p@ss", "--user", "bell", "on", ">ringer", "~*", "&*", "+@all"});
    const std::string host = "127.0.0.1:" + std::to_string(redis.port());

    CPPUNIT_ASSERT_EQUAL(std::string("PONG"), ping(connectionTo("redis://:p%40ss@" + host)));
    CPPUNIT_ASSERT_EQUAL(std::string("PONG"), ping(connectionTo("redis://bell:ringer@" + host)));
  }

  void reportsARefusedLoginWithoutThePassword() {
    const RedisServer redis({"--requirepass", "right"});
    const std::string host = "127.0.0.1:" + std::to_string(redis.port());

    expectFailure(connectionTo("redis://:wr0ng@" + host), ErrorCode::kNotAuthorized,
                  "redis://" + host + "/0: login refused: WRONGPASS");
  }

  void doesNotRepeatThePasswordThatARedisWithoutAuthRepeats() {
    const RedisServer redis({"--rename-command", "AUTH", ""});
    const std::string host = "127.0.0.1:" + std::to_string(redis.port());

    expectFailure(connectionTo("redis://:s3cret@" + host), ErrorCode::kNotAuthorized,
                  "redis://" + host + "/0: login refused: ERR");
  }

  void reportsAMissingLogin() {
    const RedisServer redis({"--requirepass", "right"});
    auto connection = connectionTo(redis.url());

    const auto replies = connection.exchange(commandsOf({{"PING"}}));

    CPPUNIT_ASSERT(replies);
    CPPUNIT_ASSERT(connection.errorOf(*replies->front()).code == ErrorCode::kNotAuthorized);
  }

  void reportsARedisThatIsNotThereAndFindsItOnceItIs() {
    RedisServer redis;
    redis.stop();
    auto connection = connectionTo(redis.url());

    const auto refused = connection.exchange(commandsOf({{"PING"}}));
    redis.start();
    const auto accepted = connection.exchange(commandsOf({{"PING"}}));

    CPPUNIT_ASSERT(!refused);
    CPPUNIT_ASSERT(refused.error().code == ErrorCode::kUnavailable);
    CPPUNIT_ASSERT_EQUAL(redis.url() + "/0: Connection refused", refused.error().message);
    CPPUNIT_ASSERT(accepted);
  }

  void reconnectsAfterRedisWasRestartedBetweenTwoExchanges() {
    RedisServer redis;
    auto connection = connectionTo(redis.url());
    CPPUNIT_ASSERT(connection.exchange(commandsOf({{"PING"}})));

    redis.stop();
    redis.start();

    CPPUNIT_ASSERT(connection.exchange(commandsOf({{"PING"}})));
  }

  void givesUpOnAStalledRedisAndTakesNoLateReplyForAnother() {
    const RedisServer redis;
    auto connection = connectionTo(redis.url(), milliseconds(50));
    CPPUNIT_ASSERT(connection.exchange(commandsOf({{"PING"}})));

    redis.pause();
    const auto stalled = connection.exchange(commandsOf({{"ECHO", "late"}}));
    redis.resume();
    CPPUNIT_ASSERT(!redis.ask({"PING"}).empty());
    const auto later = connection.exchange(commandsOf({{"ECHO", "prompt"}}));

    CPPUNIT_ASSERT(!stalled);
    CPPUNIT_ASSERT(stalled.error().code == ErrorCode::kUnavailable);
    CPPUNIT_ASSERT_EQUAL(redis.url() + "/0: no answer within 50 ms", stalled.error().message);
    CPPUNIT_ASSERT(later);
    CPPUNIT_ASSERT_EQUAL(std::string("prompt"), std::string(later->front()->str));
  }

  void givesUpOnARedisThatDoesNotRead() {
    const RedisServer redis;
    auto connection = connectionTo(redis.url(), milliseconds(50));
    CPPUNIT_ASSERT(connection.exchange(commandsOf({{"PING"}})));
    const std::string moreThanTheSocketTakes(32u << 20, 'x');

    redis.pause();
    const auto stalled = connection.exchange(commandsOf({{"ECHO", moreThanTheSocketTakes}}));
    redis.resume();

    CPPUNIT_ASSERT(!stalled);
    CPPUNIT_ASSERT(stalled.error().code == ErrorCode::kUnavailable);
  }

  void reportsWhyAFullRedisHangsUp() {
    const RedisServer redis({"--maxclients", "1"});
    auto first = connectionTo(redis.url());
    CPPUNIT_ASSERT(first.exchange(commandsOf({{"PING"}})));

    auto second = connectionTo(redis.url());
    const auto refused = second.exchange(commandsOf({{"PING"}, {"PING"}}));

    CPPUNIT_ASSERT(!refused);
    CPPUNIT_ASSERT(refused.error().code == ErrorCode::kUnavailable);
    CPPUNIT_ASSERT_EQUAL(redis.url() + "/0: ERR max number of clients reached",
                         refused.error().message);
  }

  void reportsWhatIsNoRedis() {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    CPPUNIT_ASSERT_EQUAL(0, bind(fd, reinterpret_cast<sockaddr*>(&address), size));
    CPPUNIT_ASSERT_EQUAL(0, listen(fd, 1));
    CPPUNIT_ASSERT_EQUAL(0, getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size));
    auto connection = connectionTo("redis://127.0.0.1:" + std::to_string(ntohs(address.sin_port)));
    std::thread webServer([fd] {
      const int peer = accept(fd, nullptr, nullptr);
      constexpr std::string_view kAnswer = "HTTP/1.1 400 Bad Request\r\n\r\n";
      (void)send(peer, kAnswer.data(), kAnswer.size(), MSG_NOSIGNAL);
      close(peer);
    });

    const auto replies = connection.exchange(commandsOf({{"PING"}}));
    webServer.join();
    close(fd);

    CPPUNIT_ASSERT(!replies);
    CPPUNIT_ASSERT(replies.error().code == ErrorCode::kUnavailable);
  }

 private:
  static RedisConnection connectionTo(const std::string& url,
                                      milliseconds command = milliseconds(10000)) {
    auto address = RedisAddress::parse(url);
    CPPUNIT_ASSERT_MESSAGE(url, address.has_value());
    return RedisConnection(std::move(address).value(), {milliseconds(10000), command});
  }

  static std::string ping(RedisConnection connection) {
    const auto replies = connection.exchange(commandsOf({{"PING"}}));
    return replies ? replies->front()->str : replies.error().message;
  }

  static void expectFailure(RedisConnection connection, ErrorCode code,
                            const std::string& message) {
    const auto replies = connection.exchange(commandsOf({{"PING"}}));
    CPPUNIT_ASSERT(!replies);
    CPPUNIT_ASSERT_EQUAL(message, replies.error().message);
    CPPUNIT_ASSERT(replies.error().code == code);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(RedisConnectionTest);

}  // namespace
}  // namespace fanfare::publisher
