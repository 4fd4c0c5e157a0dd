#include "core/hub.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

#include "support/recording_subscriber.h"
#include "support/subscribed.h"

namespace fanfare::core {
namespace {

using testing::RecordingSubscriber;
using testing::Subscribed;

using Payloads = std::vector<std::string>;

const Channel kChat = Channel::parse("broadcast:chat").value();
const Channel kNews = Channel::parse("broadcast:news").value();

// Writes down what a hub tells the router: "join <key> <ticket>", "leave <key>".
class RecordingRouter final : public RouterLink {
 public:
  void tell(HubNotice notice) override {
    if (const auto* join = std::get_if<Join>(&notice)) {
      place_ = join->place;
      told_.push_back("join " + std::string(join->channel.key()) + " " +
                      std::to_string(join->ticket));
    } else {
      told_.push_back("leave " + std::string(std::get<Leave>(notice).channel.key()));
    }
  }
  const Payloads& told() const { return told_; }
  HubPlace place() const { return place_; }  // of the last that joined

 private:
  HubPlace place_ = kNoPlace;
  Payloads told_;
};

std::vector<MessagePtr> messages(const Payloads& payloads) {
  std::vector<MessagePtr> made;
  for (const auto& payload : payloads) made.push_back(makeMessage(payload));
  return made;
}

class HubTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(HubTest);
  CPPUNIT_TEST(tellsTheRouterOfEachJoinAndOfTheLastToLeave);
  CPPUNIT_TEST(deliversToLiveSubscriptionsOfTheChannel);
  CPPUNIT_TEST(letsLiveMessagesPassTheWaiting);
  CPPUNIT_TEST(replaysToTheWaitingUpToATicket);
  CPPUNIT_TEST(replaysNothingToWhoLeftMeanwhile);
  CPPUNIT_TEST(numbersDeliveriesAndSharesTheNumberAmongSubscribers);
  CPPUNIT_TEST(givesLateMessagesToTheTicketsMeant);
  CPPUNIT_TEST(tellsTheWaitingInARangeThatTheBrokerIsAway);
  CPPUNIT_TEST(deliversLocalMessagesToTheWaitingToo);
  CPPUNIT_TEST(passesOverNoticesOfChannelsNobodyListensTo);
  CPPUNIT_TEST(takesThePlaceOfANoticeForAGuess);
  CPPUNIT_TEST(listsChannelsWithTheirSubscriptions);
  CPPUNIT_TEST(keepsServingTheOthersWhenSomeLeave);
  CPPUNIT_TEST(keepsThoseApartWhoWaitForManyChannels);
  CPPUNIT_TEST(forgetsWhoWaitedWhenTheLastLeaves);
  CPPUNIT_TEST(takesNoNoticeOfAnOlderReplayAfterComingBack);
  CPPUNIT_TEST(countsSubscriptionsAndDeliveries);
  CPPUNIT_TEST(letsManyLeaveAsFastAsFew);
  CPPUNIT_TEST(holdsLittleForEachSubscription);
  CPPUNIT_TEST(holdsLittleForEachChannel);
  CPPUNIT_TEST(keepsNoKeyThatAnotherThreadMade);
  CPPUNIT_TEST_SUITE_END();

 public:
  void tellsTheRouterOfEachJoinAndOfTheLastToLeave() {
    {
      const Subscribed first(hub_, kChat, alice_);
      const Subscribed second(hub_, kChat, bob_);
      CPPUNIT_ASSERT_EQUAL(std::string_view("broadcast:chat"), first.channel().key());
    }

    CPPUNIT_ASSERT((router_.told() == Payloads{"join broadcast:chat 1", "join broadcast:chat 2",
                                               "leave broadcast:chat"}));
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, hub_.channelCount());
  }

