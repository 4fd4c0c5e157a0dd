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

#include "contract/broker_fixture.h"

namespace fanfare::testing {

// What every Broker must do with messages; broker_topics_contract.h has the rest. `Harness` is a
// BrokerHarness with a constructor without arguments. To run it against a broker:
//
//    class FooBrokerContractTest : public testing::BrokerContract<FooHarness> {
//      CPPUNIT_TEST_SUB_SUITE(FooBrokerContractTest, testing::BrokerContract<FooHarness>);
//      CPPUNIT_TEST_SUITE_END();
//    };
//    CPPUNIT_TEST_SUITE_REGISTRATION(FooBrokerContractTest);
template <typename Harness>
class BrokerContract : public BrokerFixture {
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
  CPPUNIT_TEST_SUITE_END();

 public:
  BrokerContract() : BrokerFixture([] { return std::make_unique<Harness>(); }) {}

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

    await("message " + std::string(odd.key()) + " hi");
    CPPUNIT_ASSERT_EQUAL(std::string("hi"), fetch(odd).value_or("nothing"));
  }

  void carriesManyChannels() {
    constexpr std::size_t kMany = 2000;
    for (std::size_t i = 0; i < kMany; ++i) broker().subscribe(room(i));
    await("subscribed " + std::string(room(kMany - 1).key()));

    for (std::size_t i = 0; i < kMany; ++i) publishLater(of(room(i), "hi"));
    await("message " + std::string(room(kMany - 1).key()) + " hi");

    for (std::size_t i = 0; i < kMany; ++i) {
      CPPUNIT_ASSERT_EQUAL(std::size_t{1},
                           listener_->count("message " + std::string(room(i).key()) + " hi"));
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

 private:
  static Channel room(std::size_t number) {
    return Channel::of({AudienceKind::kRoom, std::to_string(number)}, "chat").value();
  }
  static Publication kept(const Channel& channel, std::string payload) {
    return {channel, makeMessage(std::move(payload)), std::chrono::seconds(60)};
  }

  void publishLater(const Publication& publication) {
    broker().publish({publication}, [](const Result<void>& result) { CPPUNIT_ASSERT(result); });
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
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_CONTRACT_BROKER_CONTRACT_H_
