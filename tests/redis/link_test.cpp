#include "redis/link.h"

#include <memory>
#include <string>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

#include "support/fake_redis.h"
#include "support/recording_log.h"
#include "support/redis_server.h"
#include "support/skewed_clock.h"
#include "support/turning_reactor.h"

namespace fanfare::redis {
namespace {

using testing::FakeRedis;
using testing::RedisServer;

constexpr std::chrono::milliseconds kTimeout{60'000};

// Remembers what a link says: "up", "down: <why>", or a reply's text.
class RecordingHandler final : public LinkHandler {
 public:
  explicit RecordingHandler(testing::TurningReactor& turning) : turning_(turning) {}

  std::vector<std::string> heard;
  int probes = 0;
  Link* probed = nullptr;  // to be sent a PING by probe()

  void onUp() override { note("up"); }
  void onReply(Reply& reply) override { note(reply.text); }
  void onDown(const Error& why) override { note("down: " + why.message); }
  void probe() override {
    ++probes;
    Commands ping;
    ping.add({"PING"});
    if (probed) probed->send(ping.bytes());
  }

 private:
  void note(std::string what) {
    heard.push_back(std::move(what));
    turning_.wake();
  }

  testing::TurningReactor& turning_;
};

class LinkTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(LinkTest);
  CPPUNIT_TEST(comesUpOverTcp);
  CPPUNIT_TEST(comesUpOverAUnixSocket);
  CPPUNIT_TEST(authenticatesByPassword);
  CPPUNIT_TEST(authenticatesAsAUser);
  CPPUNIT_TEST(selectsItsDatabase);
  CPPUNIT_TEST(triesEveryAddressOfAHost);
  CPPUNIT_TEST(carriesCommandsAndReplies);
  CPPUNIT_TEST(carriesABulkLargerThanAnyBuffer);
  CPPUNIT_TEST(saysWhyItIsRefusedAndNeverThePassword);
  CPPUNIT_TEST(saysThatTheDatabaseDoesNotExist);
  CPPUNIT_TEST(saysThatThereIsNoSuchHost);
  CPPUNIT_TEST(saysThatAPathIsTooLong);
  CPPUNIT_TEST(saysOnceWhatStaysTheSame);
  CPPUNIT_TEST(waitsUntilRedisHasLoaded);
  CPPUNIT_TEST(givesUpAConnectionThatIsNotAnswered);
  CPPUNIT_TEST(givesUpAPeerThatIsNoRedis);
  CPPUNIT_TEST(comesUpAgainWhenRedisIsBack);
  CPPUNIT_TEST(noticesARedisThatStalls);
  CPPUNIT_TEST(staysUpWhileAnIdleRedisAnswers);
  CPPUNIT_TEST_SUITE_END();

 public:
  void comesUpOverTcp() {
    const RedisServer server;

    connectTo(server.url());

    CPPUNIT_ASSERT(link_->isUp());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, log_.count("connected to " + server.url()));
  }

  void comesUpOverAUnixSocket() {
    const RedisServer server;

    connectTo(server.socketUrl());

    CPPUNIT_ASSERT(link_->isUp());
  }

  void authenticatesByPassword() {
    const RedisServer server({"--requirepass", "s3cret"});

    connectTo("unix://:s3cret@" + server.socketPath());

    CPPUNIT_ASSERT_EQUAL(std::string("PONG"), replyTo({"PING"}));
  }

  void authenticatesAsAUser() {
    const RedisServer server;
    server.ask({"ACL", "SETUSER", "bell", "on", ">ringer", "~*", "&*", "+@all"});

    connectTo("unix://bell:ringer@" + server.socketPath());

    CPPUNIT_ASSERT_EQUAL(std::string("bell"), replyTo({"ACL", "WHOAMI"}));
  }

  void selectsItsDatabase() {
    const RedisServer server;
    connectTo(server.socketUrl() + "?db=3");

    (void)replyTo({"SET", "k", "v"});

    CPPUNIT_ASSERT_EQUAL(std::string("(nil)"), server.ask({"GET", "k"}));
  }

  void triesEveryAddressOfAHost() {
    const RedisServer server;  // on 127.0.0.1 only; localhost may be ::1 as well

    connectTo("redis://localhost:" + std::to_string(server.port()));

    CPPUNIT_ASSERT(link_->isUp());
  }

  void carriesCommandsAndReplies() {
    const RedisServer server;
    connectTo(server.socketUrl());

    Commands commands;
    commands.add({"ECHO", "one"});
    commands.add({"ECHO", std::string_view("t\0\r\nwo", 6)});
    link_->send(commands.bytes());
    turning_.turnUntil([this] { return handler_.heard.size() == 3; });

    CPPUNIT_ASSERT_EQUAL(std::string("one"), handler_.heard[1]);
    CPPUNIT_ASSERT_EQUAL(std::string("t\0\r\nwo", 6), handler_.heard[2]);
  }

  void carriesABulkLargerThanAnyBuffer() {
    const RedisServer server;
    connectTo(server.socketUrl());
    const std::string large(20'000'000, 'x');

    const auto reply = replyTo({"ECHO", large});

    CPPUNIT_ASSERT(large == reply);
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, link_->unsentBytes());
  }

