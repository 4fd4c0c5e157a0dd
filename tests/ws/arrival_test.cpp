#include "ws/arrival.h"

#include <cppunit/extensions/HelperMacros.h>

#include "support/recording_router.h"
#include "support/recording_subscriber.h"
#include "support/subscribed.h"

namespace fanfare::ws {
namespace {

using testing::Subscribed;

Channel channelOf(const char* key) { return Channel::parse(key).value(); }

Arrival::Pieces pieces(const char* bytes) { return {net::Chunk(std::string(bytes))}; }

class ArrivalTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ArrivalTest);
  CPPUNIT_TEST(isCompleteWhenAllWereReplayedTo);
  CPPUNIT_TEST(doesNotWaitForWhatTheBrokerCannotGive);
  CPPUNIT_TEST(doesNotWaitForWhatItForgot);
  CPPUNIT_TEST(releasesWhatItHeldInTheOrderOfTheGrant);
  CPPUNIT_TEST(holdsWhatComesLaterBehindTheReplay);
  CPPUNIT_TEST(putsTheFirstReplayBeforeWhatCameMeanwhile);
  CPPUNIT_TEST(givesUpWhatItHoldsOfAChannel);
  CPPUNIT_TEST(leavesOtherSubscriptionsAlone);
  CPPUNIT_TEST(knowsHowMuchItHolds);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override {
    arrival_.await(chat_, chat_.channel());
    arrival_.await(news_, news_.channel());
  }

  void isCompleteWhenAllWereReplayedTo() {
    CPPUNIT_ASSERT(!arrival_.isComplete());
    CPPUNIT_ASSERT(arrival_.onReplay(chat_, {}));
    CPPUNIT_ASSERT(arrival_.onReplay(chat_, pieces("again")));
    CPPUNIT_ASSERT(!arrival_.isComplete());
    CPPUNIT_ASSERT(arrival_.onReplay(news_, {}));
    CPPUNIT_ASSERT(arrival_.isComplete());
  }

  void doesNotWaitForWhatTheBrokerCannotGive() {
    CPPUNIT_ASSERT(arrival_.onBrokerAway(chat_));
    CPPUNIT_ASSERT(arrival_.onBrokerAway(chat_));
    CPPUNIT_ASSERT(!arrival_.isComplete());
    CPPUNIT_ASSERT(arrival_.onBrokerAway(news_));
    CPPUNIT_ASSERT(arrival_.isComplete());
  }

  void doesNotWaitForWhatItForgot() {
    arrival_.forget(news_);
    CPPUNIT_ASSERT(!arrival_.onReplay(news_, {}));
    CPPUNIT_ASSERT(arrival_.onReplay(chat_, {}));
    CPPUNIT_ASSERT(arrival_.isComplete());
  }

  void releasesWhatItHeldInTheOrderOfTheGrant() {
    CPPUNIT_ASSERT(arrival_.onReplay(news_, pieces("news")));
    CPPUNIT_ASSERT(arrival_.onReplay(chat_, pieces("chat")));

    CPPUNIT_ASSERT_EQUAL(std::string("head|chat|news|"), released());
  }

  void holdsWhatComesLaterBehindTheReplay() {
    CPPUNIT_ASSERT(arrival_.onReplay(chat_, pieces("kept")));
    CPPUNIT_ASSERT(arrival_.onLive(chat_.channel(), pieces("live")));
    CPPUNIT_ASSERT(arrival_.onReplay(news_, pieces("news")));

    CPPUNIT_ASSERT_EQUAL(std::string("head|kept|live|news|"), released());
  }

  void putsTheFirstReplayBeforeWhatCameMeanwhile() {
    CPPUNIT_ASSERT(arrival_.onLive(chat_.channel(), pieces("local")));
    CPPUNIT_ASSERT_EQUAL(5 + sizeof(net::Chunk), arrival_.heldBytes());
    CPPUNIT_ASSERT(arrival_.onReplay(chat_, pieces("kept")));
    CPPUNIT_ASSERT_EQUAL(9 + 2 * sizeof(net::Chunk), arrival_.heldBytes());
    CPPUNIT_ASSERT(arrival_.onReplay(chat_, pieces("late")));

    CPPUNIT_ASSERT_EQUAL(std::string("head|kept|local|late|"), released());
  }

  void givesUpWhatItHoldsOfAChannel() {
    CPPUNIT_ASSERT(arrival_.onLive(chat_.channel(), pieces("chat")));
    CPPUNIT_ASSERT(arrival_.onLive(news_.channel(), pieces("news")));

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, arrival_.takeHeld(chat_.channel()).size());

    CPPUNIT_ASSERT(arrival_.takeHeld(chat_.channel()).empty());
    CPPUNIT_ASSERT_EQUAL(4 + sizeof(net::Chunk), arrival_.heldBytes());
    CPPUNIT_ASSERT_EQUAL(std::string("head|news|"), released());
  }

  void leavesOtherSubscriptionsAlone() {
    const Subscribed other(hub_, channelOf("user:ann:chat"), subscriber_);

    CPPUNIT_ASSERT(!arrival_.onReplay(other, pieces("x")));
    CPPUNIT_ASSERT(!arrival_.onBrokerAway(other));
    CPPUNIT_ASSERT(!arrival_.onLive(other.channel(), pieces("x")));
    CPPUNIT_ASSERT_EQUAL(std::string("head|"), released());
  }

  void knowsHowMuchItHolds() {
    CPPUNIT_ASSERT(arrival_.onReplay(chat_, pieces("kept")));
    CPPUNIT_ASSERT(arrival_.onLive(chat_.channel(), pieces("live")));

    CPPUNIT_ASSERT_EQUAL(8 + 2 * sizeof(net::Chunk), arrival_.heldBytes());
  }

 private:
  std::string released() {
    std::string all;
    for (const net::Chunk& chunk : arrival_.release()) all += std::string(chunk.bytes()) + "|";
    return all;
  }

  testing::RecordingRouter router_;
  testing::RecordingSubscriber subscriber_;
  core::Hub hub_{router_};
  Subscribed chat_{hub_, channelOf("broadcast:chat"), subscriber_};
  Subscribed news_{hub_, channelOf("broadcast:news"), subscriber_};
  Arrival arrival_{"head", Clock::Time::max()};
};

CPPUNIT_TEST_SUITE_REGISTRATION(ArrivalTest);

}  // namespace
}  // namespace fanfare::ws
