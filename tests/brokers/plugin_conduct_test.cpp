#include "brokers/plugin_conduct.h"

#include <string>
#include <thread>
#include <utility>

#include <cppunit/extensions/HelperMacros.h>

#include "support/unruly_plugin.h"

namespace fanfare::brokers {
namespace {

using testing::Told;

// That a plug-in's broker is held to what Broker says of callbacks.
class PluginConductTest : public testing::UnrulyPlugin {
  CPPUNIT_TEST_SUITE(PluginConductTest);
  CPPUNIT_TEST(failsWhatIsForgotten);
  CPPUNIT_TEST(takesTheFirstAnswerOnly);
  CPPUNIT_TEST(takesNoCallFromWithinACall);
  CPPUNIT_TEST(takesNoCallFromAnotherThread);
  CPPUNIT_TEST(takesNoMessageThatIsNone);
  CPPUNIT_TEST(takesNoStampsThatAreTooFew);
  CPPUNIT_TEST(makesEveryFailureUnavailability);
  CPPUNIT_TEST(hearsNothingOfABrokerThatWasGivenUp);
  CPPUNIT_TEST(doesNothingOnceDestroyed);
  CPPUNIT_TEST_SUITE_END();

 public:
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
      script_.listener->onSubscribed(chat_);
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
        script_.listener->onSubscribed(chat_);
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
      script_.listener->onMessage(chat_, nullptr);
      script_.listener->onMessage(chat_, makeMessage("one"));
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
};

CPPUNIT_TEST_SUITE_REGISTRATION(PluginConductTest);

}  // namespace
}  // namespace fanfare::brokers
