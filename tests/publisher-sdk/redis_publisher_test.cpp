#include "fanfare/publisher/redis_publisher.h"

#include <thread>

#include "support/redis_publisher_fixture.h"

namespace fanfare::publisher {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::RedisServer;

Audiences users(Names names) { return {false, std::move(names), {}, {}, {}}; }

class RedisPublisherTest : public testing::RedisPublisherFixture {
  CPPUNIT_TEST_SUITE(RedisPublisherTest);
  CPPUNIT_TEST(keepsAndPublishesEachChannelOnceInOneTransaction);
  CPPUNIT_TEST(onlyPublishesWhereNothingIsToBeKept);
  CPPUNIT_TEST(leavesWhatWasKeptBeforeWhenItKeepsNothing);
  CPPUNIT_TEST(keepsAsLongAsItsOptionsSayUnlessToldOtherwise);
  CPPUNIT_TEST(putsItsPrefixBeforeEveryKey);
  CPPUNIT_TEST(publishesAnyBytesAndNone);
  CPPUNIT_TEST(countsTheServersThatHeard);
  CPPUNIT_TEST(countsTheServersThatHeardEachMessageOfABatch);
  CPPUNIT_TEST(publishesNothingForAnAnonymousSelfAndSaysSo);
  CPPUNIT_TEST(publishesNothingForAnEmptyListAndSaysSo);
  CPPUNIT_TEST(takesOneNameInPlaceOfAList);
  CPPUNIT_TEST(publishesToThousandsOfUsersInOneCall);
  CPPUNIT_TEST(canBeReaddressedOverTheSameConnection);
  CPPUNIT_TEST(staysAsItWasWhenANewAddressIsMalformed);
  CPPUNIT_TEST(publishesNothingOfATransactionThatRedisRefuses);
  CPPUNIT_TEST(doesNotConnectBeforeItIsUsed);
  CPPUNIT_TEST(refusesMalformedNamesAndOptions);
  CPPUNIT_TEST(takesColonsInTheFacilityWhereTheServerDoes);
  CPPUNIT_TEST(refusesToPublishToNobodyOrForever);
  CPPUNIT_TEST(keepsTheOrderOfEachOfManyThreads);
  CPPUNIT_TEST(sendsWhatSeveralPublishersSayInOneRoundTrip);
  CPPUNIT_TEST(addsNothingWrongToAPipeline);
  CPPUNIT_TEST_SUITE_END();

 public:
  void keepsAndPublishesEachChannelOnceInOneTransaction() {
    auto publisher =
        publisherTo("chat", {true, {"john", "mary", "john"}, {"staff"}, {"f00d"}, {"lobby"}});
    const RedisServer::Monitor monitor(*redis_);

    CPPUNIT_ASSERT(publisher.publishMessage("hi", seconds(5)));

    Lines expected = {R"("MULTI")"};
    for (const char* key : {"broadcast:chat", "user:john:chat", "user:mary:chat",
                            "group:staff:chat", "session:f00d:chat", "room:lobby:chat"}) {
      expected.push_back(R"("SETEX" ")" + std::string(key) + R"(" "5" "hi")");
      expected.push_back(R"("PUBLISH" ")" + std::string(key) + R"(" "hi")");
    }
    expected.emplace_back(R"("EXEC")");
    CPPUNIT_ASSERT(expected == monitor.commands());
  }

  void onlyPublishesWhereNothingIsToBeKept() {
    auto publisher = publisherTo("chat", users({"john", "mary"}));
    const RedisServer::Monitor monitor(*redis_);

    CPPUNIT_ASSERT(publisher.publishMessage("hi", seconds(0)));

    CPPUNIT_ASSERT((monitor.commands() == Lines{R"("PUBLISH" "user:john:chat" "hi")",
                                                R"("PUBLISH" "user:mary:chat" "hi")"}));
  }

  void leavesWhatWasKeptBeforeWhenItKeepsNothing() {
    auto publisher = publisherTo("chat", Audiences::everyone());

    CPPUNIT_ASSERT(publisher.publishMessage("kept", seconds(100)));
    CPPUNIT_ASSERT(publisher.publishMessage("passing", seconds(0)));

    CPPUNIT_ASSERT_EQUAL(std::string("kept"), redis_->ask({"GET", "broadcast:chat"}));
  }

