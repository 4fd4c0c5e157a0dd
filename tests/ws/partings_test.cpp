#include "ws/partings.h"

#include <chrono>
#include <functional>
#include <utility>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

#include "support/fake_clock.h"

namespace fanfare::ws {
namespace {

using testing::FakeClock;

Channel channelOf(const char* key) { return Channel::parse(key).value(); }

class PartingsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PartingsTest);
  CPPUNIT_TEST(partsOnceAfterTheGraceAndBeforeTwiceOfIt);
  CPPUNIT_TEST(givesEachItsOwnGrace);
  CPPUNIT_TEST(keepsWhatIsAskedForAgain);
  CPPUNIT_TEST(keepsWhatIsAskedForInItsLastMoment);
  CPPUNIT_TEST(keepsNeitherOtherChannelsNorThoseOfOthers);
  CPPUNIT_TEST(forgetsThatItWasGivenBackBefore);
  CPPUNIT_TEST(keepsWhatIsAskedForOnceThoughItWasGivenBackTwice);
  CPPUNIT_TEST(removesWhatItDoesNotHave);
  CPPUNIT_TEST(letsWhomItTellsGiveBackAndAskAgain);
  CPPUNIT_TEST(wakesNobodyWhileNothingParts);
  CPPUNIT_TEST_SUITE_END();

 public:
  void partsOnceAfterTheGraceAndBeforeTwiceOfIt() {
    partings_.add(1, chat_);

    advanceBy(Partings::kGrace);
    CPPUNIT_ASSERT(parted_.empty());
    advanceBy(Partings::kGrace);
    CPPUNIT_ASSERT(parted_ == Parted({{1, chat_}}));
    advanceBy(10 * Partings::kGrace);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, parted_.size());
  }

  void givesEachItsOwnGrace() {
    partings_.add(1, chat_);
    advanceBy(Partings::kGrace);
    partings_.add(1, news_);

    advanceBy(Partings::kGrace);
    CPPUNIT_ASSERT(parted_ == Parted({{1, chat_}}));
    advanceBy(Partings::kGrace);
    CPPUNIT_ASSERT(parted_ == Parted({{1, chat_}, {1, news_}}));
  }

  void keepsWhatIsAskedForAgain() {
    partings_.add(1, chat_);
    partings_.remove(1, chat_);

    advanceBy(2 * Partings::kGrace);
    CPPUNIT_ASSERT(parted_.empty());
  }

  void keepsWhatIsAskedForInItsLastMoment() {
    partings_.add(1, chat_);
    advanceBy(Partings::kGrace);
    partings_.remove(1, chat_);

    advanceBy(Partings::kGrace);
    CPPUNIT_ASSERT(parted_.empty());
  }

  void keepsNeitherOtherChannelsNorThoseOfOthers() {
    for (const auto& [id, channel] : Parted({{1, chat_}, {1, news_}, {2, chat_}})) {
      partings_.add(id, channel);
    }
    partings_.remove(1, chat_);

    advanceBy(2 * Partings::kGrace);
    CPPUNIT_ASSERT(parted_ == Parted({{1, news_}, {2, chat_}}));
  }

  void forgetsThatItWasGivenBackBefore() {
    partings_.add(1, chat_);
    partings_.remove(1, chat_);
    advanceBy(Partings::kGrace);
    partings_.add(1, chat_);

    advanceBy(Partings::kGrace);
    CPPUNIT_ASSERT(parted_.empty());
    advanceBy(Partings::kGrace);
    CPPUNIT_ASSERT(parted_ == Parted({{1, chat_}}));
  }

  void keepsWhatIsAskedForOnceThoughItWasGivenBackTwice() {
    partings_.add(1, chat_);
    advanceBy(Partings::kGrace);
    partings_.add(1, chat_);
    partings_.remove(1, chat_);

    advanceBy(2 * Partings::kGrace);
    CPPUNIT_ASSERT(parted_.empty());
  }

  void removesWhatItDoesNotHave() {
    partings_.remove(1, chat_);

    advanceBy(2 * Partings::kGrace);
    CPPUNIT_ASSERT(parted_.empty());
  }

  void letsWhomItTellsGiveBackAndAskAgain() {
    then_ = [this] {
      partings_.remove(1, news_);
      partings_.add(2, news_);
    };
    partings_.add(1, chat_);

    advanceBy(2 * Partings::kGrace);
    then_ = nullptr;
    advanceBy(2 * Partings::kGrace);
    CPPUNIT_ASSERT(parted_ == Parted({{1, chat_}, {2, news_}}));
  }

  void wakesNobodyWhileNothingParts() {
    CPPUNIT_ASSERT(!timers_.untilNext());
    partings_.add(1, chat_);
    CPPUNIT_ASSERT(timers_.untilNext());

    advanceBy(2 * Partings::kGrace);
    CPPUNIT_ASSERT(!timers_.untilNext());
  }

 private:
  using Parted = std::vector<std::pair<ConnectionId, Channel>>;

  // As a reactor does, from wake-up to wake-up.
  void advanceBy(std::chrono::milliseconds time) {
    constexpr auto kTick = net::TimerWheel::kTick;
    for (auto passed = kTick; passed <= time; passed += kTick) {
      clock_.advance(kTick);
      timers_.advance();
    }
  }

  FakeClock clock_;
  net::TimerWheel timers_{clock_};
  Parted parted_;
  std::function<void()> then_;
  Partings partings_{timers_, [this](ConnectionId id, const Channel& channel) {
                       parted_.emplace_back(id, channel);
                       if (then_) then_();
                     }};
  const Channel chat_ = channelOf("broadcast:chat");
  const Channel news_ = channelOf("broadcast:news");
};

CPPUNIT_TEST_SUITE_REGISTRATION(PartingsTest);

}  // namespace
}  // namespace fanfare::ws
