#include "core/router.h"

#include <memory>
#include <string>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

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

class RouterTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RouterTest);
  CPPUNIT_TEST(replaysTheKeptMessage);
  CPPUNIT_TEST(replaysNothingWhereNothingIsKept);
  CPPUNIT_TEST(replaysNoEmptyMessage);
  CPPUNIT_TEST(deliversNoEmptyMessage);
  CPPUNIT_TEST(putsTheKeptMessageBeforeWhatWasHeld);
  CPPUNIT_TEST(putsTheKeptMessageInItsPlaceAmongWhatWasHeld);
  CPPUNIT_TEST(servesAllWhoJoinedUntilTheWindowOpened);
  CPPUNIT_TEST(servesWhoJoinsMeanwhileByOneMoreRound);
  CPPUNIT_TEST(deliversToTheLiveOnesWhileOthersWait);
  CPPUNIT_TEST(makesABurstOneDelivery);
  CPPUNIT_TEST(reachesEveryHubThatListens);
  CPPUNIT_TEST(takesAMessageByTheKeyOfItsChannel);
  CPPUNIT_TEST(tellsLocalMessagesToWhoeverListensWhateverTheBrokerDoes);
  CPPUNIT_TEST(tellsLocalMessagesToASubscriberItHasNotHeardOf);
  CPPUNIT_TEST(unsubscribesBehindTheLastToLeave);
  CPPUNIT_TEST(staysSubscribedWhileAnAcknowledgementIsOnItsWay);
  CPPUNIT_TEST(givesLateWhatAForeignPublisherKeptAfterCarrying);
  CPPUNIT_TEST(looksTwiceAndNoMore);
  CPPUNIT_TEST(givesNothingLateThatCameLive);
  CPPUNIT_TEST(givesLateBeforeWhatComesMeanwhile);
  CPPUNIT_TEST(givesNothingLateToThoseWhoHaveIt);
  CPPUNIT_TEST(looksOnceForRoundsInTheSameTick);
  CPPUNIT_TEST(gaveUpLookingAfterTooManyMessages);
  CPPUNIT_TEST(repeatsALookThatFailed);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override { routing_.start(); }

  void replaysTheKeptMessage() {
    broker_.keep(kChat, "kept");

    Listening alice(hub(), kChat);
    settle();

    CPPUNIT_ASSERT((alice.subscriber.replayed() == Payloads{"kept"}));
    CPPUNIT_ASSERT(alice.isLive());
  }

  void replaysNothingWhereNothingIsKept() {
    Listening alice(hub(), kChat);
    settle();

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, alice.subscriber.replays());
    CPPUNIT_ASSERT(alice.payloads().empty());
  }

  void replaysNoEmptyMessage() {
    broker_.keep(kChat, "");

    Listening alice(hub(), kChat);
    settle();

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, alice.subscriber.replays());
    CPPUNIT_ASSERT(alice.payloads().empty());
  }

  void deliversNoEmptyMessage() {
    Listening alice(hub(), kChat);
    settle();

    broker_.carry(kChat, "");
    settle();

    CPPUNIT_ASSERT(alice.payloads().empty());
  }

  void putsTheKeptMessageBeforeWhatWasHeld() {
    broker_.keep(kChat, "kept");
    Listening alice(hub(), kChat);
    openWindow();

    broker_.carry(kChat, "held");
    settle();

    CPPUNIT_ASSERT((alice.subscriber.replayed() == Payloads{"kept", "held"}));
  }

  void putsTheKeptMessageInItsPlaceAmongWhatWasHeld() {
    broker_.keep(kChat, "old");
    Listening alice(hub(), kChat);
    openWindow();

    broker_.keepAndCarry(kChat, "1");
    broker_.keepAndCarry(kChat, "2");
    settle();

    CPPUNIT_ASSERT((alice.subscriber.replayed() == Payloads{"1", "2"}));
  }

  void servesAllWhoJoinedUntilTheWindowOpened() {
    broker_.keep(kChat, "kept");
    Listening alice(hub(), kChat);
    hubs_.passAll();
    Listening bob(hub(1), kChat);
    hubs_.passAll();
    settle();

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, broker_.fetchCount());
    CPPUNIT_ASSERT((alice.payloads() == Payloads{"kept"}));
    CPPUNIT_ASSERT((bob.payloads() == Payloads{"kept"}));
  }

  void servesWhoJoinsMeanwhileByOneMoreRound() {
    Listening alice(hub(), kChat);
    openWindow();

    std::vector<std::unique_ptr<Listening>> crowd;
    for (std::size_t i = 0; i < 1000; ++i) {
      crowd.push_back(std::make_unique<Listening>(hub(i % kHubs), kChat));
      hubs_.passAll();
    }
    broker_.keepAndCarry(kChat, "hi");
    settle();

    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, broker_.fetchCount());
    for (const auto& one : crowd) CPPUNIT_ASSERT((one->payloads() == Payloads{"hi"}));
  }

  void deliversToTheLiveOnesWhileOthersWait() {
    Listening alice(hub(), kChat);
    settle();
    Listening bob(hub(), kChat);
    hubs_.passAll();

    broker_.keepAndCarry(kChat, "hi");
    WiredBroker::goOn(broker_.pushed);
    hubs_.passAll();

    CPPUNIT_ASSERT((alice.subscriber.live() == Payloads{"hi"}));
    CPPUNIT_ASSERT(bob.payloads().empty());
    settle();
    CPPUNIT_ASSERT((alice.payloads() == Payloads{"hi"}));
    CPPUNIT_ASSERT((bob.payloads() == Payloads{"hi"}));
  }

  void makesABurstOneDelivery() {
    Listening alice(hub(), kChat);
    settle();

    for (int i = 0; i < 64; ++i) broker_.carry(kChat, std::to_string(i));
    while (!broker_.pushed.empty()) WiredBroker::goOn(broker_.pushed);
    hubs_.passAll();

    CPPUNIT_ASSERT((alice.subscriber.runs() == std::vector<std::size_t>{0, 64}));
  }

  void reachesEveryHubThatListens() {
    Listening alice(hub(0), kChat);
    Listening bob(hub(1), kChat);
    Listening carol(hub(1), kNews);
    settle();

    broker_.carry(kChat, "hi");
    settle();

    CPPUNIT_ASSERT((alice.payloads() == Payloads{"hi"}));
    CPPUNIT_ASSERT((bob.payloads() == Payloads{"hi"}));
    CPPUNIT_ASSERT(carol.payloads().empty());
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, hubs_.router().channelCount());
  }

  void takesAMessageByTheKeyOfItsChannel() {
    Listening alice(hub(), kChat);
    settle();

    CPPUNIT_ASSERT(hubs_.router().onKeyMessage(kChat.key(), makeMessage("hi")));
    CPPUNIT_ASSERT(!hubs_.router().onKeyMessage("broadcast:elsewhere", makeMessage("hi")));
    settle();

    CPPUNIT_ASSERT((alice.subscriber.live() == Payloads{"hi"}));
  }

  void tellsLocalMessagesToWhoeverListensWhateverTheBrokerDoes() {
    Listening live(hub(0), kChat);
    settle();
    broker_.lose();
    Listening waiting(hub(1), kChat);
    settle();

    routing_.hubs.router().onLocal(kChat, makeMessage("local"));
    settle();

    CPPUNIT_ASSERT((live.subscriber.live() == Payloads{"local"}));
    CPPUNIT_ASSERT((waiting.subscriber.live() == Payloads{"local"}));
    broker_.recover();
    settle();
    CPPUNIT_ASSERT((waiting.payloads() == Payloads{"local"}));
  }

  void tellsLocalMessagesToASubscriberItHasNotHeardOf() {
    Listening alice(hub(), kChat);

    routing_.hubs.router().onLocal(kChat, makeMessage("local"));
    routing_.hubs.passToHub(0);

    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, routing_.hubs.router().channelCount());
    CPPUNIT_ASSERT((alice.subscriber.live() == Payloads{"local"}));
  }

  void unsubscribesBehindTheLastToLeave() {
    Listening alice(hub(0), kChat);
    Listening bob(hub(1), kChat);
    settle();

    alice.leave();
    settle();
    CPPUNIT_ASSERT(broker_.hasSubscribed(kChat));
    bob.leave();
    settle();

    CPPUNIT_ASSERT(!broker_.hasSubscribed(kChat));
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, hubs_.router().channelCount());
    CPPUNIT_ASSERT(!hubs_.router().isWatching());
  }

  void staysSubscribedWhileAnAcknowledgementIsOnItsWay() {
    Listening alice(hub(), kChat);
    hubs_.passAll();
    alice.leave();
    hubs_.passAll();
    Listening bob(hub(), kChat);
    settle();
    broker_.carry(kChat, "hi");
    settle();

    CPPUNIT_ASSERT((bob.payloads() == Payloads{"hi"}));
  }

  void givesLateWhatAForeignPublisherKeptAfterCarrying() {
    broker_.carry(kChat, "hi");
    Listening alice(hub(), kChat);
    settle();
    broker_.keep(kChat, "hi");

    tickAfter(Router::kFirstLook);

    CPPUNIT_ASSERT((alice.subscriber.replayed() == Payloads{"hi"}));
  }

  void looksTwiceAndNoMore() {
    Listening alice(hub(), kChat);
    settle();

    tickAfter(std::chrono::milliseconds(240));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, broker_.fetchCount());
    tickAfter(std::chrono::milliseconds(10));
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, broker_.fetchCount());
    broker_.keep(kChat, "late");
    tickAfter(Router::kSecondLook);
    CPPUNIT_ASSERT(!hubs_.router().isWatching());
    broker_.keep(kChat, "too late");
    tickAfter(Router::kSecondLook);

    CPPUNIT_ASSERT((alice.payloads() == Payloads{"late"}));
  }

  void givesNothingLateThatCameLive() {
    Listening alice(hub(), kChat);
    settle();

    broker_.carry(kChat, "hi");
    settle();
    broker_.keep(kChat, "hi");
    tickAfter(Router::kFirstLook);
    tickAfter(Router::kSecondLook);

    CPPUNIT_ASSERT((alice.payloads() == Payloads{"hi"}));
  }

  void givesLateBeforeWhatComesMeanwhile() {
    broker_.carry(kChat, "1");
    Listening alice(hub(), kChat);
    settle();
    broker_.keep(kChat, "1");
    clock_.advance(Router::kFirstLook);
    hubs_.router().onTick();
    WiredBroker::goOn(broker_.commands);
    WiredBroker::goOn(broker_.answers);

    broker_.carry(kChat, "2");
    settle();

    CPPUNIT_ASSERT((alice.payloads() == Payloads{"1", "2"}));
  }

  void givesNothingLateToThoseWhoHaveIt() {
    Listening early(hub(), kChat);
    settle();
    tickAfter(Router::kFirstLook);
    tickAfter(Router::kSecondLook);
    broker_.carry(kChat, "hi");
    settle();
    Listening late(hub(), kChat);
    settle();

    broker_.keep(kChat, "hi");
    tickAfter(Router::kFirstLook);

    CPPUNIT_ASSERT((early.payloads() == Payloads{"hi"}));
    CPPUNIT_ASSERT((late.payloads() == Payloads{"hi"}));
  }

  void looksOnceForRoundsInTheSameTick() {
    std::vector<std::unique_ptr<Listening>> crowd;
    for (std::size_t i = 0; i < 100; ++i) {
      crowd.push_back(std::make_unique<Listening>(hub(i % kHubs), kChat));
      settle();
    }
    const std::size_t rounds = broker_.fetchCount();
    broker_.keep(kChat, "late");

    tickAfter(Router::kFirstLook);

    // A look, and as it found something, the round that gives it.
    CPPUNIT_ASSERT_EQUAL(rounds + 2, broker_.fetchCount());
    for (const auto& one : crowd) CPPUNIT_ASSERT((one->payloads() == Payloads{"late"}));
  }

  void gaveUpLookingAfterTooManyMessages() {
    Listening alice(hub(), kChat);
    settle();

    for (std::size_t i = 0; i <= 2 * SeenLog::kWatched; ++i) broker_.carry(kChat, "x");
    settle();
    broker_.keep(kChat, "late");
    tickAfter(Router::kFirstLook);

    CPPUNIT_ASSERT(!hubs_.router().isWatching());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, broker_.fetchCount());
  }

  void repeatsALookThatFailed() {
    Listening alice(hub(), kChat);
    settle();
    broker_.keep(kChat, "late");
    clock_.advance(Router::kFirstLook);
    hubs_.router().onTick();

    broker_.failFetch();
    tickAfter(std::chrono::milliseconds(50));

    CPPUNIT_ASSERT((alice.payloads() == Payloads{"late"}));
  }

 private:
  static constexpr std::size_t kHubs = Routing::kHubs;
  Hub& hub(std::size_t number = 0) { return routing_.hub(number); }
  void settle() { routing_.settle(); }
  void openWindow() { routing_.openWindow(); }
  void tickAfter(std::chrono::milliseconds time) { routing_.tickAfter(time); }

  Routing routing_;
  FakeClock& clock_ = routing_.clock;
  WiredBroker& broker_ = routing_.broker;
  RoutedHubs& hubs_ = routing_.hubs;
};

CPPUNIT_TEST_SUITE_REGISTRATION(RouterTest);

}  // namespace
}  // namespace fanfare::core
