#include "redis/subscriber_link.h"

#include <algorithm>
#include <cstddef>
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
using Heard = std::vector<std::string>;

class SubscriberLinkTest : public CppUnit::TestFixture, public SubscriberLinkListener {
  CPPUNIT_TEST_SUITE(SubscriberLinkTest);
  CPPUNIT_TEST(hearsWhatIsPublishedOnItsChannels);
  CPPUNIT_TEST(acknowledgesEverySubscribeInItsPlace);
  CPPUNIT_TEST(keepsTheOrderOfWhatIsAskedForInOneTurn);
  CPPUNIT_TEST(asksForTheChannelsOfATurnInFewCommands);
  CPPUNIT_TEST(hearsNothingOfAChannelItHasLeft);
  CPPUNIT_TEST(staysUpWithoutAnySubscription);
  CPPUNIT_TEST(dropsWhatIsPublishedOnItsOwnChannel);
  CPPUNIT_TEST(isSubscribedToNothingWhenItComesUpAgain);
  CPPUNIT_TEST(tellsOfAForbiddenChannelAndHearsTheOthers);
  CPPUNIT_TEST(isLostWhenItsOwnChannelIsForbidden);
  CPPUNIT_TEST(isLostWithAPeerThatPushesSomethingElse);
  CPPUNIT_TEST(noticesARedisThatStalls);
  CPPUNIT_TEST(staysUpWhileAnIdleRedisAnswers);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override { server_ = std::make_unique<RedisServer>(); }

  void tearDown() override {
    link_.reset();
    server_.reset();
  }

  void hearsWhatIsPublishedOnItsChannels() {
    connect();
    subscribe({"a", "b"});

    server_->ask({"PUBLISH", "b", std::string("\0\r\n", 3)});
    server_->ask({"PUBLISH", "c", "not for us"});
    server_->ask({"PUBLISH", "a", ""});

    CPPUNIT_ASSERT_EQUAL(Heard({"+a", "+b", std::string("b=\0\r\n", 5), "a="}), heard(4));
  }

  void acknowledgesEverySubscribeInItsPlace() {
    connect();
    subscribe({"a"});
    server_->ask({"PUBLISH", "a", "before"});

    subscribe({"a"});
    server_->ask({"PUBLISH", "a", "behind"});

    CPPUNIT_ASSERT_EQUAL(Heard({"+a", "a=before", "+a", "a=behind"}), heard(4));
  }

  void keepsTheOrderOfWhatIsAskedForInOneTurn() {
    connect();
    subscribe({"a"});

    link_->unsubscribe("a");
    link_->subscribe("a");
    link_->subscribe("b");
    link_->unsubscribe("b");
    subscribe({"c"});
    server_->ask({"PUBLISH", "b", "left"});
    server_->ask({"PUBLISH", "a", "again"});

    CPPUNIT_ASSERT_EQUAL(Heard({"+a", "+a", "+b", "+c", "a=again"}), heard(5));
  }

