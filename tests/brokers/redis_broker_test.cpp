#include "brokers/redis_broker.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "support/redis_broker_fixture.h"

namespace fanfare::brokers {
namespace {

using testing::RedisServer;

const Channel kChat = *Channel::parse("broadcast:chat");
const Channel kNews = *Channel::parse("broadcast:news");
const Channel kSession = *Channel::parse("session:s3cret:chat");

Publication publicationOf(const Channel& channel, std::string payload, int keepFor = 0) {
  return {channel, makeMessage(std::move(payload)), std::chrono::seconds(keepFor)};
}

class RedisBrokerTest : public testing::RedisBrokerFixture {
  CPPUNIT_TEST_SUITE(RedisBrokerTest);
  CPPUNIT_TEST(putsItsPrefixBeforeChannelsAndKeys);
  CPPUNIT_TEST(keepsAndPublishesInOneTransaction);
  CPPUNIT_TEST(onlyPublishesWhatIsNotToBeKept);
  CPPUNIT_TEST(sendsThePublicationsOfATurnWithoutWaiting);
  CPPUNIT_TEST(seesWhatAForeignPublisherPublishesAndThenKeeps);
  CPPUNIT_TEST(carriesWhatIsPublishedWhileASubscriptionIsRepeated);
  CPPUNIT_TEST(carriesBytesThatAreNoText);
  CPPUNIT_TEST(takesAKeyOfAnotherTypeForNothingKept);
  CPPUNIT_TEST(hidesASessionKeyInTheLog);
  CPPUNIT_TEST(saysThatRedisRefusesToWrite);
  CPPUNIT_TEST(isNotLostForAChannelThatIsForbidden);
  CPPUNIT_TEST(usesTwoConnectionsForAThousandChannels);
  CPPUNIT_TEST(comesToLifeWithARedisThatStartsLater);
  CPPUNIT_TEST(refusesToPublishAndFetchWhileAway);
  CPPUNIT_TEST(isSubscribedToNothingAfterItsSubscriptionsWereKilled);
  CPPUNIT_TEST(isSubscribedToNothingAfterItsCommandsWereKilled);
  CPPUNIT_TEST(failsWhatIsPendingWhenRedisDies);
  CPPUNIT_TEST(noticesARedisThatStalls);
  CPPUNIT_TEST(hearsABurstCompleteAndInOrder);
  CPPUNIT_TEST_SUITE_END();

 public:
  void putsItsPrefixBeforeChannelsAndKeys() {
    options_.prefix = "site";
    reach();
    subscribe(kChat);

    CPPUNIT_ASSERT_EQUAL(Texts({"published"}), publish({publicationOf(kChat, "hi", 60)}));

    CPPUNIT_ASSERT_EQUAL(std::string("hi"), server_->ask({"GET", "site:broadcast:chat"}));
    CPPUNIT_ASSERT_EQUAL(std::string("1"), server_->ask({"PUBLISH", "site:broadcast:chat", "x"}));
    CPPUNIT_ASSERT_EQUAL(Texts({"broadcast:chat=hi", "broadcast:chat=x"}), messages(2));
    CPPUNIT_ASSERT_EQUAL(std::string("kept hi"), fetched(kChat));
  }

  void keepsAndPublishesInOneTransaction() {
    reach();
    const RedisServer::Monitor monitor(*server_);

    publish({publicationOf(kChat, "hi", 60)});

    CPPUNIT_ASSERT_EQUAL(Texts({R"("MULTI")", R"("SETEX" "broadcast:chat" "60" "hi")",
                                R"("PUBLISH" "broadcast:chat" "hi")", R"("EXEC")"}),
                         monitor.commands());
  }

  void onlyPublishesWhatIsNotToBeKept() {
    reach();
    publish({publicationOf(kChat, "kept", 60)});
    const RedisServer::Monitor monitor(*server_);

    publish({publicationOf(kChat, "hi", 0), publicationOf(kChat, "ho", -1)});

    CPPUNIT_ASSERT_EQUAL(
        Texts({R"("PUBLISH" "broadcast:chat" "hi")", R"("PUBLISH" "broadcast:chat" "ho")"}),
        monitor.commands());
    CPPUNIT_ASSERT_EQUAL(std::string("kept kept"), fetched(kChat));
  }

  void sendsThePublicationsOfATurnWithoutWaiting() {
    reach();
    subscribe(kChat);

    for (int i = 0; i < 1000; ++i) begin({publicationOf(kChat, std::to_string(i), 60)});
    turning_.turnUntil([this] { return results_.size() == 1000; });

    CPPUNIT_ASSERT_EQUAL(std::ptrdiff_t{1000},
                         std::count(results_.begin(), results_.end(), "published"));
    CPPUNIT_ASSERT_EQUAL(std::string("broadcast:chat=999"), messages(1000).back());
  }

