#include <cstddef>
#include <functional>
#include <future>
#include <memory>
#include <utility>

#include <cppunit/extensions/HelperMacros.h>

#include "app/broker_thread.h"
#include "brokers/memory_broker.h"
#include "support/recording_log.h"
#include "support/yields.h"

namespace fanfare::app {
namespace {

// When the broker's thread lets the reactors go first, on a core that they share.
class BrokerThreadYieldsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(BrokerThreadYieldsTest);
  CPPUNIT_TEST(yieldsOnceBehindWhatItHandsToAReactor);
  CPPUNIT_TEST(yieldsToNobodyWhereItHandsNothingOver);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override {
    handedOver_ = {};
    thread_ = std::make_unique<BrokerThread>(
        BrokerThread::Parts{clock_, log_, limits_},
        [this](net::Reactor& reactor, auto& /*listener*/) {
          return std::make_unique<brokers::MemoryBroker>(
              clock_,
              [&reactor](std::function<void()> task) { reactor.atEndOfTurn(std::move(task)); });
        },
        std::vector<AnswerSink>{
            {[this](const Answers& /*answers*/) { handedOver_.set_value(testing::yields()); },
             backlog_}},
        BrokerThread::Options(),
        ControlHooks{[](const core::ControlMessage& /*message*/) {}, [] {}});
    thread_->start();
  }

  void tearDown() override { thread_.reset(); }

  void yieldsOnceBehindWhatItHandsToAReactor() {
    thread_->post(0, publishOrder());
    const std::size_t before = handedOver_.get_future().get();

    const std::size_t inTheNextTurn = yieldsOfAnotherTurn();

    CPPUNIT_ASSERT_EQUAL(before + 1, inTheNextTurn);
    CPPUNIT_ASSERT_EQUAL(inTheNextTurn, yieldsOfAnotherTurn());
  }

  void yieldsToNobodyWhereItHandsNothingOver() {
    const std::size_t before = yieldsOfAnotherTurn();

    CPPUNIT_ASSERT_EQUAL(before, yieldsOfAnotherTurn());
  }

 private:
  static std::vector<Publication> publications() {
    return {{*Channel::parse("broadcast:chat"), makeMessage("hi"), std::chrono::seconds(0)}};
  }

  // Of the reactor, which is told what became of it.
  static Orders publishOrder() {
    Orders orders;
    orders.emplace_back(PublishOrder{{}, publications(), [](const Result<void>& /*result*/) {}});
    return orders;
  }

  // What the thread has counted when it answers the API, which is told by no reactor.
  std::size_t yieldsOfAnotherTurn() {
    std::promise<std::size_t> counted;
    thread_->publish(publications(), [&counted](const Result<void>& /*result*/) {
      counted.set_value(testing::yields());
    });
    return counted.get_future().get();
  }

  const SteadyClock clock_{};
  testing::RecordingLog log_;
  core::LimitCounts limits_;
  Backlog backlog_{1u << 20};
  std::promise<std::size_t> handedOver_;
  std::unique_ptr<BrokerThread> thread_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(BrokerThreadYieldsTest);

}  // namespace
}  // namespace fanfare::app
