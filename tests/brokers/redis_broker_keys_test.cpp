#include <string>

#include "support/redis_broker_fixture.h"

namespace fanfare::brokers {
namespace {

const Channel kChat = *Channel::parse("broadcast:chat");
const Channel kNews = *Channel::parse("broadcast:news");

// A RedisBroker whose listener knows channels by their keys.
class RedisBrokerKeysTest : public testing::RedisBrokerFixture {
  CPPUNIT_TEST_SUITE(RedisBrokerKeysTest);
  CPPUNIT_TEST(tellsTheKeyWithoutThePrefix);
  CPPUNIT_TEST(looksItselfWhileASubscriptionIsNotEffective);
  CPPUNIT_TEST(tellsNothingOfASubscriptionThatIsNotEffective);
  CPPUNIT_TEST(tellsTheKeyWhileASubscriptionIsRepeated);
  CPPUNIT_TEST(tellsOfARepeatedSubscriptionWhileAnotherIsNotEffective);
  CPPUNIT_TEST(tellsNothingOfAChannelThatTookThePlaceOfARepeatedOne);
  CPPUNIT_TEST(looksNoMoreWhenWhatWasNotEffectiveIsGone);
  CPPUNIT_TEST(tellsNoKeysOfTopicsOutsideThePrefix);
  CPPUNIT_TEST_SUITE_END();

 public:
  void tellsTheKeyWithoutThePrefix() {
    reachWith("site");
    subscribe(kChat);

    publish("site:broadcast:chat", "hi");

    CPPUNIT_ASSERT_EQUAL(Texts({"key broadcast:chat=hi"}), messages(1));
  }

  void looksItselfWhileASubscriptionIsNotEffective() {
    reachWith("");
    subscribe(kChat);

    broker_->subscribe(kNews);  // which Redis is told at the end of the turn
    publish("broadcast:chat", "1");
    subscribe(kNews);
    publish("broadcast:chat", "2");

    CPPUNIT_ASSERT_EQUAL(Texts({"broadcast:chat=1", "key broadcast:chat=2"}), messages(2));
  }

  void tellsNothingOfASubscriptionThatIsNotEffective() {
    reachWith("");
    subscribe(kChat);
    broker_->unsubscribe(kChat);  // which Redis is told at the end of the turn
    publish("broadcast:chat", "between");
    subscribe(kChat);

    publish("broadcast:chat", "behind");

    CPPUNIT_ASSERT_EQUAL(Texts({"key broadcast:chat=behind"}), messages(1));
  }

  void tellsTheKeyWhileASubscriptionIsRepeated() {
    reachWith("");
    subscribe(kChat);

    broker_->subscribe(kChat);  // which Redis is told at the end of the turn
    publish("broadcast:chat", "1");

    CPPUNIT_ASSERT_EQUAL(Texts({"key broadcast:chat=1"}), messages(1));
  }

  void tellsOfARepeatedSubscriptionWhileAnotherIsNotEffective() {
    reachWith("");
    subscribe(kChat);

    broker_->subscribe(kChat);
    broker_->subscribe(kNews);
    publish("broadcast:chat", "1");
    turning_.turnUntil([this] { return subscribed_.size() == 3; });
    publish("broadcast:chat", "2");

    CPPUNIT_ASSERT_EQUAL(Texts({"broadcast:chat=1", "key broadcast:chat=2"}), messages(2));
  }

  void tellsNothingOfAChannelThatTookThePlaceOfARepeatedOne() {
    reachWith("");
    subscribe(kChat);
    subscribe(kNews);

    broker_->subscribe(kChat);
    broker_->unsubscribe(kChat);
    broker_->unsubscribe(kNews);
    broker_->subscribe(kNews);
    publish("broadcast:news", "between");
    turning_.turnUntil([this] { return subscribed_.size() == 3; });
    publish("broadcast:news", "behind");

    CPPUNIT_ASSERT_EQUAL(Texts({"key broadcast:news=behind"}), messages(1));
    CPPUNIT_ASSERT_EQUAL(Texts({"broadcast:chat", "broadcast:news", "broadcast:news"}),
                         subscribed_);
  }

  void looksNoMoreWhenWhatWasNotEffectiveIsGone() {
    reachWith("");
    subscribe(kNews);

    broker_->subscribe(kChat);
    broker_->unsubscribe(kChat);
    publish("broadcast:news", "1");

    CPPUNIT_ASSERT_EQUAL(Texts({"key broadcast:news=1"}), messages(1));
  }

  void tellsNoKeysOfTopicsOutsideThePrefix() {
    reachWith("site");
    broker_->subscribeTopic("live");
    subscribe(kChat);

    publish("live", "goal");
    publish("site:broadcast:chat", "hi");

    CPPUNIT_ASSERT_EQUAL(Texts({"topic live=goal", "key broadcast:chat=hi"}), messages(2));
  }

 private:
  void reachWith(const std::string& prefix) {
    options_.prefix = prefix;
    listenByKeys();
    reach();
  }

  void publish(const std::string& key, const std::string& payload) {
    server_->ask({"PUBLISH", key, payload});
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(RedisBrokerKeysTest);

}  // namespace
}  // namespace fanfare::brokers
