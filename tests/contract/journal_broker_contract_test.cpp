#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include <cppunit/extensions/HelperMacros.h>

#include "contract/broker_contract.h"
#include "contract/broker_topics_contract.h"
#include "contract/replay_contract.h"
#include "support/journal_harness.h"
#include "support/recording_listener.h"
#include "support/temporary_directory.h"

namespace fanfare::brokers {
namespace {

using testing::BrokerContract;
using testing::BrokerTopicsContract;
using testing::JournalHarness;
using testing::RecordingListener;
using testing::ReplayContract;

class JournalBrokerContractTest : public BrokerContract<JournalHarness> {
  CPPUNIT_TEST_SUB_SUITE(JournalBrokerContractTest, BrokerContract<JournalHarness>);
  CPPUNIT_TEST_SUITE_END();
};

class JournalBrokerTopicsContractTest : public BrokerTopicsContract<JournalHarness> {
  CPPUNIT_TEST_SUB_SUITE(JournalBrokerTopicsContractTest, BrokerTopicsContract<JournalHarness>);
  CPPUNIT_TEST_SUITE_END();
};

class JournalReplayContractTest : public ReplayContract<JournalHarness> {
  CPPUNIT_TEST_SUB_SUITE(JournalReplayContractTest, ReplayContract<JournalHarness>);
  CPPUNIT_TEST_SUITE_END();
};

const Channel kChat = Channel::parse("broadcast:chat").value();

// A server on the journal in `directory`.
struct Node {
  explicit Node(const std::string& directory) : harness(directory) {
    harness.broker().start(listener);
  }

  void await(const std::string& what, std::size_t times = 1) {
    CPPUNIT_ASSERT_MESSAGE(what, harness.runUntil([&] { return listener.count(what) >= times; }));
  }
  void listen() {
    await("reachable");
    harness.broker().subscribe(kChat);
    await("subscribed broadcast:chat");
  }
  bool publish(std::string payload, std::chrono::seconds keepFor) {
    std::optional<bool> isTaken;
    harness.broker().publish(
        {{kChat, makeMessage(std::move(payload)), keepFor}},
        [&isTaken](const Result<void>& result) { isTaken = result.has_value(); });
    CPPUNIT_ASSERT(harness.runUntil([&] { return isTaken.has_value(); }));
    return *isTaken;
  }
  std::string kept() {
    std::optional<std::string> found;
    harness.broker().fetch(kChat, [&found](const Result<MessagePtr>& message) {
      found = message && *message ? (*message)->payload : "nothing";
    });
    CPPUNIT_ASSERT(harness.runUntil([&] { return found.has_value(); }));
    return *found;
  }

  RecordingListener listener;  // outlives the broker
  JournalHarness harness;
};

class JournalBrokerTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(JournalBrokerTest);
  CPPUNIT_TEST(carriesFromOneServerToTheOther);
  CPPUNIT_TEST(keepsWhatWasKeptBeforeItsServerBegan);
  CPPUNIT_TEST(beginsALongJournalAgainAndLosesNothing);
  CPPUNIT_TEST(passesOverWhatWasNotWrittenToItsEnd);
  CPPUNIT_TEST(comesBackWhenItsDirectoryDoes);
  CPPUNIT_TEST(isAwayWhileAnotherFileIsThere);
  CPPUNIT_TEST(isMadeForADirectoryOnly);
  CPPUNIT_TEST_SUITE_END();

 public:
  void carriesFromOneServerToTheOther() {
    Node one(directory_.path(""));
    Node other(directory_.path(""));
    one.listen();
    other.listen();

    CPPUNIT_ASSERT(one.publish("hi", std::chrono::seconds(60)));

    one.await("message broadcast:chat hi");
    other.await("message broadcast:chat hi");
    CPPUNIT_ASSERT_EQUAL(std::string("hi"), other.kept());
  }

  void keepsWhatWasKeptBeforeItsServerBegan() {
    {
      Node one(directory_.path(""));
      one.await("reachable");
      CPPUNIT_ASSERT(one.publish("kept", std::chrono::seconds(60)));
      CPPUNIT_ASSERT(one.publish("carried", std::chrono::seconds(0)));
    }

    Node other(directory_.path(""));
    other.listen();

    CPPUNIT_ASSERT_EQUAL(std::string("kept"), other.kept());
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, other.listener.count("message broadcast:chat kept"));
  }

  void beginsALongJournalAgainAndLosesNothing() {
    constexpr int kMessages = 40;
    const std::string large(1U << 20, 'x');
    Node one(directory_.path(""));
    Node other(directory_.path(""));
    one.listen();
    other.listen();

    for (int i = 0; i < kMessages; ++i) {
      CPPUNIT_ASSERT(one.publish(std::to_string(i) + large, std::chrono::seconds(i == 0 ? 60 : 0)));
    }

    for (int i = 0; i < kMessages; ++i) {
      one.await("message broadcast:chat " + std::to_string(i) + large);
      other.await("message broadcast:chat " + std::to_string(i) + large);
    }
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, one.listener.count("reachable"));
    CPPUNIT_ASSERT_EQUAL("0" + large, other.kept());
    CPPUNIT_ASSERT(std::filesystem::file_size(one.harness.file()) < 20U * large.size());
  }

  void passesOverWhatWasNotWrittenToItsEnd() {
    Node one(directory_.path(""));
    one.listen();
    CPPUNIT_ASSERT(one.publish("first", std::chrono::seconds(60)));
    std::ofstream(one.harness.file(), std::ios::binary | std::ios::app) << "half an ent";

    Node other(directory_.path(""));
    other.listen();
    CPPUNIT_ASSERT_EQUAL(std::string("first"), other.kept());
    CPPUNIT_ASSERT(other.publish("second", std::chrono::seconds(60)));

    one.await("message broadcast:chat second");
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, one.listener.count("reachable"));
  }

  void comesBackWhenItsDirectoryDoes() {
    const std::string directory = directory_.path("later");
    Node one(directory);
    const auto told = [&] { return one.harness.log().count("No such file or directory") == 1; };
    CPPUNIT_ASSERT(one.harness.runUntil(told));
    CPPUNIT_ASSERT(!one.publish("refused", std::chrono::seconds(0)));

    std::filesystem::create_directory(directory);

    one.listen();
    CPPUNIT_ASSERT(one.publish("taken", std::chrono::seconds(0)));
  }

  void isAwayWhileAnotherFileIsThere() {
    const std::string file = directory_.write("journal", "a file of somebody else, and a long one");
    Node one(directory_.path(""));
    CPPUNIT_ASSERT(
        one.harness.runUntil([&] { return one.harness.log().count("is no journal") == 1; }));
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, one.listener.count("reachable"));

    std::filesystem::remove(file);

    one.await("reachable");
  }

  void isMadeForADirectoryOnly() {
    for (const std::string argument : {"", "relative"}) {
      const auto made = PluginBroker::open({FANFARE_JOURNAL_PLUGIN, argument});

      CPPUNIT_ASSERT(!made);
      CPPUNIT_ASSERT(made.error().message.find("journal's directory is to be named") !=
                     std::string::npos);
    }
  }

 private:
  const test::TemporaryDirectory directory_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(JournalBrokerContractTest);
CPPUNIT_TEST_SUITE_REGISTRATION(JournalBrokerTopicsContractTest);
CPPUNIT_TEST_SUITE_REGISTRATION(JournalReplayContractTest);
CPPUNIT_TEST_SUITE_REGISTRATION(JournalBrokerTest);

}  // namespace
}  // namespace fanfare::brokers
