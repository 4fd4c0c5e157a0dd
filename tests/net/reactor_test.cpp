#include "net/reactor.h"

#include <functional>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

#include "support/fake_clock.h"
#include "support/socket_pair.h"
#include "support/turns.h"
#include "support/yields.h"

namespace fanfare::net {
namespace {

using testing::FakeClock;
using testing::localPair;
using testing::received;
using testing::sendAll;
using testing::SocketPair;
using testing::turn;

using std::chrono::milliseconds;

// The readable end of a pair, and what to do when it is ready.
class Ear final : public EventHandler {
 public:
  explicit Ear(Reactor& reactor) : reactor_(reactor) {
    CPPUNIT_ASSERT(reactor_.watch(pair.ours.fd(), EPOLLIN, *this));
  }
  ~Ear() override { reactor_.unwatch(pair.ours.fd(), *this); }

  void onEvents(std::uint32_t events) override {
    seen = events;
    ++calls;
    const auto action = then;  // which may destroy this
    if (action) action();
  }
  void onEndOfTurn() override {
    ++endsOfTurn;
    if (thenAtEnd) thenAtEnd();
  }

  SocketPair pair = localPair();
  std::uint32_t seen = 0;
  int calls = 0;
  int endsOfTurn = 0;
  std::function<void()> then;
  std::function<void()> thenAtEnd;

 private:
  Reactor& reactor_;
};

class Bell final : public Timer {
 public:
  explicit Bell(std::function<void()> then) : then_(std::move(then)) {}
  void onTimer() override { then_(); }

 private:
  std::function<void()> then_;
};

class ReactorTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ReactorTest);
  CPPUNIT_TEST(runsWhatWasPostedBeforeItStops);
  CPPUNIT_TEST(runsWhatOtherThreadsPostOnItsOwn);
  CPPUNIT_TEST(mayRunAgainAfterItStopped);
  CPPUNIT_TEST(callsAHandlerAsLongAsItsDescriptorIsReady);
  CPPUNIT_TEST(watchesForOtherEventsWhenTold);
  CPPUNIT_TEST(doesNotCallAHandlerThatWasUnwatchedInTheSameTurn);
  CPPUNIT_TEST(letsAHandlerDestroyItselfAndOthers);
  CPPUNIT_TEST(unwatchesADescriptorThatWasClosed);
  CPPUNIT_TEST(takesItsStepsInOrder);
  CPPUNIT_TEST(runsInTheSameTurnWhatIsDeferredAtItsEnd);
  CPPUNIT_TEST(yieldsOnceBeforeTheNextTurnHoweverOftenAskedTo);
  CPPUNIT_TEST(callsAHandlerOnceAtTheEndOfATurn);
  CPPUNIT_TEST(forgetsTheEndOfTurnOfAHandlerThatDied);
  CPPUNIT_TEST(destroysBehindAllThatWasDeferred);
  CPPUNIT_TEST(callsTimersThatAreDue);
  CPPUNIT_TEST(waitsNoLongerThanForItsNextTimer);
  CPPUNIT_TEST(servesMoreDescriptorsThanOneWaitReports);
  CPPUNIT_TEST(dropsWhatWasNotRunWhenItDies);
  CPPUNIT_TEST_SUITE_END();

 public:
  void runsWhatWasPostedBeforeItStops() {
    std::string order;
    reactor_.post([&order] { order += 'a'; });
    reactor_.stop();
    reactor_.post([this, &order] {
      order += 'b';
      reactor_.atEndOfTurn([&order] { order += 'c'; });
    });

    reactor_.run();

    CPPUNIT_ASSERT_EQUAL(std::string("abc"), order);
  }

  void runsWhatOtherThreadsPostOnItsOwn() {
    CPPUNIT_ASSERT(!reactor_.isOnThread());
    std::thread thread([this] { reactor_.run(); });

    std::promise<bool> isOnThread;
    reactor_.post([this, &isOnThread] { isOnThread.set_value(reactor_.isOnThread()); });

    CPPUNIT_ASSERT(isOnThread.get_future().get());
    CPPUNIT_ASSERT(!reactor_.isOnThread());
    reactor_.stop();
    thread.join();
  }

