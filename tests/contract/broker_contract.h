#ifndef FANFARE_TESTS_CONTRACT_BROKER_CONTRACT_H_
#define FANFARE_TESTS_CONTRACT_BROKER_CONTRACT_H_

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

#include "fanfare/broker.h"

#include "support/broker_harness.h"
#include "support/recording_listener.h"

namespace fanfare::testing {

// What every Broker must do. `Harness` is a BrokerHarness with a constructor without arguments. To
// run it against a broker:
//
//    class FooBrokerContractTest : public testing::BrokerContract<FooHarness> {
//      CPPUNIT_TEST_SUB_SUITE(FooBrokerContractTest, testing::BrokerContract<FooHarness>);
//      CPPUNIT_TEST_SUITE_END();
//    };
//    CPPUNIT_TEST_SUITE_REGISTRATION(FooBrokerContractTest);
template <typename Harness>
class BrokerContract : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(BrokerContract<Harness>);
  CPPUNIT_TEST(isReachableOnceAfterItsStart);
  CPPUNIT_TEST(carriesMessagesInTheOrderOfTheirPublishing);
  CPPUNIT_TEST(carriesOnlyWhatIsSubscribedTo);
  CPPUNIT_TEST(carriesNothingPublishedBehindAnUnsubscribe);
  CPPUNIT_TEST(carriesAgainAfterSubscribingAgain);
  CPPUNIT_TEST(acknowledgesEachSubscribe);
  CPPUNIT_TEST(acknowledgesBehindWhatWasPublishedBefore);
  CPPUNIT_TEST(undoesManySubscribesByOneUnsubscribe);
  CPPUNIT_TEST(keepsTheLastMessage);
  CPPUNIT_TEST(keepsBeforeItCarries);
  CPPUNIT_TEST(leavesWhatWasKeptIfAskedToKeepForNoTime);
  CPPUNIT_TEST(forgetsWhatItKeptWhenItsTimeIsOver);
  CPPUNIT_TEST(keepsByChannel);
  CPPUNIT_TEST(fetchesNothingWhereNothingIsKept);
  CPPUNIT_TEST(tellsThatAPublishIsDoneAlsoOfNothing);
  CPPUNIT_TEST(carriesLargePayloads);
  CPPUNIT_TEST(carriesBinaryPayloads);
  CPPUNIT_TEST(carriesEmptyPayloads);
  CPPUNIT_TEST(carriesKeysOfAnyCharacters);
  CPPUNIT_TEST(carriesManyChannels);
  CPPUNIT_TEST(callsBackOnlyFromItsReactor);
  CPPUNIT_TEST(carriesAndFetchesWhatForeignersPublish);
  CPPUNIT_TEST(forgetsItsSubscriptionsWhenItIsLost);
  CPPUNIT_TEST(carriesTopics);
  CPPUNIT_TEST(carriesNothingOnATopicBehindItsUnsubscribe);
  CPPUNIT_TEST(forgetsItsTopicsWhenItIsLost);
  CPPUNIT_TEST(keepsATopicApartFromAChannelOfItsName);
  CPPUNIT_TEST(tellsTheTimeOfAStamp);
  CPPUNIT_TEST(movesAStampOnWhenItIsWrittenAgain);
  CPPUNIT_TEST(forgetsAStampWhenItsTimeIsOver);
  CPPUNIT_TEST(tellsTheStampsOfNoNamesAtAll);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override {
    harness_ = std::make_unique<Harness>();
    listener_ = std::make_unique<RecordingListener>();
    broker().start(*listener_);
    await("reachable");
  }

  void tearDown() override {
    harness_.reset();
    listener_.reset();
  }

