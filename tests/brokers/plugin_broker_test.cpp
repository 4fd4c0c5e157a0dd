#include "brokers/plugin_broker.h"

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <cppunit/extensions/HelperMacros.h>

#include "support/fake_clock.h"
#include "support/recording_listener.h"
#include "support/recording_log.h"
#include "support/turns.h"
#include "support/unruly_broker.h"

namespace fanfare::brokers {
namespace {

using testing::FakeClock;
using testing::RecordingListener;
using testing::RecordingLog;
using testing::UnrulyBroker;

using Heard = std::vector<std::string>;
using Stamps = std::vector<std::optional<Broker::Stamp>>;

const Channel kChat = Channel::parse("broadcast:chat").value();

// What a `done` was told: "done", or why not.
class Told {
 public:
  template <typename Value>
  std::function<void(Result<Value>)> ear() {
    return [this](const Result<Value>& result) {
      heard_.push_back(result ? "done" : result.error().message);
      isUnavailable_ = !result && result.error().code == ErrorCode::kUnavailable;
    };
  }

  const Heard& heard() const { return heard_; }
  bool isUnavailable() const { return isUnavailable_; }

 private:
  Heard heard_;
  bool isUnavailable_ = false;
};

// What a good plug-in does is in tests/contract.
class PluginBrokerTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PluginBrokerTest);
  CPPUNIT_TEST(opensOnlyWhatIsThere);
  CPPUNIT_TEST(failsWhatThrows);
  CPPUNIT_TEST(survivesWhateverIsThrown);
  CPPUNIT_TEST(isMadeAnewWhereWhatHasNoAnswerThrows);
  CPPUNIT_TEST(isMadeAnewWhereATaskThrows);
  CPPUNIT_TEST(isMadeAnewUntilItStarts);
  CPPUNIT_TEST(isMadeAnewUntilItCanBeMade);
  CPPUNIT_TEST(failsWhatTheBrokerTookWithIt);
  CPPUNIT_TEST(hearsNothingOfABrokerThatWasGivenUp);
  CPPUNIT_TEST(asksNothingOfABrokerThatIsAway);
  CPPUNIT_TEST(failsWhatIsForgotten);
  CPPUNIT_TEST(takesTheFirstAnswerOnly);
  CPPUNIT_TEST(takesNoCallFromWithinACall);
  CPPUNIT_TEST(takesNoCallFromAnotherThread);
  CPPUNIT_TEST(takesNoMessageThatIsNone);
  CPPUNIT_TEST(takesNoStampsThatAreTooFew);
  CPPUNIT_TEST(makesEveryFailureUnavailability);
  CPPUNIT_TEST(writesWhatItSays);
  CPPUNIT_TEST(tellsItsFaultsOnceAMinute);
  CPPUNIT_TEST(doesNothingOnceDestroyed);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override { makeBroker(); }

  void tearDown() override {
    broker_.reset();
    turn();
  }

  void opensOnlyWhatIsThere() {
    CPPUNIT_ASSERT_EQUAL(std::string("'x.so' is no absolute path"),
                         PluginBroker::open({"x.so", ""}).error().message);
    CPPUNIT_ASSERT(PluginBroker::open({"/nowhere/x.so", ""}).error().message.find("/nowhere") == 0);
  }

  void failsWhatThrows() {
    for (const std::string name : {"publish", "fetch", "publishTopic", "stamp", "fetchStamps"}) {
      begin();
      script_.throwsIn = name;
      Told told;

      askFor(name, told);
      const bool isEarly = !told.heard().empty();
      turn();

      CPPUNIT_ASSERT_MESSAGE(name, !isEarly);
      CPPUNIT_ASSERT((told.heard() == Heard{"broker.plugin: it threw: a fault\nof the test"}));
      CPPUNIT_ASSERT(told.isUnavailable());
      CPPUNIT_ASSERT_EQUAL_MESSAGE(name, std::size_t{0}, listener_->count("lost"));
    }
    CPPUNIT_ASSERT_EQUAL(std::size_t{5}, log_.count("broker.plugin: it threw: a fault?of the"));
  }

  void survivesWhateverIsThrown() {
    begin();
    script_.throwsIn = "publish";
    script_.throwsNumber = 7;
    Told told;

    askFor("publish", told);
    turn();

    CPPUNIT_ASSERT((told.heard() == Heard{"broker.plugin: it threw"}));
  }

  void isMadeAnewWhereWhatHasNoAnswerThrows() {
    for (const std::string name :
         {"subscribe", "unsubscribe", "subscribeTopic", "unsubscribeTopic"}) {
      begin();
      script_.throwsIn = name;

      order(name);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(name, std::size_t{0}, listener_->count("lost"));
      letPass(kSoon);
      CPPUNIT_ASSERT((listener_->heard() == Heard{"reachable", "lost"}));
      CPPUNIT_ASSERT_EQUAL_MESSAGE(name, 1, made_);
      letPass(PluginBroker::kPause);

      CPPUNIT_ASSERT_EQUAL_MESSAGE(name, 2, made_);
      CPPUNIT_ASSERT((listener_->heard() == Heard{"reachable", "lost", "reachable"}));
    }
  }

