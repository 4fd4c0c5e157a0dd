#include <memory>
#include <string>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

#include "core/router.h"
#include "support/routing.h"

namespace fanfare::core {
namespace {

using testing::FakeClock;
using testing::Listening;
using testing::RoutedHubs;
using testing::Routing;
using testing::WiredBroker;

using Payloads = std::vector<std::string>;

const Channel kChat = Channel::parse("broadcast:chat").value();
const Channel kNews = Channel::parse("broadcast:news").value();

class RouterOutageTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RouterOutageTest);
  CPPUNIT_TEST(tellsTheWaitingThatTheBrokerIsAwayFromTheStart);
  CPPUNIT_TEST(tellsTheWaitingThatTheBrokerIsLostInEachPhase);
  CPPUNIT_TEST(tellsNobodyTwiceThatTheBrokerIsAway);
  CPPUNIT_TEST(servesTheWaitingWhenTheBrokerIsBack);
  CPPUNIT_TEST(servesThoseWhoStayWhenOthersLeftWhileTheBrokerWasAway);
  CPPUNIT_TEST(givesTheLiveOnesWhatWasKeptMeanwhile);
  CPPUNIT_TEST(doublesNothingWhenTheBrokerIsBack);
  CPPUNIT_TEST(holdsLiveMessagesUntilItIsKnownWhatWasKeptMeanwhile);
  CPPUNIT_TEST(losesNoHeldMessageWhenTheBrokerIsLostAgain);
  CPPUNIT_TEST(triesAgainAfterAFetchThatFailed);
  CPPUNIT_TEST(triesLessAndLessOftenWhileFetchesFail);
  CPPUNIT_TEST(forgetsChannelsLeftWhileTheBrokerWasAway);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override { routing_.start(); }