  void seesWhatAForeignPublisherPublishesAndThenKeeps() {
    reach();
    subscribe(kChat);

    server_->ask({"PUBLISH", "broadcast:chat", "foreign"});
    CPPUNIT_ASSERT_EQUAL(Texts({"broadcast:chat=foreign"}), messages(1));
    CPPUNIT_ASSERT_EQUAL(std::string("kept nothing"), fetched(kChat));
    server_->ask({"SETEX", "broadcast:chat", "60", "foreign"});

    CPPUNIT_ASSERT_EQUAL(std::string("kept foreign"), fetched(kChat));
  }

  void carriesWhatIsPublishedWhileASubscriptionIsRepeated() {
    reach();
    subscribe(kChat);

    broker_->subscribe(kChat);  // which Redis is told at the end of the turn
    server_->ask({"PUBLISH", "broadcast:chat", "1"});
    turning_.turnUntil([this] { return subscribed_.size() == 2; });

    CPPUNIT_ASSERT_EQUAL(Texts({"broadcast:chat=1"}), messages_);
  }

  void carriesBytesThatAreNoText() {
    reach();
    subscribe(kChat);
    const std::string bytes("\0\r\n\xff$3", 6);

    publish({publicationOf(kChat, bytes, 60)});

    CPPUNIT_ASSERT_EQUAL(Texts({"broadcast:chat=" + bytes}), messages(1));
    CPPUNIT_ASSERT(last_->kind == PayloadKind::kBinary);
    CPPUNIT_ASSERT_EQUAL("kept " + bytes, fetched(kChat));
  }

  void takesAKeyOfAnotherTypeForNothingKept() {
    reach();
    server_->ask({"LPUSH", "broadcast:chat", "x"});

    CPPUNIT_ASSERT_EQUAL(std::string("kept nothing"), fetched(kChat));
    CPPUNIT_ASSERT_EQUAL(std::string("kept nothing"), fetched(kChat));

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, log_.count("'broadcast:chat' holds no string"));
  }