  void saysWhyItIsRefusedAndNeverThePassword() {
    const RedisServer server({"--requirepass", "s3cret"});
    failAt(server.socketUrl(), "NOAUTH");
    failAt("unix://:wr0ng@" + server.socketPath(), "WRONGPASS");

    const FakeRedis withoutAuth("-ERR unknown command 'AUTH', with args: 'wr0ng'\r\n");
    failAt(withoutAuth.url(":wr0ng@"), "AUTH was refused");

    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, log_.count("wr0ng"));
  }

  void saysThatTheDatabaseDoesNotExist() {
    const RedisServer server;

    failAt(server.socketUrl() + "?db=99", "DB index is out of range");
  }

  void saysThatThereIsNoSuchHost() { failAt("redis://no.such.host.invalid", "no such host"); }

  void saysThatAPathIsTooLong() { failAt("unix:///" + std::string(200, 'x'), "too long"); }

  void saysOnceWhatStaysTheSame() {
    const FakeRedis loading("-LOADING Redis is loading the dataset in memory\r\n");
    start(loading.url());

    turning_.turnUntil([&loading] { return loading.connectionCount() >= 5; });

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, log_.count("LOADING"));
    CPPUNIT_ASSERT(handler_.heard.empty());
  }

  void waitsUntilRedisHasLoaded() {
    FakeRedis server("-LOADING Redis is loading the dataset in memory\r\n");
    failAt(server.url(), "LOADING");

    server.setAnswer("+PONG\r\n");

    turnUntilHeard("up");
  }

  void givesUpAConnectionThatIsNotAnswered() {
    const FakeRedis silent("");
    start(silent.url());
    turnAwhile();
    CPPUNIT_ASSERT(log_.lines().empty());

    clock_.skip(kTimeout);
    turning_.turnUntil([this] { return log_.count("no answer within 60000 ms") == 1; });

    CPPUNIT_ASSERT(handler_.heard.empty());
  }

  void givesUpAPeerThatIsNoRedis() {
    const FakeRedis web("HTTP/1.1 400 Bad Request\r\n\r\n");

    failAt(web.url(), "this is no Redis");
  }

  void comesUpAgainWhenRedisIsBack() {
    RedisServer server;
    connectTo(server.socketUrl());

    server.stop();
    turnUntilHeard("down: redis: the connection was closed");
    server.start();
    turnUntilHeard("up");

    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, log_.count("connected to"));
  }

  void noticesARedisThatStalls() {
    const RedisServer server;
    connectTo(server.socketUrl());
    server.pause();

    for (int quarter = 0; quarter < 4; ++quarter) {
      clock_.skip(kTimeout / 4);
      turnAwhile();
    }

    CPPUNIT_ASSERT_EQUAL(std::string("down: redis: no answer within 60000 ms"),
                         handler_.heard.back());
    CPPUNIT_ASSERT_EQUAL(1, handler_.probes);
  }

  void staysUpWhileAnIdleRedisAnswers() {
    const RedisServer server;
    connectTo(server.socketUrl());
    handler_.probed = link_.get();

    for (int probe = 1; probe <= 5; ++probe) {
      while (handler_.probes < probe) {
        clock_.skip(kTimeout / 4);
        turnAwhile();
      }
      turnUntilHeard("PONG");
      handler_.heard.clear();
    }

    CPPUNIT_ASSERT(link_->isUp());
  }

 private:
  void start(const std::string& url) {
    const auto address = RedisAddress::parse(url);
    CPPUNIT_ASSERT(address);
    const std::chrono::milliseconds atOnce(0);
    handler_.heard.clear();
    link_ =
        std::make_unique<Link>(turning_.reactor(), log_,
                               LinkOptions{*address, kTimeout, atOnce, atOnce}, "test", handler_);
    link_->start();
  }

  void connectTo(const std::string& url) {
    start(url);
    turnUntilHeard("up");
  }

  // Tries until the log tells `why`.
  void failAt(const std::string& url, const std::string& why) {
    start(url);
    turning_.turnUntil([this, &why] { return log_.count(why) > 0; });
    CPPUNIT_ASSERT(!link_->isUp());
  }

  void turnUntilHeard(const std::string& what) {
    turning_.turnUntil([&] { return !handler_.heard.empty() && handler_.heard.back() == what; });
  }

  void turnAwhile() {
    bool isFirst = true;
    turning_.turnUntil([&isFirst] { return !std::exchange(isFirst, false); });
  }

  std::string replyTo(std::initializer_list<std::string_view> command) {
    Commands commands;
    commands.add(command);
    const auto before = handler_.heard.size();
    link_->send(commands.bytes());
    turning_.turnUntil([this, before] { return handler_.heard.size() > before; });
    return handler_.heard.back();
  }

  testing::SkewedClock clock_;
  testing::RecordingLog log_;
  testing::TurningReactor turning_{clock_};
  RecordingHandler handler_{turning_};
  std::unique_ptr<Link> link_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(LinkTest);

}  // namespace
}  // namespace fanfare::redis