  void deliversToLiveSubscriptionsOfTheChannel() {
    const Subscribed onChat(hub_, kChat, alice_);
    const Subscribed onNews(hub_, kNews, bob_);
    hub_.onNotice(Replayed{kChat, 1, {}});
    hub_.onNotice(Replayed{kNews, 2, {}});

    hub_.onNotice(Live{kChat, messages({"1", "2"})});

    CPPUNIT_ASSERT((alice_.live() == Payloads{"1", "2"}));
    CPPUNIT_ASSERT((alice_.runs() == std::vector<std::size_t>{0, 2}));
    CPPUNIT_ASSERT(bob_.payloads().empty());
  }

  void letsLiveMessagesPassTheWaiting() {
    const Subscribed waiting(hub_, kChat, alice_);

    hub_.onNotice(Live{kChat, messages({"hi"})});

    CPPUNIT_ASSERT(!waiting.isLive());
    CPPUNIT_ASSERT(alice_.payloads().empty());
  }

  void replaysToTheWaitingUpToATicket() {
    const Subscribed first(hub_, kChat, alice_);
    const Subscribed second(hub_, kChat, bob_);

    hub_.onNotice(Replayed{kChat, 1, messages({"kept"})});

    CPPUNIT_ASSERT(first.isLive());
    CPPUNIT_ASSERT(!second.isLive());
    CPPUNIT_ASSERT((alice_.replayed() == Payloads{"kept"}));
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, bob_.replays());
  }

  void replaysNothingToWhoLeftMeanwhile() {
    auto first = std::make_unique<Subscribed>(hub_, kChat, alice_);
    const Subscribed second(hub_, kChat, bob_);
    const Subscribed third(hub_, kChat, carol_);
    first.reset();

    hub_.onNotice(Replayed{kChat, 3, messages({"kept"})});

    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, alice_.replays());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, bob_.replays());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, carol_.replays());
  }

  void numbersDeliveriesAndSharesTheNumberAmongSubscribers() {
    const Subscribed first(hub_, kChat, alice_);
    const Subscribed second(hub_, kChat, bob_);

    hub_.onNotice(Replayed{kChat, 2, messages({"kept"})});
    hub_.onNotice(Live{kChat, messages({"hi"})});

    CPPUNIT_ASSERT(alice_.numbers() == bob_.numbers());
    CPPUNIT_ASSERT(alice_.numbers()[0] != 0);
    CPPUNIT_ASSERT(alice_.numbers()[0] != alice_.numbers()[1]);
  }

  void givesLateMessagesToTheTicketsMeant() {
    const Subscribed first(hub_, kChat, alice_);
    const Subscribed second(hub_, kChat, bob_);
    const Subscribed third(hub_, kChat, carol_);
    hub_.onNotice(Replayed{kChat, 2, {}});

    hub_.onNotice(Late{kChat, 2, 3, makeMessage("late")});

    CPPUNIT_ASSERT(alice_.payloads().empty());
    CPPUNIT_ASSERT((bob_.replayed() == Payloads{"late"}));
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, carol_.replays());
  }

  void tellsTheWaitingInARangeThatTheBrokerIsAway() {
    const Subscribed live(hub_, kChat, alice_);
    hub_.onNotice(Replayed{kChat, 1, {}});
    const Subscribed second(hub_, kChat, bob_);
    const Subscribed third(hub_, kChat, carol_);

    hub_.onNotice(Away{kChat, 1, 2});

    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, alice_.aways());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, bob_.aways());
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, carol_.aways());
  }

  void deliversLocalMessagesToTheWaitingToo() {
    const Subscribed live(hub_, kChat, alice_);
    hub_.onNotice(Replayed{kChat, 1, {}});
    auto left = std::make_unique<Subscribed>(hub_, kChat, bob_);
    const Subscribed waiting(hub_, kChat, bob_);
    const Subscribed elsewhere(hub_, kNews, carol_);
    left.reset();

    hub_.onNotice(Local{kChat, messages({"1", "2"})});

    CPPUNIT_ASSERT((alice_.live() == Payloads{"1", "2"}));
    CPPUNIT_ASSERT((bob_.live() == Payloads{"1", "2"}));
    CPPUNIT_ASSERT(carol_.payloads().empty());
    CPPUNIT_ASSERT(!waiting.isLive());
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{4}, hub_.deliveredCount());
  }

  void passesOverNoticesOfChannelsNobodyListensTo() {
    hub_.onNotice(Live{kChat, messages({"hi"})});
    hub_.onNotice(Replayed{kChat, 1, messages({"hi"})});
    hub_.onNotice(Late{kChat, 1, 1, makeMessage("hi")});
    hub_.onNotice(Away{kChat, 1, 1});

    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, hub_.channelCount());
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{0}, hub_.deliveredCount());
  }

  void takesThePlaceOfANoticeForAGuess() {
    auto gone = std::make_unique<Subscribed>(hub_, kChat, alice_);
    const HubPlace place = router_.place();
    gone.reset();
    const Subscribed inItsPlace(hub_, kNews, bob_);
    CPPUNIT_ASSERT_EQUAL(place, router_.place());
    const Subscribed elsewhere(hub_, kChat, carol_);
    hub_.onNotice(Replayed{kNews, 2, {}, place});
    hub_.onNotice(Replayed{kChat, 3, {}, place});

    hub_.onNotice(Live{kChat, messages({"chat"}), place});
    hub_.onNotice(Live{kNews, messages({"news"}), place + 1000});

    CPPUNIT_ASSERT((bob_.live() == Payloads{"news"}));
    CPPUNIT_ASSERT((carol_.live() == Payloads{"chat"}));
  }

  void listsChannelsWithTheirSubscriptions() {
    const Subscribed live(hub_, kChat, alice_);
    hub_.onNotice(Replayed{kChat, 1, {}});
    const Subscribed waiting(hub_, kChat, bob_);
    const Subscribed other(hub_, kNews, bob_);
    const auto isChat = [](std::string_view facility) { return facility == "chat"; };

    const auto found = hub_.channels(0, hub_.bucketCount(), isChat);

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, found.size());
    CPPUNIT_ASSERT(found[0].channel == kChat);
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, static_cast<std::size_t>(found[0].subscriptions));
    CPPUNIT_ASSERT(hub_.channels(hub_.bucketCount(), hub_.bucketCount() + 9, isChat).empty());
  }

  void keepsServingTheOthersWhenSomeLeave() {
    std::vector<std::unique_ptr<Listener>> crowd = listeners(10);
    hub_.onNotice(Replayed{kChat, 7, {}});
    for (const std::size_t gone : {9U, 0U, 4U, 6U, 7U}) crowd[gone].reset();

    hub_.onNotice(Live{kChat, messages({"1"})});
    hub_.onNotice(Replayed{kChat, 10, {}});
    hub_.onNotice(Live{kChat, messages({"2"})});

    for (const std::size_t live : {1U, 2U, 3U, 5U}) {
      CPPUNIT_ASSERT((crowd[live]->subscriber.live() == Payloads{"1", "2"}));
    }
    CPPUNIT_ASSERT((crowd[8]->subscriber.live() == Payloads{"2"}));
  }

  void keepsThoseApartWhoWaitForManyChannels() {
    std::vector<std::unique_ptr<Listener>> crowd;
    for (std::size_t i = 0; i < 100; ++i) {
      crowd.push_back(std::make_unique<Listener>(hub_, room(i)));
      crowd.push_back(std::make_unique<Listener>(hub_, room(i)));
    }
    for (std::size_t i = 0; i < 100; i += 2) crowd[2 * i].reset();
    for (std::size_t i = 0; i < 100; i += 5) crowd[2 * i + 1].reset();

    for (std::size_t i = 100; i-- > 0;) {
      hub_.onNotice(Replayed{room(i), 2 * i + 2, messages({std::to_string(i)})});
    }

    for (std::size_t at = 0; at < crowd.size(); ++at) {
      if (!crowd[at]) continue;
      CPPUNIT_ASSERT(crowd[at]->subscription.isLive());
      CPPUNIT_ASSERT((crowd[at]->subscriber.replayed() == Payloads{std::to_string(at / 2)}));
    }
    CPPUNIT_ASSERT_EQUAL(std::size_t{90}, hub_.channelCount());
  }

  void forgetsWhoWaitedWhenTheLastLeaves() {
    auto live = std::make_unique<Subscribed>(hub_, kChat, alice_);
    auto waiting = std::make_unique<Subscribed>(hub_, kChat, bob_);
    hub_.onNotice(Replayed{kChat, 1, {}});
    const HubPlace place = router_.place();
    live.reset();
    waiting.reset();

    const Subscribed inItsPlace(hub_, kNews, carol_);
    hub_.onNotice(Replayed{kNews, 3, messages({"kept"})});

    CPPUNIT_ASSERT_EQUAL(place, router_.place());
    CPPUNIT_ASSERT(bob_.payloads().empty());
    CPPUNIT_ASSERT((carol_.replayed() == Payloads{"kept"}));
  }

  void takesNoNoticeOfAnOlderReplayAfterComingBack() {
    auto first = std::make_unique<Subscribed>(hub_, kChat, alice_);
    first.reset();
    const Subscribed second(hub_, kChat, alice_);

    hub_.onNotice(Replayed{kChat, 1, messages({"old"})});
    hub_.onNotice(Live{kChat, messages({"old"})});

    CPPUNIT_ASSERT(!second.isLive());
    CPPUNIT_ASSERT(alice_.payloads().empty());
  }

  void countsSubscriptionsAndDeliveries() {
    const Subscribed first(hub_, kChat, alice_);
    const Subscribed second(hub_, kChat, bob_);
    const Subscribed third(hub_, kNews, bob_);

    hub_.onNotice(Replayed{kChat, 2, messages({"kept"})});
    hub_.onNotice(Live{kChat, messages({"1", "2"})});

    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, hub_.channelCount());
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, hub_.subscriptionCount());
    CPPUNIT_ASSERT_EQUAL(std::uint64_t{6}, hub_.deliveredCount());
  }

  // Quadratic work would exceed the suite's time limit.
  void letsManyLeaveAsFastAsFew() {
    constexpr std::size_t kMany = 200'000;
    auto live = listeners(kMany);
    hub_.onNotice(Replayed{kChat, kMany, {}});
    auto waiting = listeners(kMany);

    waiting.clear();
    live.clear();

    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, hub_.subscriptionCount());
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, hub_.channelCount());
  }

  void keepsNoKeyThatAnotherThreadMade() {
    const Subscribed subscribed(hub_, kChat, alice_);

    CPPUNIT_ASSERT(subscribed.channel() == kChat);
    CPPUNIT_ASSERT(!subscribed.channel().isSharedWith(kChat));
  }

  void holdsLittleForEachSubscription() {
    CPPUNIT_ASSERT(sizeof(Subscription) + sizeof(core::Listener) <= 32);
  }

  // There may be one for each user.
  void holdsLittleForEachChannel() { CPPUNIT_ASSERT(sizeof(Listeners) <= 32); }

 private:
  struct Listener {
    Listener(Hub& hub, const Channel& channel) : subscription(hub, channel, subscriber) {}
    RecordingSubscriber subscriber;
    Subscribed subscription;
  };

  static Channel room(std::size_t number) {
    return Channel::parse("room:" + std::to_string(number) + ":chat").value();
  }

  std::vector<std::unique_ptr<Listener>> listeners(std::size_t count) {
    std::vector<std::unique_ptr<Listener>> made;
    for (std::size_t i = 0; i < count; ++i) {
      made.push_back(std::make_unique<Listener>(hub_, kChat));
    }
    return made;
  }

  RecordingRouter router_;
  Hub hub_{router_};
  RecordingSubscriber alice_;
  RecordingSubscriber bob_;
  RecordingSubscriber carol_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(HubTest);

}  // namespace
}  // namespace fanfare::core