  void asksForTheChannelsOfATurnInFewCommands() {
    connect();
    const RedisServer::Monitor monitor(*server_);

    for (int i = 0; i < 2500; ++i) link_->subscribe("c" + std::to_string(i));
    heard(2500);

    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, monitor.commands().size());
  }

  void hearsNothingOfAChannelItHasLeft() {
    connect();
    subscribe({"a"});
    link_->unsubscribe("a");
    subscribe({"b"});

    server_->ask({"PUBLISH", "a", "left"});
    server_->ask({"PUBLISH", "b", "kept"});

    CPPUNIT_ASSERT_EQUAL(Heard({"+a", "+b", "b=kept"}), heard(3));
  }

  void staysUpWithoutAnySubscription() {
    connect();
    subscribe({"a"});
    link_->unsubscribe("a");
    link_->unsubscribe("never subscribed");

    subscribe({"b"});

    CPPUNIT_ASSERT_EQUAL(Heard({"+a", "+b"}), heard(2));
  }

  void dropsWhatIsPublishedOnItsOwnChannel() {
    connect();
    subscribe({"a"});

    server_->ask({"PUBLISH", "own", "what?"});
    server_->ask({"PUBLISH", "a", "hi"});

    CPPUNIT_ASSERT_EQUAL(Heard({"+a", "a=hi"}), heard(2));
  }

  void isSubscribedToNothingWhenItComesUpAgain() {
    connect();
    subscribe({"a"});

    server_->ask({"CLIENT", "KILL", "TYPE", "pubsub"});
    turning_.turnUntil([this] { return !link_->isUp(); });
    link_->subscribe("passed over");
    turning_.turnUntil([this] { return link_->isUp(); });

    CPPUNIT_ASSERT_EQUAL(std::string("own"), server_->ask({"PUBSUB", "CHANNELS"}));
    CPPUNIT_ASSERT_EQUAL(3, changes_);
  }

  void tellsOfAForbiddenChannelAndHearsTheOthers() {
    server_->ask(
        {"ACL", "SETUSER", "bell", "on", ">ringer", "resetchannels", "&own", "&a", "&b", "+@all"});
    connectTo("unix://bell:ringer@" + server_->socketPath());

    for (const char* channel : {"a", "forbidden", "b"}) link_->subscribe(channel);
    heard(3);
    server_->ask({"PUBLISH", "b", "hi"});
    link_->unsubscribe("forbidden");
    link_->subscribe("b");

    CPPUNIT_ASSERT_EQUAL(Heard({"+a", "-forbidden", "+b", "b=hi", "+b"}), heard(5));
    CPPUNIT_ASSERT_EQUAL(1, changes_);
  }

  void isLostWhenItsOwnChannelIsForbidden() {
    server_->ask({"ACL", "SETUSER", "bell", "on", ">ringer", "resetchannels", "&a", "+@all"});

    make("unix://bell:ringer@" + server_->socketPath());

    turning_.turnUntil([this] { return log_.count("NOPERM") == 1; });
    CPPUNIT_ASSERT_EQUAL(0, changes_);
  }

  void isLostWithAPeerThatPushesSomethingElse() {
    const testing::FakeRedis odd("+PONG\r\n:1\r\n");

    make(odd.url());

    turning_.turnUntil([this] { return log_.count("an answer to no subscription") == 1; });
  }

  void noticesARedisThatStalls() {
    connect();
    server_->pause();

    while (link_->isUp()) {
      clock_.skip(kTimeout / 4);
      turning_.turnOnce();
    }

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, log_.count("no answer within 60000 ms"));
  }

  void staysUpWhileAnIdleRedisAnswers() {
    connect();

    for (int quarter = 0; quarter < 20; ++quarter) {
      clock_.skip(kTimeout / 4);
      turning_.turnOnce();
      server_->ask({"PING"});  // by now Redis has answered what the link asked
      turning_.turnOnce();
    }

    CPPUNIT_ASSERT(link_->isUp());
    CPPUNIT_ASSERT_EQUAL(1, changes_);
  }

 private:
  static constexpr std::chrono::milliseconds kTimeout{60'000};

  void onRedisMessage(const std::string& channel, std::string payload) override {
    note(channel + "=" + payload);
  }
  void onRedisSubscribed(const std::string& channel) override { note("+" + channel); }
  void onRedisRefused(const std::string& channel, const std::string& /*why*/) override {
    note("-" + channel);
  }
  void onSubscriberLinkChange() override {
    ++changes_;
    turning_.wake();
  }
  void note(std::string what) {
    heard_.push_back(std::move(what));
    turning_.wake();
  }

  void make(const std::string& url) {
    const std::chrono::milliseconds atOnce(0);
    const LinkOptions options{*RedisAddress::parse(url), kTimeout, atOnce, atOnce};
    link_ = std::make_unique<SubscriberLink>(turning_.reactor(), log_, options, "own", *this);
    link_->start();
  }

  void connectTo(const std::string& url) {
    make(url);
    turning_.turnUntil([this] { return link_->isUp(); });
  }
  void connect() { connectTo(server_->socketUrl()); }

  // Waits until the last one is acknowledged.
  void subscribe(const Heard& channels) {
    const auto before = static_cast<std::ptrdiff_t>(heard_.size());
    for (const auto& channel : channels) link_->subscribe(channel);
    const std::string last = "+" + channels.back();
    turning_.turnUntil([this, before, &last] {
      return std::find(heard_.begin() + before, heard_.end(), last) != heard_.end();
    });
  }

  const Heard& heard(std::size_t count) {
    turning_.turnUntil([this, count] { return heard_.size() >= count; });
    return heard_;
  }

  std::unique_ptr<RedisServer> server_;  // of one case: fixtures are all made at the start
  testing::SkewedClock clock_;
  testing::RecordingLog log_;
  testing::TurningReactor turning_{clock_};
  std::unique_ptr<SubscriberLink> link_;
  Heard heard_;
  int changes_ = 0;
};

CPPUNIT_TEST_SUITE_REGISTRATION(SubscriberLinkTest);

}  // namespace
}  // namespace fanfare::redis