  void keepsAsLongAsItsOptionsSayUnlessToldOtherwise() {
    Options options = optionsFor(*redis_);
    options.expire = seconds(7000);
    auto publisher = publisherTo("chat", Audiences::everyone(), options);
    const RedisServer::Monitor monitor(*redis_);

    CPPUNIT_ASSERT(publisher.publishMessage("a"));
    CPPUNIT_ASSERT(publisher.publishMessage("b", seconds(9)));

    const Lines seen = monitor.commands();
    CPPUNIT_ASSERT_EQUAL(std::string(R"("SETEX" "broadcast:chat" "7000" "a")"), seen.at(1));
    CPPUNIT_ASSERT_EQUAL(std::string(R"("SETEX" "broadcast:chat" "9" "b")"), seen.at(5));
  }

  void putsItsPrefixBeforeEveryKey() {
    Options options = optionsFor(*redis_);
    options.prefix = "site";
    auto publisher = publisherTo("chat", Audiences::everyone(), options);

    CPPUNIT_ASSERT(publisher.publishMessage("hi"));

    CPPUNIT_ASSERT_EQUAL(std::string("site:broadcast:chat"), redis_->ask({"KEYS", "*"}));
    CPPUNIT_ASSERT_EQUAL(std::string("hi"), *publisher.fetchMessage({}).value());
  }

  void publishesAnyBytesAndNone() {
    auto publisher = publisherTo("chat", Audiences::everyone());
    const std::string bytes("\0\r\n$3\r\n\xff", 8);

    CPPUNIT_ASSERT(publisher.publishMessage(bytes));
    CPPUNIT_ASSERT_EQUAL(bytes, redis_->ask({"GET", "broadcast:chat"}));

    CPPUNIT_ASSERT(publisher.publishMessage(""));
    CPPUNIT_ASSERT_EQUAL(std::string(), redis_->ask({"GET", "broadcast:chat"}));
  }

  void countsTheServersThatHeard() {
    auto publisher = publisherTo("chat", {true, {"john", "mary"}, {}, {}, {}});
    const RedisServer::Subscriber first(*redis_, {"broadcast:chat", "user:john:chat"});
    const RedisServer::Subscriber second(*redis_, {"broadcast:chat"});

    CPPUNIT_ASSERT_EQUAL(3, *publisher.publishMessage("hi", seconds(0)).value());
    CPPUNIT_ASSERT_EQUAL(3, *publisher.publishMessage("hi", seconds(9)).value());
  }

  void countsTheServersThatHeardEachMessageOfABatch() {
    auto publisher = publisherTo("chat", {true, {"john"}, {}, {}, {}});
    const RedisServer::Subscriber subscriber(*redis_, {"broadcast:chat", "user:john:chat"});

    const std::vector<Heard> twoEach(3, 2);
    CPPUNIT_ASSERT(twoEach == publisher.publishBatch({"a", "b", "c"}, seconds(0)).value());
    CPPUNIT_ASSERT(twoEach == publisher.publishBatch({"a", "b", "c"}, seconds(9)).value());
  }

  void publishesNothingForAnAnonymousSelfAndSaysSo() {
    auto publisher = publisherTo("chat", {});
    const Reader anonymous{"", "", {"staff"}, {}};
    const std::string self(kSelf);

    CPPUNIT_ASSERT(publisher.readdress("chat", {false, {self}, {self}, {self}, {}}, anonymous));

    CPPUNIT_ASSERT_EQUAL(0, *publisher.publishMessage("hi").value());
    CPPUNIT_ASSERT((publisher.withheld() == Lines{"users", "groups", "sessions"}));
    CPPUNIT_ASSERT_EQUAL(std::string("0"), redis_->ask({"DBSIZE"}));
  }

  void publishesNothingForAnEmptyListAndSaysSo() {
    auto publisher = publisherTo("chat", {true, Lines(), {}, {}, Lines()});

    CPPUNIT_ASSERT((publisher.withheld() == Lines{"users", "rooms"}));
    CPPUNIT_ASSERT((publisher.channels() == Lines{"broadcast:chat"}));
    CPPUNIT_ASSERT(publisher.readdress("chat", users(Lines())));
    CPPUNIT_ASSERT_EQUAL(0, *publisher.publishMessage("hi").value());
    CPPUNIT_ASSERT_EQUAL(std::string("0"), redis_->ask({"DBSIZE"}));
  }

