#ifndef FANFARE_BROKERS_PLUGIN_BROKER_H_
#define FANFARE_BROKERS_PLUGIN_BROKER_H_

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "fanfare/broker.h"
#include "fanfare/result.h"

#include "brokers/hosted_broker.h"
#include "brokers/plugin_conduct.h"
#include "model/log.h"
#include "net/reactor.h"
#include "plugins/fault_log.h"
#include "plugins/library.h"

namespace fanfare::brokers {

// A site's own broker, out of a shared library. What it throws stays here: a publish, fetch or
// stamp that throws fails; where anything else throws, the broker is lost, and another one is made
// in its place after a pause. While it is unreachable it is asked for nothing.
//
// Threads, ordering: as Broker says.
class PluginBroker final : public Broker, private BrokerListener, private net::Timer {
 public:
  using Make = HostedBroker::Make;

  static constexpr std::chrono::seconds kPause{1};

  // What makes brokers of that plug-in, tried once. Fails as plugins::load() and plugins::make().
  static Result<Make> open(const plugins::PluginOptions& options);

  // `reactor` and `log` outlive it.
  PluginBroker(net::Reactor& reactor, Log& log, Make make);
  PluginBroker(const PluginBroker&) = delete;
  PluginBroker& operator=(const PluginBroker&) = delete;
  ~PluginBroker() override;

  const char* name() const override { return "plugin"; }
  void start(BrokerListener& listener) override;
  void publish(std::vector<Publication> publications, PublishDone done) override;
  void fetch(const Channel& channel, FetchDone done) override;
  void subscribe(const Channel& channel) override;
  void unsubscribe(const Channel& channel) override;
  void subscribeTopic(const std::string& topic) override;
  void unsubscribeTopic(const std::string& topic) override;
  void publishTopic(const std::string& topic, std::string payload, PublishDone done) override;
  void stamp(std::vector<std::string> names, std::chrono::seconds keepFor,
             PublishDone done) override;
  void fetchStamps(std::vector<std::string> names, StampsDone done) override;

 private:
  void begin();
  void replaceSoon();
  void giveUp();
  void tell(const std::function<void(Broker&)>& order);
  template <typename Value>
  void ask(std::function<void(Result<Value>)> done,
           const std::function<void(Broker&, std::function<void(Result<Value>)>)>& question);

  void onMessage(const Channel& channel, MessagePtr message) override;
  void onSubscribed(const Channel& channel) override;
  void onTopicMessage(const std::string& topic, const std::string& payload) override;
  void onTopicSubscribed(const std::string& topic) override;
  void onLost() override;
  void onReachable() override;
  void onTimer() override;

  net::Reactor& reactor_;
  Log& log_;
  const Make make_;
  plugins::FaultLog faults_;
  const std::shared_ptr<Passage> passage_;

  BrokerListener* listener_ = nullptr;  // set by start()
  bool isReachable_ = false;
  bool isBroken_ = false;                 // to be given up
  std::unique_ptr<HostedBroker> hosted_;  // null while there is none
};

}  // namespace fanfare::brokers

#endif  // FANFARE_BROKERS_PLUGIN_BROKER_H_
