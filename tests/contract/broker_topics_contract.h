#ifndef FANFARE_TESTS_CONTRACT_BROKER_TOPICS_CONTRACT_H_
#define FANFARE_TESTS_CONTRACT_BROKER_TOPICS_CONTRACT_H_

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

#include "fanfare/broker.h"

#include "contract/broker_fixture.h"

namespace fanfare::testing {

// What every Broker must do with topics and stamps. To be run as BrokerContract is.
template <typename Harness>
class BrokerTopicsContract : public BrokerFixture {
  CPPUNIT_TEST_SUITE(BrokerTopicsContract<Harness>);
  CPPUNIT_TEST(carriesTopics);
  CPPUNIT_TEST(carriesNothingOnATopicBehindItsUnsubscribe);
  CPPUNIT_TEST(forgetsItsTopicsWhenItIsLost);
  CPPUNIT_TEST(keepsATopicApartFromAChannelOfItsName);
  CPPUNIT_TEST(acknowledgesATopicBehindAllSubscribesOfAChannelOfItsName);
  CPPUNIT_TEST(tellsTheTimeOfAStamp);
  CPPUNIT_TEST(movesAStampOnWhenItIsWrittenAgain);
  CPPUNIT_TEST(forgetsAStampWhenItsTimeIsOver);
  CPPUNIT_TEST(tellsTheStampsOfNoNamesAtAll);
  CPPUNIT_TEST_SUITE_END();

 public:
  BrokerTopicsContract() : BrokerFixture([] { return std::make_unique<Harness>(); }) {}

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
    broker().subscribeTopic(std::string(chat().key()));
    broker().subscribe(chat());
    await("subscribed broadcast:chat", 2);
    await("topic subscribed broadcast:chat");

    publish(of(chat(), "to the channel"));
    await("message broadcast:chat to the channel");
    broker().unsubscribe(chat());
    publishTopic(std::string(chat().key()), "to the topic");
    await("topic broadcast:chat to the topic");
    subscribe(chat());
    broker().unsubscribeTopic(std::string(chat().key()));
    publish(of(chat(), "to the channel alone"));

    await("message broadcast:chat to the channel alone");
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, listener_->count("message broadcast:chat to the topic"));
    CPPUNIT_ASSERT_EQUAL(std::size_t{0},
                         listener_->count("topic broadcast:chat to the channel alone"));
  }

  void acknowledgesATopicBehindAllSubscribesOfAChannelOfItsName() {
    broker().subscribe(chat());
    broker().subscribe(chat());
    broker().subscribeTopic(std::string(chat().key()));
    await("topic subscribed broadcast:chat");

    const std::vector<std::string> heard(listener_->heard().end() - 3, listener_->heard().end());
    CPPUNIT_ASSERT(
        (heard == std::vector<std::string>{"subscribed broadcast:chat", "subscribed broadcast:chat",
                                           "topic subscribed broadcast:chat"}));
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
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_CONTRACT_BROKER_TOPICS_CONTRACT_H_