  void hidesASessionKeyInTheLog() {
    reach();
    server_->ask({"LPUSH", "session:s3cret:chat", "x"});

    CPPUNIT_ASSERT_EQUAL(std::string("kept nothing"), fetched(kSession));

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, log_.count("'session:self:chat' holds no string"));
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, log_.count("s3cret"));
  }

  void saysThatRedisRefusesToWrite() {
    reach();
    subscribe(kChat);
    server_->ask({"CONFIG", "SET", "maxmemory", "1"});

    const auto results = publish({publicationOf(kChat, "hi", 60)});

    CPPUNIT_ASSERT_EQUAL(std::string("failed: redis: OOM"), results.back().substr(0, 18));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, log_.count("redis: OOM"));
  }

  void isNotLostForAChannelThatIsForbidden() {
    server_->ask({"ACL", "SETUSER", "bell", "on", ">ringer", "+@all", "resetchannels", "resetkeys",
                  "&fanfare:*", "&*:chat", "~*:chat"});
    makeAt("unix://bell:ringer@" + server_->socketPath());
    turnUntilState("reachable");

    subscribe(kNews);
    subscribe(kChat);
    CPPUNIT_ASSERT_EQUAL(std::string("kept nothing"), fetched(kNews));
    const auto results = publish({publicationOf(kNews, "hi")});
    publish({publicationOf(kChat, "hi", 60)});

    CPPUNIT_ASSERT_EQUAL(Texts({"broadcast:chat=hi"}), messages(1));
    CPPUNIT_ASSERT_EQUAL(std::string("failed: redis: NOPERM"), results.back().substr(0, 21));
    CPPUNIT_ASSERT_EQUAL(Texts({"reachable"}), states_);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, log_.count("NOPERM"));
  }

  void usesTwoConnectionsForAThousandChannels() {
    reach();

    for (int i = 0; i < 1000; ++i) {
      broker_->subscribe(*Channel::parse("room:" + std::to_string(i) + ":chat"));
    }
    turning_.turnUntil([this] { return subscribed_.size() == 1000; });

    CPPUNIT_ASSERT_EQUAL(2, connectionCount());
    CPPUNIT_ASSERT_EQUAL(1001, static_cast<int>(words(server_->ask({"PUBSUB", "CHANNELS"}))));
  }

  void comesToLifeWithARedisThatStartsLater() {
    server_->stop();
    make();
    turning_.turnUntil([this] { return log_.count("No such file") + log_.count("refused") >= 2; });
    CPPUNIT_ASSERT(states_.empty());

    server_->start();
    turnUntilState("reachable");
    subscribe(kChat);
    publish({publicationOf(kChat, "hi")});

    CPPUNIT_ASSERT_EQUAL(Texts({"broadcast:chat=hi"}), messages(1));
  }

  void refusesToPublishAndFetchWhileAway() {
    server_->stop();
    make();

    const auto results = publish({publicationOf(kChat, "hi", 60)});

    CPPUNIT_ASSERT_EQUAL(Texts({"failed: redis: not connected"}), results);
    CPPUNIT_ASSERT_EQUAL(std::string("failed: redis: not connected"), fetched(kChat));
  }

  void isSubscribedToNothingAfterItsSubscriptionsWereKilled() {
    reach();
    subscribe(kChat);

    server_->ask({"CLIENT", "KILL", "TYPE", "pubsub"});
    turnUntilState("lost");
    turnUntilState("reachable");
    subscribe(kNews);

    CPPUNIT_ASSERT_EQUAL(Texts({"reachable", "lost", "reachable"}), states_);
    CPPUNIT_ASSERT_EQUAL(std::string("0"), server_->ask({"PUBLISH", "broadcast:chat", "x"}));
    CPPUNIT_ASSERT_EQUAL(std::string("1"), server_->ask({"PUBLISH", "broadcast:news", "x"}));
    CPPUNIT_ASSERT_EQUAL(Texts({"broadcast:news=x"}), messages(1));
    CPPUNIT_ASSERT_EQUAL(2, connectionCount());
  }

  void isSubscribedToNothingAfterItsCommandsWereKilled() {
    reach();
    subscribe(kChat);

    server_->ask({"CLIENT", "KILL", "TYPE", "normal"});
    turnUntilState("lost");
    turnUntilState("reachable");
    subscribe(kNews);

    CPPUNIT_ASSERT_EQUAL(Texts({"reachable", "lost", "reachable"}), states_);
    CPPUNIT_ASSERT_EQUAL(std::string("0"), server_->ask({"PUBLISH", "broadcast:chat", "x"}));
    CPPUNIT_ASSERT_EQUAL(Texts({"broadcast:chat", "broadcast:news"}), subscribed_);
  }

  void failsWhatIsPendingWhenRedisDies() {
    reach();
    server_->pause();
    broker_->subscribe(kChat);
    begin({publicationOf(kChat, "hi", 60)});
    turning_.turnOnce();

    server_->stop();
    turnUntilState("lost");
    server_->start();
    turnUntilState("reachable");
    subscribe(kNews);

    CPPUNIT_ASSERT_EQUAL(Texts({"failed: redis: Connection reset by peer"}), results_);
    CPPUNIT_ASSERT_EQUAL(Texts({"broadcast:news"}), subscribed_);
  }

  void noticesARedisThatStalls() {
    reach();
    server_->pause();

    while (states_.back() != "lost") {
      clock_.skip(kTimeout / 4);
      turning_.turnOnce();
    }
    server_->resume();

    turnUntilState("reachable");
  }

  void hearsABurstCompleteAndInOrder() {
    reach();
    subscribe(kChat);
    Texts expected;

    std::vector<Publication> burst;
    for (int i = 0; i < 20'000; ++i) {
      burst.push_back(publicationOf(kChat, std::to_string(i)));
      expected.push_back("broadcast:chat=" + std::to_string(i));
    }
    begin(std::move(burst));

    CPPUNIT_ASSERT(expected == messages(20'000));
  }

 private:
  void begin(std::vector<Publication> publications) {
    broker_->publish(std::move(publications), [this](const Result<void>& result) {
      results_.push_back(result ? "published" : "failed: " + result.error().message);
      turning_.wake();
    });
  }

  const Texts& publish(std::vector<Publication> publications) {
    const auto before = results_.size();
    begin(std::move(publications));
    turning_.turnUntil([this, before] { return results_.size() > before; });
    return results_;
  }

  std::string fetched(const Channel& channel) {
    std::string outcome;
    broker_->fetch(channel, [this, &outcome](const Result<MessagePtr>& kept) {
      outcome = !kept ? "failed: " + kept.error().message
                      : "kept " + (*kept ? (*kept)->payload : "nothing");
      turning_.wake();
    });
    turning_.turnUntil([&outcome] { return !outcome.empty(); });
    return outcome;
  }

  // Without the one that asks.
  int connectionCount() const {
    const std::string list = server_->ask({"CLIENT", "LIST"});
    return static_cast<int>(std::count(list.begin(), list.end(), '\n')) - 1;
  }

  static std::ptrdiff_t words(const std::string& text) {
    return 1 + std::count(text.begin(), text.end(), ' ');
  }

  Texts results_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(RedisBrokerTest);

}  // namespace
}  // namespace fanfare::brokers