  void mayRunAgainAfterItStopped() {
    int runs = 0;
    for (int i = 0; i < 2; ++i) {
      reactor_.post([&runs] { ++runs; });
      turn(reactor_);
    }
    CPPUNIT_ASSERT_EQUAL(2, runs);
  }

  void callsAHandlerAsLongAsItsDescriptorIsReady() {
    Ear ear(reactor_);
    turn(reactor_);
    CPPUNIT_ASSERT_EQUAL(0, ear.calls);

    sendAll(ear.pair.peers, "x");
    turn(reactor_);
    turn(reactor_);
    CPPUNIT_ASSERT_EQUAL(2, ear.calls);

    CPPUNIT_ASSERT_EQUAL(std::string("x"), received(ear.pair.ours));
    turn(reactor_);
    CPPUNIT_ASSERT_EQUAL(2, ear.calls);
  }

  void watchesForOtherEventsWhenTold() {
    Ear ear(reactor_);
    reactor_.rewatch(ear.pair.ours.fd(), EPOLLOUT, ear);
    sendAll(ear.pair.peers, "x");

    turn(reactor_);

    CPPUNIT_ASSERT_EQUAL(std::uint32_t{EPOLLOUT}, ear.seen);
  }

  void doesNotCallAHandlerThatWasUnwatchedInTheSameTurn() {
    Ear first(reactor_);
    Ear second(reactor_);
    first.then = [this, &second] { reactor_.unwatch(second.pair.ours.fd(), second); };
    second.then = [this, &first] { reactor_.unwatch(first.pair.ours.fd(), first); };
    sendAll(first.pair.peers, "x");
    sendAll(second.pair.peers, "x");

    turn(reactor_);

    CPPUNIT_ASSERT_EQUAL(1, first.calls + second.calls);
  }

  void letsAHandlerDestroyItselfAndOthers() {
    auto first = std::make_unique<Ear>(reactor_);
    auto second = std::make_unique<Ear>(reactor_);
    int calls = 0;
    first->then = second->then = [&first, &second, &calls] {
      ++calls;
      first.reset();
      second.reset();
    };
    sendAll(first->pair.peers, "x");
    sendAll(second->pair.peers, "x");

    turn(reactor_);

    CPPUNIT_ASSERT_EQUAL(1, calls);
  }

  void unwatchesADescriptorThatWasClosed() {
    Ear ear(reactor_);
    sendAll(ear.pair.peers, "x");
    const int fd = ear.pair.ours.fd();
    ear.pair.ours = Descriptor();

    reactor_.unwatch(fd, ear);
    turn(reactor_);

    CPPUNIT_ASSERT_EQUAL(0, ear.calls);
  }

  void takesItsStepsInOrder() {
    std::string order;
    Ear ear(reactor_);
    Bell bell([&order] { order += " timer"; });
    ear.then = [this, &order, &ear] {
      order += "event";
      reactor_.callAtEndOfTurn(ear);
      reactor_.atEndOfTurn([&order] { order += " task-at-end"; });
    };
    ear.thenAtEnd = [&order] { order += " handler-at-end"; };
    sendAll(ear.pair.peers, "x");
    reactor_.timers().set(bell, milliseconds(10));
    clock_.advance(milliseconds(20));
    reactor_.post([&order] { order += " posted"; });

    turn(reactor_);

    CPPUNIT_ASSERT_EQUAL(std::string("event posted timer task-at-end handler-at-end"), order);
  }

  void runsInTheSameTurnWhatIsDeferredAtItsEnd() {
    std::string order;
    Ear ear(reactor_);
    ear.thenAtEnd = [this, &order] {
      order += 'b';
      reactor_.atEndOfTurn([&order] { order += 'c'; });
    };
    reactor_.atEndOfTurn([this, &order, &ear] {
      order += 'a';
      reactor_.callAtEndOfTurn(ear);
    });

    turn(reactor_);

    CPPUNIT_ASSERT_EQUAL(std::string("abc"), order);
  }

  void yieldsOnceBeforeTheNextTurnHoweverOftenAskedTo() {
    const std::size_t before = testing::yields();
    reactor_.yieldBeforeNextTurn();
    reactor_.yieldBeforeNextTurn();
    std::size_t seenInTheTurn = 0;
    reactor_.post([&seenInTheTurn] { seenInTheTurn = testing::yields(); });

    turn(reactor_);
    turn(reactor_);

    CPPUNIT_ASSERT_EQUAL(before + 1, seenInTheTurn);
    CPPUNIT_ASSERT_EQUAL(before + 1, testing::yields());
  }

