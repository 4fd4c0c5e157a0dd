#include "brokers/plugin_broker.h"

#include <stdexcept>
#include <string>

#include <cppunit/extensions/HelperMacros.h>

#include "support/unruly_plugin.h"

namespace fanfare::brokers {
namespace {

using testing::Told;

// That it outlives what a plug-in's broker throws, and its going and coming. What a good plug-in
// does is in tests/contract.
class PluginBrokerTest : public testing::UnrulyPlugin {
  CPPUNIT_TEST_SUITE(PluginBrokerTest);
  CPPUNIT_TEST(opensOnlyWhatIsThere);
  CPPUNIT_TEST(failsWhatThrows);
  CPPUNIT_TEST(survivesWhateverIsThrown);
  CPPUNIT_TEST(isMadeAnewWhereWhatHasNoAnswerThrows);
  CPPUNIT_TEST(isMadeAnewWhereATaskThrows);
  CPPUNIT_TEST(isMadeAnewUntilItStarts);
  CPPUNIT_TEST(isMadeAnewUntilItCanBeMade);
  CPPUNIT_TEST(failsWhatTheBrokerTookWithIt);
  CPPUNIT_TEST(asksNothingOfABrokerThatIsAway);
  CPPUNIT_TEST(writesWhatItSays);
  CPPUNIT_TEST(tellsItsFaultsOnceAMinute);
  CPPUNIT_TEST_SUITE_END();

 public:
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
};

CPPUNIT_TEST_SUITE_REGISTRATION(PluginBrokerTest);

}  // namespace
}  // namespace fanfare::brokers