  void takesOneNameInPlaceOfAList() {
    const auto publisher =
        publisherTo("chat", {false, "john", std::string("staff"), std::string_view("f00d"), {}});

    CPPUNIT_ASSERT(
        (publisher.channels() == Lines{"user:john:chat", "group:staff:chat", "session:f00d:chat"}));
  }

  void publishesToThousandsOfUsersInOneCall() {
    std::vector<std::string> names;
    for (int i = 0; i < 5000; ++i) names.push_back("user" + std::to_string(i));
    auto publisher = publisherTo("chat", users(names));

    CPPUNIT_ASSERT(publisher.publishMessage(std::string(1000, 'x')));

    CPPUNIT_ASSERT_EQUAL(std::string("5000"), redis_->ask({"DBSIZE"}));
  }

  void canBeReaddressedOverTheSameConnection() {
    auto publisher = publisherTo("chat", users({"john"}));
    CPPUNIT_ASSERT(publisher.publishMessage("hi"));

    CPPUNIT_ASSERT(publisher.readdress("news", users({"mary"})));
    CPPUNIT_ASSERT(publisher.publishMessage("ho"));

    CPPUNIT_ASSERT_EQUAL(std::string("hi"), redis_->ask({"GET", "user:john:chat"}));
    CPPUNIT_ASSERT_EQUAL(std::string("ho"), redis_->ask({"GET", "user:mary:news"}));
    CPPUNIT_ASSERT(redis_->ask({"INFO", "stats"}).find("total_connections_received:4\r") !=
                   std::string::npos);  // its own and three of this test
  }

  void staysAsItWasWhenANewAddressIsMalformed() {
    auto publisher = publisherTo("chat", users({"john"}));

    const auto refused = publisher.readdress("news", users({"mary", ""}));
    CPPUNIT_ASSERT(publisher.publishMessage("hi"));

    CPPUNIT_ASSERT(!refused);
    CPPUNIT_ASSERT_EQUAL(std::string("user:john:chat"), redis_->ask({"KEYS", "*"}));
  }

  void publishesNothingOfATransactionThatRedisRefuses() {
    const RedisServer redis(
        {"--user", "default", "on", "nopass", "~*", "+@all", "resetchannels", "&user:john:*"});
    auto publisher = publisherTo("chat", users({"john", "mary"}), optionsFor(redis));

    const auto refused = publisher.publishMessage("hi");

    CPPUNIT_ASSERT(!refused);
    CPPUNIT_ASSERT(refused.error().code == ErrorCode::kNotAuthorized);
    CPPUNIT_ASSERT(refused.error().message.find("NOPERM") != std::string::npos);
    CPPUNIT_ASSERT_EQUAL(std::string("0"), redis.ask({"DBSIZE"}));
  }

  void doesNotConnectBeforeItIsUsed() {
    RedisServer redis;
    redis.stop();
    auto publisher = publisherTo("chat", Audiences::everyone(), optionsFor(redis));

    const auto refused = publisher.publishMessage("hi");
    redis.start();
    const auto accepted = publisher.publishMessage("hi");

    CPPUNIT_ASSERT(!refused);
    CPPUNIT_ASSERT(refused.error().code == ErrorCode::kUnavailable);
    CPPUNIT_ASSERT(accepted);
  }

  void refusesMalformedNamesAndOptions() {
    expectRefused({}, "a:b", Audiences::everyone(), "channel 'broadcast:a:b': colon");
    expectRefused({}, "a\n", {}, "channel 'broadcast:a?': control character");
    expectRefused({}, "chat", users({"john", ""}), "channel 'user::chat': empty name");
    expectRefused({}, "chat", {false, {}, {}, {}, {"\xff"}}, "not UTF-8");
    Options unreadable;
    unreadable.url = "redis://:secret@host:port";
    expectRefused(unreadable, "chat", {}, "Redis address: the port is not a number");
    Options hasty;
    hasty.commandTimeout = milliseconds(0);
    expectRefused(hasty, "chat", {}, "a timeout must be above zero");
    Options forgetful;
    forgetful.revokedFor = seconds(0);
    expectRefused(forgetful, "chat", {}, "revokedFor: must be above zero");
  }