  void callsAHandlerOnceAtTheEndOfATurn() {
    Ear ear(reactor_);
    reactor_.callAtEndOfTurn(ear);
    reactor_.callAtEndOfTurn(ear);
    turn(reactor_);
    CPPUNIT_ASSERT_EQUAL(1, ear.endsOfTurn);

    turn(reactor_);
    CPPUNIT_ASSERT_EQUAL(1, ear.endsOfTurn);
    reactor_.callAtEndOfTurn(ear);
    turn(reactor_);
    CPPUNIT_ASSERT_EQUAL(2, ear.endsOfTurn);
  }

  void forgetsTheEndOfTurnOfAHandlerThatDied() {
    Ear survivor(reactor_);
    auto dying = std::make_unique<Ear>(reactor_);
    auto killed = std::make_unique<Ear>(reactor_);
    reactor_.callAtEndOfTurn(*dying);
    reactor_.callAtEndOfTurn(*killed);
    reactor_.callAtEndOfTurn(survivor);
    dying->thenAtEnd = [&killed] { killed.reset(); };
    reactor_.atEndOfTurn([] {});

    turn(reactor_);
    dying.reset();
    turn(reactor_);

    CPPUNIT_ASSERT(!killed);
    CPPUNIT_ASSERT_EQUAL(1, survivor.endsOfTurn);
  }

  void destroysBehindAllThatWasDeferred() {
    auto object = std::make_shared<int>(7);
    const std::weak_ptr<int> watched = object;
    bool wasAlive = false;
    reactor_.post([this, &object, &watched, &wasAlive] {
      reactor_.destroyLater(std::move(object));
      reactor_.atEndOfTurn([&watched, &wasAlive] { wasAlive = !watched.expired(); });
    });

    turn(reactor_);

    CPPUNIT_ASSERT(wasAlive);
    CPPUNIT_ASSERT(watched.expired());
  }

  void callsTimersThatAreDue() {
    int rings = 0;
    Bell bell([&rings] { ++rings; });
    reactor_.timers().set(bell, milliseconds(100));

    turn(reactor_);
    CPPUNIT_ASSERT_EQUAL(0, rings);
    clock_.advance(milliseconds(100));
    turn(reactor_);
    CPPUNIT_ASSERT_EQUAL(1, rings);
  }

  // Returns at all only because the reactor wakes for its timer.
  void waitsNoLongerThanForItsNextTimer() {
    const SteadyClock steady{};
    Reactor reactor(steady);
    const Clock::Time begun = steady.now();
    Bell bell([&reactor] { reactor.stop(); });
    reactor.timers().set(bell, milliseconds(30));

    reactor.run();

    CPPUNIT_ASSERT(steady.now() - begun >= milliseconds(30));
  }

  void servesMoreDescriptorsThanOneWaitReports() {
    std::vector<std::unique_ptr<Ear>> ears;
    for (int i = 0; i < 600; ++i) {
      ears.push_back(std::make_unique<Ear>(reactor_));
      Ear& ear = *ears.back();
      ear.then = [&ear] { (void)received(ear.pair.ours); };
      sendAll(ear.pair.peers, "x");
    }

    for (int i = 0; i < 3; ++i) turn(reactor_);

    for (const auto& ear : ears) CPPUNIT_ASSERT_EQUAL(1, ear->calls);
  }

  void dropsWhatWasNotRunWhenItDies() {
    const auto object = std::make_shared<int>(7);
    {
      Reactor reactor(clock_);
      reactor.post([object] { CPPUNIT_FAIL("was run"); });
      reactor.atEndOfTurn([object] { CPPUNIT_FAIL("was run"); });
      reactor.destroyLater(object);
    }
    CPPUNIT_ASSERT_EQUAL(1L, object.use_count());
  }

 private:
  FakeClock clock_;
  Reactor reactor_{clock_};
};

CPPUNIT_TEST_SUITE_REGISTRATION(ReactorTest);

}  // namespace
}  // namespace fanfare::net
