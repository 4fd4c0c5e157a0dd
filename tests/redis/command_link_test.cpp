#include "redis/command_link.h"

#include <memory>
#include <string>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

#include "support/fake_redis.h"
#include "support/recording_log.h"
#include "support/redis_server.h"
#include "support/skewed_clock.h"
#include "support/text_traits.h"
#include "support/turning_reactor.h"

namespace fanfare::redis {
namespace {

using testing::RedisServer;

Commands commandsOf(std::initializer_list<std::initializer_list<std::string_view>> all) {
  Commands commands;
  for (const auto& each : all) commands.add(each);
  return commands;
}

class CommandLinkTest : public CppUnit::TestFixture, public LinkWatcher {
  CPPUNIT_TEST_SUITE(CommandLinkTest);
  CPPUNIT_TEST(answersInOrder);
  CPPUNIT_TEST(answersATransactionWithWhatItsExecSays);
  CPPUNIT_TEST(answersATransactionThatFailedWithTheFirstError);
  CPPUNIT_TEST(answersNothingFromWithinSend);
  CPPUNIT_TEST(failsAtOnceWhileDown);
  CPPUNIT_TEST(failsOnceWhatIsPendingWhenItIsLost);
  CPPUNIT_TEST(refusesWhatGoesBeyondItsBounds);
  CPPUNIT_TEST(sendsOneThatIsLargerThanTheBoundIfNothingElseIsPending);
  CPPUNIT_TEST(isLostWithAPeerThatAnswersWithoutBeingAsked);
  CPPUNIT_TEST(noticesARedisThatStalls);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override { server_ = std::make_unique<RedisServer>(); }

  void tearDown() override {
    link_.reset();
    server_.reset();
  }

  void answersInOrder() {
    connectTo(server_->socketUrl());

    for (const char* text : {"a", "b", "c"}) send(commandsOf({{"ECHO", text}}));

    CPPUNIT_ASSERT_EQUAL(Answers({"a", "b", "c"}), answers(3));
  }

  void answersATransactionWithWhatItsExecSays() {
    connectTo(server_->socketUrl());

    send(commandsOf({{"MULTI"}, {"SET", "k", "v"}, {"PUBLISH", "k", "v"}, {"EXEC"}}));
    send(commandsOf({{"GET", "k"}}));

    CPPUNIT_ASSERT_EQUAL(Answers({"[2]", "v"}), answers(2));
  }

  void answersATransactionThatFailedWithTheFirstError() {
    connectTo(server_->socketUrl());

    send(commandsOf({{"MULTI"}, {"SETEX", "k"}, {"PUBLISH", "k", "v"}, {"EXEC"}}));
    send(commandsOf({{"MULTI"}, {"SETEX", "k", "-1", "v"}, {"EXEC"}}));
    send(commandsOf({{"EXISTS", "k"}}));

    CPPUNIT_ASSERT_EQUAL(Answers({"!redis: ERR wrong number of arguments for 'setex' command",
                                  "!redis: ERR invalid expire time in 'setex' command", "0"}),
                         answers(3));
  }

  void answersNothingFromWithinSend() {
    connectTo(server_->socketUrl());

    send(commandsOf({{"PING"}}));
    server_->stop();
    send(commandsOf({{"PING"}}));

    CPPUNIT_ASSERT(answers_.empty());
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, answers(2).size());
  }

  void failsAtOnceWhileDown() {
    make("unix:///nowhere/redis.sock");

    send(commandsOf({{"PING"}}));
    CPPUNIT_ASSERT(answers_.empty());
    turning_.turnOnce();

    CPPUNIT_ASSERT_EQUAL(Answers({"!redis: not connected"}), answers_);
  }

  void failsOnceWhatIsPendingWhenItIsLost() {
    connectTo(server_->socketUrl());
    server_->pause();
    for (int i = 0; i < 3; ++i) send(commandsOf({{"PING"}, {"PING"}}));
    turning_.turnOnce();

    server_->stop();
    turning_.turnUntil([this] { return !link_->isUp(); });
    server_->start();
    turning_.turnUntil([this] { return link_->isUp(); });

    const std::string lost = "!redis: Connection reset by peer";
    CPPUNIT_ASSERT_EQUAL(Answers({lost, lost, lost}), answers_);
  }

  void refusesWhatGoesBeyondItsBounds() {
    bounds_ = {3, 1000};
    connectTo(server_->socketUrl());

    send(commandsOf({{"PING"}, {"PING"}}));
    send(commandsOf({{"PING"}, {"PING"}}));
    send(commandsOf({{"ECHO", std::string(1000, 'x')}}));

    const std::string refused = "!redis: too many commands pending";
    CPPUNIT_ASSERT_EQUAL(Answers({refused, refused, "PONG"}), answers(3));
    send(commandsOf({{"ECHO", "again"}}));
    CPPUNIT_ASSERT_EQUAL(std::string("again"), answers(4).back());
  }

  void sendsOneThatIsLargerThanTheBoundIfNothingElseIsPending() {
    bounds_ = {1, 10};
    connectTo(server_->socketUrl());
    const std::string large(5'000'000, 'x');

    send(commandsOf({{"SET", "k", large}, {"GET", "k"}}));

    CPPUNIT_ASSERT_EQUAL(Answers({large}), answers(1));
  }

  void isLostWithAPeerThatAnswersWithoutBeingAsked() {
    const testing::FakeRedis chatty("+PONG\r\n+AGAIN\r\n");

    make(chatty.url());

    turning_.turnUntil([this] { return log_.count("an answer to no command") == 1; });
  }

  void noticesARedisThatStalls() {
    connectTo(server_->socketUrl());
    server_->pause();
    send(commandsOf({{"PING"}}));

    while (link_->isUp()) {
      clock_.skip(kTimeout / 4);
      turning_.turnOnce();
    }

    CPPUNIT_ASSERT_EQUAL(Answers({"!redis: no answer within 60000 ms"}), answers_);
  }

 private:
  using Answers = std::vector<std::string>;

  static constexpr std::chrono::milliseconds kTimeout{60'000};

  void onLinkChange() override { turning_.wake(); }

  void make(const std::string& url) {
    const std::chrono::milliseconds atOnce(0);
    const LinkOptions options{*RedisAddress::parse(url), kTimeout, atOnce, atOnce};
    link_ = std::make_unique<CommandLink>(turning_.reactor(), log_, options, bounds_, *this);
    link_->start();
  }

  void connectTo(const std::string& url) {
    make(url);
    turning_.turnUntil([this] { return link_->isUp(); });
  }

  void send(const Commands& commands) {
    link_->send(commands, [this](const Result<Reply>& reply) {
      answers_.push_back(shown(reply));
      turning_.wake();
    });
  }

  static std::string shown(const Result<Reply>& reply) {
    if (!reply) return "!" + reply.error().message;
    if (reply->type == ReplyType::kInteger) return std::to_string(reply->integer);
    if (reply->type == ReplyType::kArray) return "[" + std::to_string(reply->items.size()) + "]";
    return reply->text;
  }

  Answers answers(std::size_t count) {
    turning_.turnUntil([this, count] { return answers_.size() >= count; });
    return answers_;
  }

  std::unique_ptr<RedisServer> server_;  // of one case: fixtures are all made at the start
  testing::SkewedClock clock_;
  testing::RecordingLog log_;
  testing::TurningReactor turning_{clock_};
  PendingBounds bounds_;
  std::unique_ptr<CommandLink> link_;
  Answers answers_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(CommandLinkTest);

}  // namespace
}  // namespace fanfare::redis