  void isReachableOnceAfterItsStart() {
    subscribe(chat());

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, listener_->count("reachable"));
    CPPUNIT_ASSERT_EQUAL(std::string("reachable"), listener_->heard().front());
  }

  void carriesMessagesInTheOrderOfTheirPublishing() {
    subscribe(chat());

    broker().publish({of(chat(), "1"), of(chat(), "2")}, [](const Result<void>&) {});
    for (int i = 3; i <= 500; ++i) publishLater(of(chat(), std::to_string(i)));
    await("message broadcast:chat 500");

    const auto payloads = messagesOn("broadcast:chat");
    CPPUNIT_ASSERT_EQUAL(std::size_t{500}, payloads.size());
    for (int i = 1; i <= 500; ++i) {
      CPPUNIT_ASSERT_EQUAL(std::to_string(i), payloads[static_cast<std::size_t>(i) - 1]);
    }
  }

  void carriesOnlyWhatIsSubscribedTo() {
    subscribe(chat());

    publish(of(news(), "unheard"));
    publish(of(chat(), "heard"));
    await("message broadcast:chat heard");

    CPPUNIT_ASSERT(messagesOn("broadcast:news").empty());
  }

  void carriesNothingPublishedBehindAnUnsubscribe() {
    subscribe(chat());
    subscribe(news());

    broker().unsubscribe(chat());
    subscribe(news());
    publish(of(chat(), "unheard"));
    publish(of(news(), "heard"));
    await("message broadcast:news heard");

    CPPUNIT_ASSERT(messagesOn("broadcast:chat").empty());
  }

  void carriesAgainAfterSubscribingAgain() {
    subscribe(chat());
    broker().unsubscribe(chat());

    subscribe(chat());
    publish(of(chat(), "again"));

    await("message broadcast:chat again");
  }

  void acknowledgesEachSubscribe() {
    subscribe(chat());
    subscribe(chat());
    broker().subscribe(chat());
    broker().subscribe(chat());
    await("subscribed broadcast:chat", 4);

    publish(of(chat(), "once"));
    subscribe(news());

    CPPUNIT_ASSERT_EQUAL(std::size_t{4}, listener_->count("subscribed broadcast:chat"));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, messagesOn("broadcast:chat").size());
  }

  void acknowledgesBehindWhatWasPublishedBefore() {
    subscribe(chat());
    publish(of(chat(), "before"));

    broker().subscribe(chat());
    await("subscribed broadcast:chat", 2);

    const std::vector<std::string> heard(listener_->heard().end() - 2, listener_->heard().end());
    CPPUNIT_ASSERT((heard == std::vector<std::string>{"message broadcast:chat before",
                                                      "subscribed broadcast:chat"}));
  }

  void undoesManySubscribesByOneUnsubscribe() {
    subscribe(chat());
    subscribe(chat());
    subscribe(news());

    broker().unsubscribe(chat());
    subscribe(news());
    publish(of(chat(), "unheard"));
    publish(of(news(), "heard"));
    await("message broadcast:news heard");

    CPPUNIT_ASSERT(messagesOn("broadcast:chat").empty());
  }

  void keepsTheLastMessage() {
    publish(kept(chat(), "first"));
    publish(kept(chat(), "last"));

    CPPUNIT_ASSERT_EQUAL(std::string("last"), fetch(chat()).value_or("nothing"));
  }

  void keepsBeforeItCarries() {
    subscribe(chat());
    std::optional<std::string> found;
    listener_->tellToo([&](const std::string& heard) {
      if (heard != "message broadcast:chat hi") return;
      broker().fetch(chat(), [&](const Result<MessagePtr>& message) {
        found = message && *message ? (*message)->payload : "nothing";
      });
    });

    publishLater(kept(chat(), "hi"));

    CPPUNIT_ASSERT(harness_->runUntil([&] { return found.has_value(); }));
    CPPUNIT_ASSERT_EQUAL(std::string("hi"), *found);
  }

  void leavesWhatWasKeptIfAskedToKeepForNoTime() {
    publish(kept(chat(), "kept"));
    publish(of(chat(), "carried"));
    publish({chat(), makeMessage("also carried"), std::chrono::seconds(-1)});

    CPPUNIT_ASSERT_EQUAL(std::string("kept"), fetch(chat()).value_or("nothing"));
  }

  void forgetsWhatItKeptWhenItsTimeIsOver() {
    publish({chat(), makeMessage("hi"), std::chrono::seconds(60)});

    harness_->passTime(std::chrono::seconds(50));
    const auto before = fetch(chat());
    harness_->passTime(std::chrono::seconds(11));
    const auto after = fetch(chat());

    CPPUNIT_ASSERT_EQUAL(std::string("hi"), before.value_or("nothing"));
    CPPUNIT_ASSERT(!after);
  }

  void keepsByChannel() {
    publish(kept(chat(), "chat"));
    publish(kept(news(), "news"));

    CPPUNIT_ASSERT_EQUAL(std::string("chat"), fetch(chat()).value_or("nothing"));
    CPPUNIT_ASSERT_EQUAL(std::string("news"), fetch(news()).value_or("nothing"));
  }

  void fetchesNothingWhereNothingIsKept() { CPPUNIT_ASSERT(!fetch(chat())); }

  void tellsThatAPublishIsDoneAlsoOfNothing() {
    bool isDone = false;
    broker().publish({}, [&](const Result<void>& result) { isDone = result.has_value(); });

    CPPUNIT_ASSERT(harness_->runUntil([&] { return isDone; }));
  }

  void carriesLargePayloads() { carriesAndKeeps(std::string(8u << 20, 'x')); }

  void carriesBinaryPayloads() {
    std::string bytes;
    for (int i = 0; i < 256; ++i) bytes.push_back(static_cast<char>(i));
    carriesAndKeeps(bytes + "\r\n$5\r\n" + bytes);
  }

  void carriesEmptyPayloads() { carriesAndKeeps(""); }

  void carriesKeysOfAnyCharacters() {
    const Channel odd = Channel::of({AudienceKind::kUser, "a*b?[c]\\ :\"d"}, "жук/{x} %s").value();
    subscribe(odd);

    publish(kept(odd, "hi"));

    await("message " + odd.key() + " hi");
    CPPUNIT_ASSERT_EQUAL(std::string("hi"), fetch(odd).value_or("nothing"));
  }

  void carriesManyChannels() {
    constexpr std::size_t kMany = 2000;
    for (std::size_t i = 0; i < kMany; ++i) broker().subscribe(room(i));
    await("subscribed " + room(kMany - 1).key());

    for (std::size_t i = 0; i < kMany; ++i) publishLater(of(room(i), "hi"));
    await("message " + room(kMany - 1).key() + " hi");

    for (std::size_t i = 0; i < kMany; ++i) {
      CPPUNIT_ASSERT_EQUAL(std::size_t{1}, listener_->count("message " + room(i).key() + " hi"));
    }
  }

  void callsBackOnlyFromItsReactor() {
    bool isCalling = false;
    bool wasEarly = false;
    int answers = 0;
    const auto answer = [&] {
      wasEarly = wasEarly || isCalling;
      ++answers;
    };
    listener_->tellToo([&](const std::string& /*heard*/) {
      answer();
      if (answers != 1) return;
      isCalling = true;
      broker().subscribe(news());
      broker().publish({kept(chat(), "hi")}, [&](const Result<void>&) { answer(); });
      broker().fetch(chat(), [&](const Result<MessagePtr>&) { answer(); });
      isCalling = false;
    });

    isCalling = true;
    broker().subscribe(chat());
    isCalling = false;

    CPPUNIT_ASSERT(harness_->runUntil([&] { return answers == 5; }));
    CPPUNIT_ASSERT(!wasEarly);
  }

  void carriesAndFetchesWhatForeignersPublish() {
    subscribe(chat());
    if (!harness_->keepForeign(chat(), "kept", std::chrono::seconds(60))) return;

    CPPUNIT_ASSERT(harness_->carryForeign(chat(), "carried"));

    await("message broadcast:chat carried");
    CPPUNIT_ASSERT_EQUAL(std::string("kept"), fetch(chat()).value_or("nothing"));
  }

  void forgetsItsSubscriptionsWhenItIsLost() {
    subscribe(chat());
    subscribe(news());
    if (!harness_->interrupt()) return;
    await("reachable", 2);

    subscribe(news());
    publish(of(chat(), "unheard"));
    publish(of(news(), "heard"));
    await("message broadcast:news heard");

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, listener_->count("lost"));
    CPPUNIT_ASSERT(messagesOn("broadcast:chat").empty());
  }

  void carriesTopics() {
    subscribeTopic("some topic");

    publishTopic("another topic", "unheard");
    publishTopic("some topic", std::string("\0 heard", 7));

    await("topic some topic " + std::string("\0 heard", 7));
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, listener_->count("topic another topic unheard"));
  }

  void carriesNothingOnATopicBehindItsUnsubscribe() {
    subscribeTopic("some topic");
    subscribeTopic("other topic");

    broker().unsubscribeTopic("some topic");
    subscribeTopic("other topic");
    publishTopic("some topic", "unheard");
    publishTopic("other topic", "heard");

    await("topic other topic heard");
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, listener_->count("topic some topic unheard"));
  }

  void forgetsItsTopicsWhenItIsLost() {
    subscribeTopic("some topic");
    if (!harness_->interrupt()) return;
    await("reachable", 2);

    subscribeTopic("other topic");
    publishTopic("some topic", "unheard");
    publishTopic("other topic", "heard");

    await("topic other topic heard");
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, listener_->count("topic some topic unheard"));
  }

  void keepsATopicApartFromAChannelOfItsName() {
    broker().subscribe(chat());
    broker().subscribeTopic(chat().key());
    broker().subscribe(chat());
    await("subscribed broadcast:chat", 2);
    await("topic subscribed broadcast:chat");

    publish(of(chat(), "to the channel"));
    await("message broadcast:chat to the channel");
    broker().unsubscribe(chat());
    publishTopic(chat().key(), "to the topic");
    await("topic broadcast:chat to the topic");
    subscribe(chat());
    broker().unsubscribeTopic(chat().key());
    publish(of(chat(), "to the channel alone"));

    await("message broadcast:chat to the channel alone");
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, listener_->count("message broadcast:chat to the topic"));
    CPPUNIT_ASSERT_EQUAL(std::size_t{0},
                         listener_->count("topic broadcast:chat to the channel alone"));
  }

  void tellsTheTimeOfAStamp() {
    const auto before = std::chrono::system_clock::now();
    stamp({"fanfare:first", "fanfare:second"});

    const auto found = stamps({"fanfare:first", "fanfare:none", "fanfare:second"});

    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, found.size());
    CPPUNIT_ASSERT(found[0] && found[2] && !found[1]);
    CPPUNIT_ASSERT(*found[0] > before && *found[0] == *found[2]);
  }

  void movesAStampOnWhenItIsWrittenAgain() {
    stamp({"fanfare:first"});
    const auto before = stamps({"fanfare:first"}).front();
    while (stamps({"fanfare:first"}).front() == before) stamp({"fanfare:first"});

    CPPUNIT_ASSERT(stamps({"fanfare:first"}).front() > before);
  }

  void forgetsAStampWhenItsTimeIsOver() {
    stamp({"fanfare:first"});

    harness_->passTime(std::chrono::seconds(50));
    const auto before = stamps({"fanfare:first"}).front();
    harness_->passTime(std::chrono::seconds(11));

    CPPUNIT_ASSERT(before);
    CPPUNIT_ASSERT(!stamps({"fanfare:first"}).front());
  }

  void tellsTheStampsOfNoNamesAtAll() { CPPUNIT_ASSERT(stamps({}).empty()); }

 private:
  static Channel chat() { return Channel::parse("broadcast:chat").value(); }
  static Channel news() { return Channel::parse("broadcast:news").value(); }
  static Channel room(std::size_t number) {
    return Channel::of({AudienceKind::kRoom, std::to_string(number)}, "chat").value();
  }
  static Publication of(const Channel& channel, std::string payload) {
    return {channel, makeMessage(std::move(payload)), std::chrono::seconds(0)};
  }
  static Publication kept(const Channel& channel, std::string payload) {
    return {channel, makeMessage(std::move(payload)), std::chrono::seconds(60)};
  }

  Broker& broker() { return harness_->broker(); }

  void await(const std::string& what, std::size_t times = 1) {
    const bool came = harness_->runUntil([&] { return listener_->count(what) >= times; });
    CPPUNIT_ASSERT_MESSAGE("awaited in vain: " + what.substr(0, 80), came);
  }

  void subscribe(const Channel& channel) {
    const std::string acknowledged = "subscribed " + channel.key();
    const std::size_t before = listener_->count(acknowledged);
    broker().subscribe(channel);
    await(acknowledged, before + 1);
  }

  void publishLater(const Publication& publication) {
    broker().publish({publication}, [](const Result<void>& result) { CPPUNIT_ASSERT(result); });
  }

  void publish(const Publication& publication) {
    bool isDone = false;
    broker().publish({publication}, [&](const Result<void>& result) {
      CPPUNIT_ASSERT(result);
      isDone = true;
    });
    CPPUNIT_ASSERT(harness_->runUntil([&] { return isDone; }));
  }

  void subscribeTopic(const std::string& topic) {
    const std::string acknowledged = "topic subscribed " + topic;
    const std::size_t before = listener_->count(acknowledged);
    broker().subscribeTopic(topic);
    await(acknowledged, before + 1);
  }

  void publishTopic(const std::string& topic, std::string payload) {
    bool isDone = false;
    broker().publishTopic(topic, std::move(payload), [&](const Result<void>& result) {
      CPPUNIT_ASSERT(result);
      isDone = true;
    });
    CPPUNIT_ASSERT(harness_->runUntil([&] { return isDone; }));
  }

  void stamp(std::vector<std::string> names) {
    bool isDone = false;
    broker().stamp(std::move(names), std::chrono::seconds(60), [&](const Result<void>& result) {
      CPPUNIT_ASSERT(result);
      isDone = true;
    });
    CPPUNIT_ASSERT(harness_->runUntil([&] { return isDone; }));
  }

  std::vector<std::optional<Broker::Stamp>> stamps(std::vector<std::string> names) {
    std::optional<Result<std::vector<std::optional<Broker::Stamp>>>> answer;
    broker().fetchStamps(std::move(names), [&](auto found) { answer = std::move(found); });
    CPPUNIT_ASSERT(harness_->runUntil([&] { return answer.has_value(); }));
    CPPUNIT_ASSERT(*answer);
    return **answer;
  }

  std::optional<std::string> fetch(const Channel& channel) {
    std::optional<Result<MessagePtr>> answer;
    broker().fetch(channel, [&](Result<MessagePtr> message) { answer = std::move(message); });
    CPPUNIT_ASSERT(harness_->runUntil([&] { return answer.has_value(); }));
    CPPUNIT_ASSERT(*answer);
    const MessagePtr message = **answer;
    return message ? std::optional(message->payload) : std::nullopt;
  }

  std::vector<std::string> messagesOn(const std::string& key) const {
    const std::string begin = "message " + key + " ";
    std::vector<std::string> payloads;
    for (const auto& heard : listener_->heard()) {
      if (heard.compare(0, begin.size(), begin) == 0)
        payloads.push_back(heard.substr(begin.size()));
    }
    return payloads;
  }

  void carriesAndKeeps(const std::string& payload) {
    subscribe(chat());

    publish(kept(chat(), payload));
    await("message broadcast:chat " + payload);

    const auto found = fetch(chat());
    CPPUNIT_ASSERT(found == payload);
  }

  std::unique_ptr<Harness> harness_;
  std::unique_ptr<RecordingListener> listener_;
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_CONTRACT_BROKER_CONTRACT_H_
