#include "brokers/memory_broker.h"

#include <string>
#include <utility>

#include <cppunit/extensions/HelperMacros.h>

#include "support/memory_harness.h"
#include "support/recording_listener.h"

namespace fanfare::brokers {
namespace {

using testing::MemoryHarness;
using testing::RecordingListener;

// What every broker does is in tests/contract.
class MemoryBrokerTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(MemoryBrokerTest);
  CPPUNIT_TEST(givesUpWhatExpiresSoonestBeyondItsNumber);
  CPPUNIT_TEST(givesUpWhatExpiresSoonestBeyondItsBytes);
  CPPUNIT_TEST(carriesWhatIsTooLargeToKeepAndGivesUpWhatItFollows);
  CPPUNIT_TEST(countsAMessageThatIsReplacedOnce);
  CPPUNIT_TEST(freesWhatHasExpiredWithoutBeingAskedForIt);
  CPPUNIT_TEST(doesNothingOnceDestroyed);
  CPPUNIT_TEST_SUITE_END();

 public:
  void givesUpWhatExpiresSoonestBeyondItsNumber() {
    MemoryHarness harness({2, 1000});
    start(harness);

    keep(harness, "broadcast:a", "a", 30);
    keep(harness, "broadcast:b", "b", 10);
    keep(harness, "broadcast:c", "c", 20);

    CPPUNIT_ASSERT_EQUAL(std::string("a"), fetched(harness, "broadcast:a"));
    CPPUNIT_ASSERT_EQUAL(std::string("nothing"), fetched(harness, "broadcast:b"));
    CPPUNIT_ASSERT_EQUAL(std::string("c"), fetched(harness, "broadcast:c"));
  }

  void givesUpWhatExpiresSoonestBeyondItsBytes() {
    MemoryHarness harness({100, 100});
    start(harness);

    keep(harness, "broadcast:a", std::string(30, 'a'), 10);
    keep(harness, "broadcast:b", std::string(30, 'b'), 20);
    keep(harness, "broadcast:c", std::string(30, 'c'), 30);

    CPPUNIT_ASSERT_EQUAL(std::string("nothing"), fetched(harness, "broadcast:a"));
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, harness.broker().keptCount());
    CPPUNIT_ASSERT_EQUAL(std::size_t{82}, harness.broker().keptBytes());
  }

  void carriesWhatIsTooLargeToKeepAndGivesUpWhatItFollows() {
    MemoryHarness harness({100, 100});
    start(harness);
    harness.broker().subscribe(Channel::parse("broadcast:a").value());
    keep(harness, "broadcast:a", "small", 10);

    const std::string large(200, 'x');
    keep(harness, "broadcast:a", large, 10);

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, listener_.count("message broadcast:a " + large));
    CPPUNIT_ASSERT_EQUAL(std::string("nothing"), fetched(harness, "broadcast:a"));
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, harness.broker().keptBytes());
  }

  void countsAMessageThatIsReplacedOnce() {
    MemoryHarness harness;
    start(harness);

    keep(harness, "broadcast:a", "first", 10);
    keep(harness, "broadcast:a", "second", 10);

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, harness.broker().keptCount());
    CPPUNIT_ASSERT_EQUAL(std::size_t{17}, harness.broker().keptBytes());
  }

  void freesWhatHasExpiredWithoutBeingAskedForIt() {
    MemoryHarness harness;
    start(harness);
    keep(harness, "broadcast:a", "a", 10);

    harness.passTime(std::chrono::seconds(10));
    keep(harness, "broadcast:b", "b", 10);

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, harness.broker().keptCount());
  }

  void doesNothingOnceDestroyed() {
    const testing::FakeClock clock;
    std::vector<std::function<void()>> tasks;
    {
      MemoryBroker broker(clock,
                          [&](std::function<void()> task) { tasks.push_back(std::move(task)); });
      broker.start(listener_);
      broker.fetch(Channel::parse("broadcast:a").value(),
                   [](const Result<MessagePtr>&) { CPPUNIT_FAIL("answered"); });
    }

    for (const auto& task : tasks) task();

    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, tasks.size());
    CPPUNIT_ASSERT(listener_.heard().empty());
  }

 private:
  void start(MemoryHarness& harness) { harness.broker().start(listener_); }

  static void keep(MemoryHarness& harness, const char* key, std::string payload, int seconds) {
    bool isDone = false;
    harness.broker().publish({{Channel::parse(key).value(), makeMessage(std::move(payload)),
                               std::chrono::seconds(seconds)}},
                             [&](const Result<void>&) { isDone = true; });
    CPPUNIT_ASSERT(harness.runUntil([&] { return isDone; }));
  }

  static std::string fetched(MemoryHarness& harness, const char* key) {
    std::string found;
    harness.broker().fetch(Channel::parse(key).value(), [&](const Result<MessagePtr>& message) {
      found = *message ? (*message)->payload : "nothing";
    });
    CPPUNIT_ASSERT(harness.runUntil([&] { return !found.empty(); }));
    return found;
  }

  RecordingListener listener_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(MemoryBrokerTest);

}  // namespace
}  // namespace fanfare::brokers
