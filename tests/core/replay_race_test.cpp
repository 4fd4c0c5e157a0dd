#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

#include "core/router.h"
#include "support/fake_clock.h"
#include "support/routed_hubs.h"
#include "support/wired_broker.h"

namespace fanfare::core {
namespace {

using testing::FakeClock;
using testing::Listening;
using testing::RoutedHubs;
using testing::WiredBroker;

using Payloads = std::vector<std::string>;

const Channel kChat = Channel::parse("broadcast:chat").value();

// What chooses among so many things that can happen next.
using Choice = std::function<std::size_t(std::size_t)>;

// Makes every sequence of choices in turn, as an odometer does.
class EverySequence {
 public:
  std::size_t operator()(std::size_t choices) {
    if (at_ == digits_.size()) digits_.push_back({0, choices});
    return digits_[at_++].chosen;
  }

  // The next sequence; false if there is none left.
  bool advance() {
    digits_.resize(at_);
    at_ = 0;
    while (!digits_.empty() && ++digits_.back().chosen == digits_.back().choices) {
      digits_.pop_back();
    }
    return !digits_.empty();
  }

 private:
  struct Digit {
    std::size_t chosen;
    std::size_t choices;
  };

  std::vector<Digit> digits_;
  std::size_t at_ = 0;
};

enum class Publisher { kAtOnce, kCarriesThenKeeps };

struct Scene {
  std::size_t hubs = 1;
  std::size_t joiners = 1;
  std::size_t messages = 2;
  Publisher publisher = Publisher::kAtOnce;
  std::size_t losses = 0;
  bool leaves = false;  // the first joiner, once
  bool ticks = false;   // between the other events too
};

// A scene played to its end: publisher, joiners, wires and threads each go on in their own order,
// and the choice says whose turn it is.
class Play {
 public:
  Play(const Scene& scene, Choice choose) : scene_(scene), choose_(std::move(choose)) {
    broker_.start(hubs_.router());
    broker_.recover();
  }

  void run() {
    for (auto possible = events(); !possible.empty(); possible = events()) {
      possible[possible.size() == 1 ? 0 : choose_(possible.size())]();
      noteWhoIsLive();
    }
    for (const auto time : {Router::kFirstLook, Router::kSecondLook}) {
      clock_.advance(time);
      hubs_.router().onTick();
      for (auto possible = moving(); !possible.empty(); possible = moving()) possible.front()();
    }
  }

  // What is wrong; empty if all is well.
  std::string flaw() const {
    for (const auto& joined : joined_) {
      const std::string flaw = flawOf(*joined);
      if (!flaw.empty()) return flaw;
    }
    return {};
  }

 private:
  using Events = std::vector<std::function<void()>>;
  struct Joined {
    explicit Joined(Hub& hub) : listening(hub, kChat) {}
    Listening listening;
    std::optional<std::size_t> publishedBefore;  // it became live
  };

  // All that is on its way.
  Events moving() {
    Events events;
    for (auto* wire : broker_.wires()) {
      if (!wire->empty()) events.emplace_back([wire] { WiredBroker::goOn(*wire); });
    }
    for (std::size_t hub = 0; hub < scene_.hubs; ++hub) {
      if (hubs_.hasToRouter(hub)) events.emplace_back([this, hub] { hubs_.passToRouter(hub); });
      if (hubs_.hasToHub(hub)) events.emplace_back([this, hub] { hubs_.passToHub(hub); });
    }
    return events;
  }

  Events events() {
    Events events = moving();
    if (steps_ < scene_.messages * stepsEach()) events.emplace_back([this] { publishOn(); });
    if (joined_.size() < scene_.joiners) events.emplace_back([this] { join(); });
    if (losses_ == recoveries_ && losses_ < scene_.losses)
      events.emplace_back([this] { ++losses_, broker_.lose(); });
    if (losses_ > recoveries_) events.emplace_back([this] { ++recoveries_, broker_.recover(); });
    if (scene_.leaves && !hasLeft_ && !joined_.empty()) {
      events.emplace_back([this] { hasLeft_ = true, joined_.front()->listening.leave(); });
    }
    if (scene_.ticks && ticks_ < 4 && !joined_.empty()) {
      events.emplace_back([this] {
        ++ticks_;
        clock_.advance(Router::kFirstLook);
        hubs_.router().onTick();
      });
    }
    return events;
  }

  std::size_t stepsEach() const { return scene_.publisher == Publisher::kAtOnce ? 1 : 2; }

  void publishOn() {
    const std::string payload = std::to_string(steps_ / stepsEach());
    if (scene_.publisher == Publisher::kAtOnce) {
      broker_.keepAndCarry(kChat, payload);
    } else if (steps_ % 2 == 0) {
      broker_.carry(kChat, payload);
    } else {
      broker_.keep(kChat, payload);
    }
    ++steps_;
  }

  void join() {
    joined_.push_back(std::make_unique<Joined>(hubs_.hub(joined_.size() % scene_.hubs)));
  }

  void noteWhoIsLive() {
    for (auto& joined : joined_) {
      const auto& subscription = joined->listening.subscription;
      if (joined->publishedBefore || !subscription || !subscription->isLive()) continue;
      joined->publishedBefore = (steps_ + stepsEach() - 1) / stepsEach();
    }
  }