  void takesColonsInTheFacilityWhereTheServerDoes() {
    Options options = optionsFor(*redis_);
    options.colons = Colons::kInFacility;
    auto publisher = publisherTo("a:b", Audiences::everyone(), options);

    CPPUNIT_ASSERT(publisher.publishMessage("hi"));

    CPPUNIT_ASSERT_EQUAL(std::string("hi"), redis_->ask({"GET", "broadcast:a:b"}));
  }

  void refusesToPublishToNobodyOrForever() {
    auto nobody = publisherTo("chat", {});
    auto everyone = publisherTo("chat", Audiences::everyone());

    expectInvalid(nobody.publishMessage("hi"), "no audience to publish to");
    expectInvalid(everyone.publishMessage("hi", seconds::max()), "expire: must be from 0 seconds");
    expectInvalid(everyone.publishMessage("hi", seconds(-1)), "expire: must be from 0 seconds");
  }

  void keepsTheOrderOfEachOfManyThreads() {
    constexpr int kThreads = 16;
    constexpr int kMessages = 50;
    const RedisServer::Monitor monitor(*redis_);

    std::vector<std::thread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([this, i] {
        auto publisher = publisherTo("chat", users({std::to_string(i)}));
        for (int m = 0; m < kMessages; ++m) {
          (void)publisher.publishMessage(std::to_string(m), seconds(0));
        }
      });
    }
    for (auto& thread : threads) thread.join();

    std::vector<int> next(kThreads, 0);
    for (const auto& command : monitor.commands()) {
      int user = 0;
      int message = 0;
      const char* form = R"("PUBLISH" "user:%d:chat" "%d")";
      CPPUNIT_ASSERT_EQUAL(2, std::sscanf(command.c_str(), form, &user, &message));
      CPPUNIT_ASSERT_EQUAL(next.at(static_cast<std::size_t>(user))++, message);
    }
    CPPUNIT_ASSERT(next == std::vector<int>(kThreads, kMessages));
  }

  void sendsWhatSeveralPublishersSayInOneRoundTrip() {
    auto everyone = publisherTo("chat", Audiences::everyone());
    auto nobody = publisherTo("chat", {});
    CPPUNIT_ASSERT(nobody.readdress("chat", users({std::string(kSelf)}), Reader()));
    const RedisServer::Subscriber subscriber(*redis_, {"broadcast:chat"});
    const RedisServer::Monitor monitor(*redis_);
    Pipeline pipeline(everyone);

    CPPUNIT_ASSERT(pipeline.add(everyone, "a", seconds(5)));
    CPPUNIT_ASSERT(pipeline.add(nobody, "b"));
    CPPUNIT_ASSERT(pipeline.add(publisherTo("news", users({"mary"})), "c", seconds(0)));
    const auto heard = pipeline.send();

    CPPUNIT_ASSERT((heard.value() == std::vector<Heard>{1, 0, 0}));
    CPPUNIT_ASSERT((monitor.commands() == Lines{R"("MULTI")", R"("SETEX" "broadcast:chat" "5" "a")",
                                                R"("PUBLISH" "broadcast:chat" "a")", R"("EXEC")",
                                                R"("PUBLISH" "user:mary:news" "c")"}));
    CPPUNIT_ASSERT(pipeline.send().value().empty());
  }

  void addsNothingWrongToAPipeline() {
    auto publisher = publisherTo("chat", Audiences::everyone());
    Pipeline pipeline(publisher);

    expectInvalid(pipeline.add(publisher, "x", seconds(-1)), "expire: must be from 0 seconds");
    expectInvalid(pipeline.add(publisherTo("chat", {}), "x"), "no audience to publish to");
    expectInvalid(pipeline.add(publisher, std::string((1 << 20) + 1, 'x')), "more than maxBytes");

    CPPUNIT_ASSERT(pipeline.send().value().empty());
    CPPUNIT_ASSERT_EQUAL(std::string("0"), redis_->ask({"DBSIZE"}));
  }

 private:
  static void expectRefused(const Options& options, std::string_view facility,
                            const Audiences& audiences, const std::string& part) {
    expectInvalid(RedisPublisher::create(options, facility, audiences), part);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(RedisPublisherTest);

}  // namespace
}  // namespace fanfare::publisher
