#ifndef FANFARE_TESTS_SUPPORT_UNRULY_BROKER_H_
#define FANFARE_TESTS_SUPPORT_UNRULY_BROKER_H_

#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "fanfare/broker.h"
#include "fanfare/broker_host.h"

namespace fanfare::testing {

// A plug-in's broker in the hand of a test: it does what `script` says, and nothing of its own, but
// becomes reachable after its start.
class UnrulyBroker final : public Broker {
 public:
  // Of all brokers that a plug-in makes; outlives them.
  struct Script {
    std::string throwsIn;  // the name of a function; empty: none
    int throwsNumber = 0;  // instead of an exception, if not 0
    std::function<void(BrokerListener&)> onStart = nullptr;
    std::function<void(PublishDone)> onPublish = [](const PublishDone& /*done*/) {};
    std::function<void(FetchDone)> onFetch = [](const FetchDone& /*done*/) {};
    std::function<void(StampsDone)> onStamps = [](const StampsDone& /*done*/) {};
    std::vector<std::string> called;
    BrokerHost* host = nullptr;  // of the present broker
    BrokerListener* listener = nullptr;
  };

  UnrulyBroker(Script& script, BrokerHost& host) : script_(script) { script_.host = &host; }

  const char* name() const override { return "unruly"; }
  void start(BrokerListener& listener) override {
    script_.listener = &listener;
    script_.host->post([&listener] { listener.onReachable(); });
    enter("start");
    if (script_.onStart) script_.onStart(listener);
  }
  void publish(std::vector<Publication> /*publications*/, PublishDone done) override {
    enter("publish");
    script_.onPublish(std::move(done));
  }
  void fetch(const Channel& /*channel*/, FetchDone done) override {
    enter("fetch");
    script_.onFetch(std::move(done));
  }
  void subscribe(const Channel& /*channel*/) override { enter("subscribe"); }
  void unsubscribe(const Channel& /*channel*/) override { enter("unsubscribe"); }
  void subscribeTopic(const std::string& /*topic*/) override { enter("subscribeTopic"); }
  void unsubscribeTopic(const std::string& /*topic*/) override { enter("unsubscribeTopic"); }
  void publishTopic(const std::string& /*topic*/, std::string /*payload*/,
                    PublishDone done) override {
    enter("publishTopic");
    script_.onPublish(std::move(done));
  }
  void stamp(std::vector<std::string> /*names*/, std::chrono::seconds /*keepFor*/,
             PublishDone done) override {
    enter("stamp");
    script_.onPublish(std::move(done));
  }
  void fetchStamps(std::vector<std::string> /*names*/, StampsDone done) override {
    enter("fetchStamps");
    script_.onStamps(std::move(done));
  }

 private:
  void enter(const std::string& name) {
    script_.called.push_back(name);
    if (script_.throwsIn != name) return;
    if (script_.throwsNumber != 0) throw script_.throwsNumber;
    throw std::runtime_error("a fault\nof the test");
  }

  Script& script_;
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_UNRULY_BROKER_H_
