#include "redis/client.h"

#include <future>
#include <memory>
#include <string>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

#include "redis/clients.h"
#include "support/recording_log.h"
#include "support/redis_server.h"

namespace fanfare::redis {
namespace {

using namespace std::string_literals;
using testing::RedisServer;

Commands echoOf(const std::string& text) {
  Commands commands;
  commands.add({"ECHO", text});
  return commands;
}

class RedisClientTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RedisClientTest);
  CPPUNIT_TEST(answersEachCommandInOrder);
  CPPUNIT_TEST(answersManyThreadsAtOnce);
  CPPUNIT_TEST(waitsForALinkThatIsNotUpYet);
  CPPUNIT_TEST(failsForARedisThatStalls);
  CPPUNIT_TEST(failsWithoutAPlaceToWaitAt);
  CPPUNIT_TEST(comesBackWithItsRedis);
  CPPUNIT_TEST(failsForAnErrorOfRedis);
  CPPUNIT_TEST(answersLaterEachByItself);
  CPPUNIT_TEST(isOneForEachRedis);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override { server_ = std::make_unique<RedisServer>(); }
  void tearDown() override { server_.reset(); }

  void answersEachCommandInOrder() {
    Client client(clock_, log_, options());

    const auto replies = client.ask({echoOf("a"), echoOf("b")});

    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, replies->size());
    CPPUNIT_ASSERT_EQUAL("a"s, replies->at(0).text);
    CPPUNIT_ASSERT_EQUAL("b"s, replies->at(1).text);
    CPPUNIT_ASSERT(client.ask({})->empty());
  }

  void answersManyThreadsAtOnce() {
    Client client(clock_, log_, options());
    std::vector<std::future<std::string>> answers;
    for (int i = 0; i < 16; ++i) {
      answers.push_back(std::async(std::launch::async, [&client, i] {
        std::string all;
        for (int j = 0; j < 50; ++j) {
          all += client.ask({echoOf(std::to_string(i))})->front().text + " ";
        }
        return all;
      }));
    }
    for (int i = 0; i < 16; ++i) {
      std::string expected;
      for (int j = 0; j < 50; ++j) expected += std::to_string(i) + " ";
      CPPUNIT_ASSERT_EQUAL(expected, answers.at(static_cast<std::size_t>(i)).get());
    }
  }

  void waitsForALinkThatIsNotUpYet() {
    server_->stop();
    Client client(clock_, log_, options());
    auto answer = std::async(std::launch::async, [&] { return client.ask({echoOf("late")}); });

    server_->start();

    CPPUNIT_ASSERT_EQUAL("late"s, answer.get()->front().text);
  }

  void failsForARedisThatStalls() {
    auto short_ = options();
    short_.timeout = std::chrono::milliseconds(100);
    Client client(clock_, log_, short_);
    CPPUNIT_ASSERT(client.ask({echoOf("a")}).has_value());
    server_->pause();

    const auto replies = client.ask({echoOf("b")});

    CPPUNIT_ASSERT(replies.error().code == ErrorCode::kUnavailable);
    server_->resume();
  }

  void failsWithoutAPlaceToWaitAt() {
    const auto room = std::make_shared<WaitingRoom>(1);
    Client client(clock_, log_, options(), room);
    CPPUNIT_ASSERT(room->enter(std::chrono::milliseconds(0)));

    const auto replies = client.ask({echoOf("a")});

    CPPUNIT_ASSERT(replies.error().code == ErrorCode::kUnavailable);
    room->leave(WaitingRoom::Left::kInVain);
    CPPUNIT_ASSERT_EQUAL("b"s, client.ask({echoOf("b")})->front().text);
    CPPUNIT_ASSERT_EQUAL("c"s, client.ask({echoOf("c")})->front().text);
  }

  void comesBackWithItsRedis() {
    Client client(clock_, log_, options());
    CPPUNIT_ASSERT(client.ask({echoOf("a")}).has_value());

    server_->stop();
    server_->start();
    while (!client.ask({echoOf("b")})) {
    }
  }

  void failsForAnErrorOfRedis() {
    Client client(clock_, log_, options());
    Commands unknown;
    unknown.add({"NOSUCHCOMMAND"});

    CPPUNIT_ASSERT(!client.ask({echoOf("a"), unknown, echoOf("b")}));
    CPPUNIT_ASSERT_EQUAL("c"s, client.ask({echoOf("c")})->front().text);
  }

  void answersLaterEachByItself() {
    Client client(clock_, log_, options());
    Commands unknown;
    unknown.add({"NOSUCHCOMMAND"});
    std::promise<std::vector<Result<Reply>>> promise;

    client.askLater(
        {echoOf("a"), unknown, echoOf("b")},
        [&promise](std::vector<Result<Reply>> all) { promise.set_value(std::move(all)); });

    const auto replies = promise.get_future().get();
    CPPUNIT_ASSERT_EQUAL("a"s, replies.at(0)->text);
    CPPUNIT_ASSERT(!replies.at(1));
    CPPUNIT_ASSERT_EQUAL("b"s, replies.at(2)->text);
  }

  void isOneForEachRedis() {
    Clients clients(clock_, log_, std::chrono::seconds(5));
    const auto address = options().address;
    auto other = address;
    other.database = 1;

    const auto client = clients.at(address);

    CPPUNIT_ASSERT(client == clients.at(address));
    CPPUNIT_ASSERT(client != clients.at(other));
  }

 private:
  LinkOptions options() const {
    LinkOptions options;
    options.address = RedisAddress::parse(server_->socketUrl()).value();
    options.timeout = std::chrono::seconds(60);
    options.retryMin = std::chrono::milliseconds(1);
    options.retryMax = std::chrono::milliseconds(10);
    return options;
  }

  const SteadyClock clock_{};
  testing::RecordingLog log_;
  std::unique_ptr<RedisServer> server_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(RedisClientTest);

}  // namespace
}  // namespace fanfare::redis