  void tellsTheWaitingThatTheBrokerIsAwayFromTheStart() {
    broker_.lose();

    Listening alice(hub(), kChat);
    settle();
    Listening bob(hub(), kChat);
    settle();

    CPPUNIT_ASSERT(!hubs_.router().isBrokerReachable());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, alice.subscriber.aways());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, bob.subscriber.aways());
    CPPUNIT_ASSERT(!alice.isLive());
  }

  void tellsTheWaitingThatTheBrokerIsLostInEachPhase() {
    broker_.keep(kChat, "kept");
    for (int phase = 0; phase < 6; ++phase) {
      Listening alice(hub(), kChat);
      hubs_.passAll();
      for (int step = 0; step < phase; ++step) stepOn();

      broker_.lose();
      hubs_.passAll();
      CPPUNIT_ASSERT_EQUAL(std::size_t{1}, alice.subscriber.aways());
      CPPUNIT_ASSERT(!alice.isLive());
      broker_.recover();
      settle();

      CPPUNIT_ASSERT((alice.payloads() == Payloads{"kept"}));
      alice.leave();
      settle();
    }
  }

  void tellsNobodyTwiceThatTheBrokerIsAway() {
    Listening alice(hub(), kChat);
    hubs_.passAll();
    broker_.lose();
    settle();

    Listening bob(hub(), kChat);
    Listening carol(hub(1), kChat);
    settle();
    broker_.recover();
    broker_.lose();
    settle();

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, alice.subscriber.aways());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, bob.subscriber.aways());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, carol.subscriber.aways());
  }

  void servesTheWaitingWhenTheBrokerIsBack() {
    broker_.lose();
    Listening alice(hub(), kChat);
    Listening bob(hub(1), kChat);
    settle();

    broker_.keep(kChat, "kept");
    broker_.recover();
    settle();

    CPPUNIT_ASSERT((alice.payloads() == Payloads{"kept"}));
    CPPUNIT_ASSERT((bob.payloads() == Payloads{"kept"}));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, broker_.fetchCount());
  }

  void servesThoseWhoStayWhenOthersLeftWhileTheBrokerWasAway() {
    Listening alice(hub(0), kChat);
    Listening bob(hub(1), kChat);
    settle();
    broker_.lose();
    Listening carol(hub(1), kChat);
    Listening dave(hub(0), kChat);
    settle();

    alice.leave();
    dave.leave();
    settle();
    broker_.keep(kChat, "kept");
    broker_.recover();
    settle();

    CPPUNIT_ASSERT((bob.payloads() == Payloads{"kept"}));
    CPPUNIT_ASSERT((carol.payloads() == Payloads{"kept"}));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, carol.subscriber.replays());
  }

  void givesTheLiveOnesWhatWasKeptMeanwhile() {
    broker_.keep(kChat, "before");
    Listening alice(hub(), kChat);
    settle();
    broker_.lose();
    Listening bob(hub(), kChat);
    settle();

    broker_.keep(kChat, "meanwhile");
    broker_.recover();
    settle();

    CPPUNIT_ASSERT((alice.payloads() == Payloads{"before", "meanwhile"}));
    CPPUNIT_ASSERT((bob.payloads() == Payloads{"meanwhile"}));
  }

  void doublesNothingWhenTheBrokerIsBack() {
    broker_.keep(kChat, "kept");
    broker_.keep(kNews, "kept");
    Listening alice(hub(), kChat);
    Listening bob(hub(), kNews);
    settle();
    broker_.keepAndCarry(kNews, "live and kept");
    broker_.carry(kNews, "live");
    settle();

    broker_.lose();
    broker_.recover();
    settle();
    tickAfter(Router::kFirstLook);
    tickAfter(Router::kSecondLook);

    CPPUNIT_ASSERT((alice.payloads() == Payloads{"kept"}));
    CPPUNIT_ASSERT((bob.payloads() == Payloads{"kept", "live and kept", "live"}));
  }

  void holdsLiveMessagesUntilItIsKnownWhatWasKeptMeanwhile() {
    Listening alice(hub(), kChat);
    settle();
    broker_.lose();
    broker_.keep(kChat, "1");
    broker_.recover();
    WiredBroker::goOn(broker_.subscriptions);
    WiredBroker::goOn(broker_.pushed);
    WiredBroker::goOn(broker_.commands);

    broker_.keepAndCarry(kChat, "2");
    WiredBroker::goOn(broker_.pushed);
    hubs_.passAll();
    CPPUNIT_ASSERT(alice.payloads().empty());
    settle();

    CPPUNIT_ASSERT((alice.payloads() == Payloads{"1", "2"}));
  }

  void losesNoHeldMessageWhenTheBrokerIsLostAgain() {
    Listening alice(hub(), kChat);
    settle();
    broker_.lose();
    broker_.recover();
    WiredBroker::goOn(broker_.subscriptions);
    WiredBroker::goOn(broker_.pushed);
    broker_.carry(kChat, "hi");
    WiredBroker::goOn(broker_.pushed);

    broker_.lose();
    hubs_.passAll();

    CPPUNIT_ASSERT((alice.payloads() == Payloads{"hi"}));
  }

  void triesLessAndLessOftenWhileFetchesFail() {
    Listening alice(hub(), kChat);
    openWindow();
    for (int ticks = 0; ticks < 200; ++ticks) {
      if (broker_.isFetching()) broker_.failFetch();
      clock_.advance(std::chrono::milliseconds(50));
      hubs_.router().onTick();
    }

    // 50 ms, 100, 200, 400, 800, 1600, 3200: a fetch behind each, and the first.
    CPPUNIT_ASSERT_EQUAL(std::size_t{8}, broker_.fetchCount());
  }

  void triesAgainAfterAFetchThatFailed() {
    broker_.keep(kChat, "kept");
    Listening alice(hub(), kChat);
    openWindow();

    broker_.failFetch();
    Listening bob(hub(), kChat);
    hubs_.passAll();
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, alice.subscriber.aways());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, bob.subscriber.aways());
    tickAfter(std::chrono::milliseconds(50));

    CPPUNIT_ASSERT((alice.payloads() == Payloads{"kept"}));
    CPPUNIT_ASSERT((bob.payloads() == Payloads{"kept"}));
  }

  void forgetsChannelsLeftWhileTheBrokerWasAway() {
    Listening alice(hub(), kChat);
    settle();
    broker_.lose();
    alice.leave();
    settle();

    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, hubs_.router().channelCount());
    broker_.recover();
    settle();
    CPPUNIT_ASSERT(!broker_.hasSubscribed(kChat));
  }

 private:
  Hub& hub(std::size_t number = 0) { return routing_.hub(number); }
  bool stepOn() { return routing_.stepOn(); }
  void settle() { routing_.settle(); }
  void openWindow() { routing_.openWindow(); }
  void tickAfter(std::chrono::milliseconds time) { routing_.tickAfter(time); }

  Routing routing_;
  FakeClock& clock_ = routing_.clock;
  WiredBroker& broker_ = routing_.broker;
  RoutedHubs& hubs_ = routing_.hubs;
};

CPPUNIT_TEST_SUITE_REGISTRATION(RouterOutageTest);

}  // namespace
}  // namespace fanfare::core