  void isMadeAnewWhereATaskThrows() {
    begin();

    script_.host->post([] { throw std::runtime_error("in a task"); });
    turn();
    letPass(kSoon);
    letPass(PluginBroker::kPause);

    CPPUNIT_ASSERT((listener_->heard() == Heard{"reachable", "lost", "reachable"}));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, log_.count("it threw: in a task"));
  }

  void isMadeAnewUntilItStarts() {
    script_.throwsIn = "start";
    broker_->start(*listener_);
    letPass(kSoon);
    letPass(PluginBroker::kPause);
    CPPUNIT_ASSERT_EQUAL(2, made_);
    CPPUNIT_ASSERT(listener_->heard().empty());

    script_.throwsIn = "";
    letPass(kSoon);
    letPass(PluginBroker::kPause);

    CPPUNIT_ASSERT((listener_->heard() == Heard{"reachable"}));
  }

  void isMadeAnewUntilItCanBeMade() {
    makeFails_ = true;
    broker_->start(*listener_);
    letPass(kSoon);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, log_.count("broker.plugin: /x.so: as told"));

    makeFails_ = false;
    letPass(PluginBroker::kPause);

    CPPUNIT_ASSERT((listener_->heard() == Heard{"reachable"}));
  }

  void failsWhatTheBrokerTookWithIt() {
    begin();
    script_.onPublish = [this](const Broker::PublishDone& done) {
      script_.host->post([done] { (void)done; });
      throw std::runtime_error("with it");
    };
    script_.onFetch = [this](const Broker::FetchDone& done) {
      script_.host->post([done] { throw std::runtime_error("in a task"); });
    };
    Told published;
    Told fetched;

    askFor("publish", published);
    askFor("fetch", fetched);
    turn();
    turn();

    CPPUNIT_ASSERT((published.heard() == Heard{"broker.plugin: it threw: with it"}));
    CPPUNIT_ASSERT((fetched.heard() == Heard{"broker.plugin: it gave no answer"}));
  }

  void hearsNothingOfABrokerThatWasGivenUp() {
    begin();
    Broker::PublishDone late;
    script_.onPublish = [&late](Broker::PublishDone done) { late = std::move(done); };
    Told told;
    askFor("publish", told);
    script_.throwsIn = "subscribe";
    order("subscribe");
    letPass(kSoon);

    inTurn([&late] { late({}); });
    CPPUNIT_ASSERT(told.heard().empty());
    late = nullptr;
    turn();

    CPPUNIT_ASSERT((listener_->heard() == Heard{"reachable", "lost"}));
    CPPUNIT_ASSERT((told.heard() == Heard{"broker.plugin: it gave no answer"}));
  }

  void asksNothingOfABrokerThatIsAway() {
    begin();
    script_.host->post([this] { script_.listener->onLost(); });
    turn();
    script_.called.clear();
    Told told;

    for (const char* name : {"publish", "fetch", "publishTopic", "stamp", "fetchStamps"}) {
      askFor(name, told);
    }
    for (const char* name : {"subscribe", "unsubscribe", "subscribeTopic", "unsubscribeTopic"}) {
      order(name);
    }
    turn();

    CPPUNIT_ASSERT(script_.called.empty());
    CPPUNIT_ASSERT(told.heard() == Heard(5, "broker.plugin: it is away"));
  }

  void failsWhatIsForgotten() {
    begin();
    Told told;

    askFor("publish", told);
    askFor("fetch", told);
    askFor("fetchStamps", told);
    turn();

    CPPUNIT_ASSERT(told.heard() == Heard(3, "broker.plugin: it gave no answer"));
  }

  void takesTheFirstAnswerOnly() {
    begin();
    script_.onPublish = [this](const Broker::PublishDone& done) {
      script_.host->post([done] {
        done({});
        done({});
        done(Error{ErrorCode::kUnavailable, "after all"});
      });
    };
    Told told;

    askFor("publish", told);
    turn();
    turn();

    CPPUNIT_ASSERT((told.heard() == Heard{"done"}));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, log_.count("it answered a second time"));
  }

  void takesNoCallFromWithinACall() {
    script_.onPublish = [this](const Broker::PublishDone& done) {
      script_.listener->onSubscribed(kChat);
      done({});
    };
    begin();
    Told told;

    inTurn([&] { askFor("publish", told); });
    turn();

    CPPUNIT_ASSERT((listener_->heard() == Heard{"reachable"}));
    CPPUNIT_ASSERT((told.heard() == Heard{"broker.plugin: it gave no answer"}));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, log_.count("it called back from within a call"));
  }

  void takesNoCallFromAnotherThread() {
    script_.onPublish = [this](const Broker::PublishDone& done) {
      std::thread([this, done] {
        script_.listener->onSubscribed(kChat);
        done({});
      }).join();
    };
    begin();
    Told told;

    inTurn([&] { askFor("publish", told); });
    turn();

    CPPUNIT_ASSERT((listener_->heard() == Heard{"reachable"}));
    CPPUNIT_ASSERT((told.heard() == Heard{"broker.plugin: it gave no answer"}));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, log_.count("it called back on another thread"));
  }

  void takesNoMessageThatIsNone() {
    begin();

    script_.host->post([this] {
      script_.listener->onMessage(kChat, nullptr);
      script_.listener->onMessage(kChat, makeMessage("one"));
    });
    turn();

    CPPUNIT_ASSERT((listener_->heard() == Heard{"reachable", "message broadcast:chat one"}));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, log_.count("it carried no message"));
  }

  void takesNoStampsThatAreTooFew() {
    begin();
    script_.onStamps = [this](const Broker::StampsDone& done) {
      script_.host->post([done] { done(Stamps{Broker::Stamp()}); });
    };
    Told two;
    Told one;

    broker_->fetchStamps({"a", "b"}, two.ear<Stamps>());
    broker_->fetchStamps({"a"}, one.ear<Stamps>());
    turn();

    CPPUNIT_ASSERT(
        (two.heard() == Heard{"broker.plugin: its fetchStamps() does not answer for each"}));
    CPPUNIT_ASSERT((one.heard() == Heard{"done"}));
  }

  void makesEveryFailureUnavailability() {
    begin();
    script_.onPublish = [this](const Broker::PublishDone& done) {
      script_.host->post([done] { done(Error{ErrorCode::kNotAuthorized, "not you"}); });
    };
    Told told;

    askFor("publish", told);
    turn();

    CPPUNIT_ASSERT((told.heard() == Heard{"broker.plugin: not you"}));
    CPPUNIT_ASSERT(told.isUnavailable());
  }

  void writesWhatItSays() {
    begin();

    script_.host->tell("begun\nanew");
    script_.host->warn(std::string(1000, 'x'));

    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, log_.count("broker.plugin: begun?anew"));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, log_.count("broker.plugin: xxxx"));
    CPPUNIT_ASSERT(log_.lines().back().size() < 300);
  }

  void tellsItsFaultsOnceAMinute() {
    begin();
    script_.throwsIn = "publish";
    Told told;

    for (int i = 0; i < 10; ++i) askFor("publish", told);
    clock_.advance(std::chrono::seconds(61));
    askFor("publish", told);

    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, log_.count("it threw: a fault?of the test"));
    turn();
  }

  void doesNothingOnceDestroyed() {
    begin();
    Broker::PublishDone late;
    bool hasRun = false;
    script_.onPublish = [&late](Broker::PublishDone done) { late = std::move(done); };
    Told told;
    askFor("publish", told);
    script_.host->post([&hasRun] { hasRun = true; });

    broker_.reset();
    turn();
    late({});
    late = nullptr;
    turn();

    CPPUNIT_ASSERT(!hasRun);
    CPPUNIT_ASSERT(told.heard().empty());
  }

 private:
  static constexpr std::chrono::milliseconds kSoon{20};  // more than a tick of timers

  void makeBroker() {
    broker_.reset();
    listener_ = std::make_unique<RecordingListener>();
    made_ = 0;
    broker_ = std::make_unique<PluginBroker>(
        reactor_, log_, [this](BrokerHost& host) -> Result<std::unique_ptr<Broker>> {
          ++made_;
          if (makeFails_) return Error{ErrorCode::kInvalidArgument, "/x.so: as told"};
          return std::unique_ptr<Broker>(std::make_unique<UnrulyBroker>(script_, host));
        });
  }

  // A broker that has become reachable, and nothing else yet.
  void begin() {
    makeBroker();
    script_.throwsIn = "";
    broker_->start(*listener_);
    turn();
  }

  void turn() { testing::turn(reactor_); }
  void inTurn(std::function<void()> task) {
    reactor_.post(std::move(task));
    turn();
  }
  // With turns behind it, for what one turn asks of the next.
  void letPass(std::chrono::milliseconds time) {
    clock_.advance(time);
    for (int i = 0; i < 3; ++i) turn();
  }

  void askFor(const std::string& name, Told& told) {
    if (name == "publish") broker_->publish({}, told.ear<void>());
    if (name == "fetch") broker_->fetch(kChat, told.ear<MessagePtr>());
    if (name == "publishTopic") broker_->publishTopic("topic", "payload", told.ear<void>());
    if (name == "stamp") broker_->stamp({"name"}, std::chrono::seconds(1), told.ear<void>());
    if (name == "fetchStamps") broker_->fetchStamps({"name"}, told.ear<Stamps>());
  }

  void order(const std::string& name) {
    if (name == "subscribe") broker_->subscribe(kChat);
    if (name == "unsubscribe") broker_->unsubscribe(kChat);
    if (name == "subscribeTopic") broker_->subscribeTopic("topic");
    if (name == "unsubscribeTopic") broker_->unsubscribeTopic("topic");
  }

  FakeClock clock_;
  RecordingLog log_;
  net::Reactor reactor_{clock_};
  UnrulyBroker::Script script_;
  bool makeFails_ = false;
  int made_ = 0;
  std::unique_ptr<RecordingListener> listener_;
  std::unique_ptr<PluginBroker> broker_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(PluginBrokerTest);

}  // namespace
}  // namespace fanfare::brokers