  // What came is the end of what was published, in order, with all that was published since it came
  // live. Where a publisher keeps later than it carries, what was kept may be older than that by a
  // message or more. A broker that was lost leaves gaps, but turns nothing round and ends with the
  // newest.
  std::string flawOf(const Joined& joined) const {
    const auto& got = joined.listening.payloads();
    const bool isGone = !joined.listening.subscription;
    const bool mayLag = scene_.publisher == Publisher::kCarriesThenKeeps;
    const std::string newest = std::to_string(scene_.messages - 1);
    std::ostringstream flaw;
    if (!isGone && !joined.publishedBefore) flaw << "never live; ";
    if (!isGone && (got.empty() || got.back() != newest)) flaw << "the last is not the newest; ";
    for (std::size_t i = 1; i < got.size(); ++i) {
      const int step = std::stoi(got[i]) - std::stoi(got[i - 1]);
      const bool isExcused = scene_.losses > 0 || (mayLag && i == 1);
      if (step < 1) flaw << "doubled or turned round; ";
      if (step > 1 && !isExcused) flaw << "a gap; ";
    }
    const bool lags = mayLag && got.size() > 1 && std::stoi(got[1]) > std::stoi(got[0]) + 1;
    const std::size_t first = lags ? 1 : 0;
    const bool hasMissed = joined.publishedBefore && got.size() > first &&
                           std::stoul(got[first]) > *joined.publishedBefore;
    if (hasMissed && scene_.losses == 0) flaw << "missed what was published when it was live; ";
    if (flaw.str().empty()) return {};
    flaw << "got";
    for (const auto& payload : got) flaw << ' ' << payload;
    return flaw.str();
  }

  const Scene scene_;
  const Choice choose_;
  FakeClock clock_;
  WiredBroker broker_;
  RoutedHubs hubs_{broker_, clock_, scene_.hubs};
  std::vector<std::unique_ptr<Joined>> joined_;
  std::size_t steps_ = 0;
  std::size_t losses_ = 0;
  std::size_t recoveries_ = 0;
  std::size_t ticks_ = 0;
  bool hasLeft_ = false;
};

class ReplayRaceTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ReplayRaceTest);
  CPPUNIT_TEST(losesDoublesAndTurnsNothingInAnyOrderOfEvents);
  CPPUNIT_TEST(losesDoublesAndTurnsNothingWithAForeignPublisherInAnyOrderOfEvents);
  CPPUNIT_TEST(servesJoinersMidRound);
  CPPUNIT_TEST(servesJoinersMidRoundWithAForeignPublisher);
  CPPUNIT_TEST(servesThoseWhoStayWhenAnotherLeaves);
  CPPUNIT_TEST(endsWithTheNewestWhateverIsLost);
  CPPUNIT_TEST(doublesNothingWhenLooksMeetPublishers);
  CPPUNIT_TEST_SUITE_END();

 public:
  void losesDoublesAndTurnsNothingInAnyOrderOfEvents() { playAll({1, 1, 3}); }

  void losesDoublesAndTurnsNothingWithAForeignPublisherInAnyOrderOfEvents() {
    playAll({1, 1, 2, Publisher::kCarriesThenKeeps});
  }

  void servesJoinersMidRound() { playMany({2, 4, 6}); }

  void servesJoinersMidRoundWithAForeignPublisher() {
    playMany({2, 4, 6, Publisher::kCarriesThenKeeps});
  }

  void servesThoseWhoStayWhenAnotherLeaves() {
    playMany({1, 3, 5, Publisher::kAtOnce, 0, true});
    playMany({2, 3, 5, Publisher::kCarriesThenKeeps, 0, true});
  }

  void endsWithTheNewestWhateverIsLost() { playMany({2, 3, 6, Publisher::kAtOnce, 2}); }

  void doublesNothingWhenLooksMeetPublishers() {
    playMany({1, 2, 5, Publisher::kAtOnce, 0, false, true});
    playMany({1, 2, 5, Publisher::kCarriesThenKeeps, 0, false, true});
  }

 private:
  // Enough to meet every pair of events in either order many times over.
  static constexpr unsigned kMany = 1500;

  static void play(const Scene& scene, const Choice& choose, const std::string& which) {
    Play play(scene, choose);
    play.run();
    const std::string flaw = play.flaw();
    CPPUNIT_ASSERT_MESSAGE(which + ": " + flaw, flaw.empty());
  }

  static void playAll(const Scene& scene) {
    EverySequence every;
    std::size_t count = 0;
    do {
      play(scene, std::ref(every), "sequence " + std::to_string(++count));
    } while (every.advance());
    CPPUNIT_ASSERT(count > 100);
  }

  static void playMany(const Scene& scene) {
    for (unsigned seed = 1; seed <= kMany; ++seed) {
      std::mt19937 random(seed);
      const auto choose = [&random](std::size_t choices) { return random() % choices; };
      play(scene, choose, "seed " + std::to_string(seed));
    }
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ReplayRaceTest);

}  // namespace
}  // namespace fanfare::core
