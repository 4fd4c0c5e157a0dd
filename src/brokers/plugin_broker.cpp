#include "brokers/plugin_broker.h"

#include <utility>

namespace fanfare::brokers {
namespace {

// For a broker that is made to see whether it can be.
class NoHost final : public BrokerHost {
 public:
  void post(std::function<void()> /*task*/) override {}
  void tell(const std::string& /*line*/) override {}
  void warn(const std::string& /*line*/) override {}
};

}  // namespace

Result<PluginBroker::Make> PluginBroker::open(const plugins::PluginOptions& options) {
  const auto plugin = plugins::load(options.library);
  if (!plugin) return plugin.error();
  Make make = [options, maker = (*plugin)->makeBroker](BrokerHost& host) {
    return plugins::make<std::unique_ptr<Broker>>(maker, options, "broker", host);
  };
  NoHost host;
  const auto tried = make(host);
  if (!tried) return tried.error();
  return make;
}

PluginBroker::PluginBroker(net::Reactor& reactor, Log& log, Make make)
    : reactor_(reactor),
      log_(log),
      make_(std::move(make)),
      faults_("broker.plugin", reactor.clock(), log),
      passage_(std::make_shared<Passage>(reactor)) {}

PluginBroker::~PluginBroker() {
  hosted_.reset();
  passage_->close();
}

void PluginBroker::start(BrokerListener& listener) {
  listener_ = &listener;
  begin();
}

void PluginBroker::begin() {
  const PluginHost::Parts parts{passage_, std::make_shared<PluginConduct>(reactor_, faults_), log_,
                                [this] { replaceSoon(); }};
  BrokerListener& listener = *this;
  hosted_ = std::make_unique<HostedBroker>(parts, listener);
  if (!hosted_->start(make_)) replaceSoon();
}

void PluginBroker::replaceSoon() {
  if (std::exchange(isBroken_, true)) return;
  hosted_->conduct()->end();
  reactor_.timers().set(*this, std::chrono::milliseconds(0));
}

void PluginBroker::onTimer() {
  if (!isBroken_) return begin();
  giveUp();
  reactor_.timers().set(*this, kPause);
}

void PluginBroker::giveUp() {
  isBroken_ = false;
  hosted_.reset();
  onLost();
}

void PluginBroker::publish(std::vector<Publication> publications, PublishDone done) {
  ask<void>(std::move(done), [&](Broker& broker, PublishDone once) {
    broker.publish(std::move(publications), std::move(once));
  });
}

void PluginBroker::fetch(const Channel& channel, FetchDone done) {
  ask<MessagePtr>(std::move(done),
                  [&](Broker& broker, FetchDone once) { broker.fetch(channel, std::move(once)); });
}

void PluginBroker::subscribe(const Channel& channel) {
  tell([&](Broker& broker) { broker.subscribe(channel); });
}

void PluginBroker::unsubscribe(const Channel& channel) {
  tell([&](Broker& broker) { broker.unsubscribe(channel); });
}

void PluginBroker::subscribeTopic(const std::string& topic) {
  tell([&](Broker& broker) { broker.subscribeTopic(topic); });
}

void PluginBroker::unsubscribeTopic(const std::string& topic) {
  tell([&](Broker& broker) { broker.unsubscribeTopic(topic); });
}

void PluginBroker::publishTopic(const std::string& topic, std::string payload, PublishDone done) {
  ask<void>(std::move(done), [&](Broker& broker, PublishDone once) {
    broker.publishTopic(topic, std::move(payload), std::move(once));
  });
}

void PluginBroker::stamp(std::vector<std::string> names, std::chrono::seconds keepFor,
                         PublishDone done) {
  ask<void>(std::move(done), [&](Broker& broker, PublishDone once) {
    broker.stamp(std::move(names), keepFor, std::move(once));
  });
}

void PluginBroker::fetchStamps(std::vector<std::string> names, StampsDone done) {
  using Stamps = std::vector<std::optional<Stamp>>;
  const auto counted = [this, count = names.size(), done = std::move(done)](Result<Stamps> found) {
    if (!found || found->size() == count) return done(std::move(found));
    const std::string fault = "its fetchStamps() does not answer for each";
    faults_.tell(fault);
    done(Error{ErrorCode::kUnavailable, "broker.plugin: " + fault});
  };
  ask<Stamps>(counted, [&](Broker& broker, StampsDone once) {
    broker.fetchStamps(std::move(names), std::move(once));
  });
}

void PluginBroker::tell(const std::function<void(Broker&)>& order) {
  if (!isReachable_ || isBroken_) return;
  if (hosted_->call(order)) replaceSoon();
}

template <typename Value>
void PluginBroker::ask(
    std::function<void(Result<Value>)> done,
    const std::function<void(Broker&, std::function<void(Result<Value>)>)>& question) {
  const auto answer = std::make_shared<OneAnswer<Value>>(passage_, std::move(done));
  if (!isReachable_ || isBroken_) return answer->fail("it is away");
  const auto once = [answer, conduct = hosted_->conduct()](Result<Value> result) {
    if (!conduct->admits() || answer->give(std::move(result))) return;
    conduct->tell("it answered a second time");
  };
  const auto thrown = hosted_->call([&](Broker& broker) { question(broker, once); });
  if (thrown) answer->fail(*thrown);
}

void PluginBroker::onMessage(const Channel& channel, MessagePtr message) {
  if (isReachable_) listener_->onMessage(channel, std::move(message));
}

void PluginBroker::onSubscribed(const Channel& channel) {
  if (isReachable_) listener_->onSubscribed(channel);
}

void PluginBroker::onTopicMessage(const std::string& topic, const std::string& payload) {
  if (isReachable_) listener_->onTopicMessage(topic, payload);
}

void PluginBroker::onTopicSubscribed(const std::string& topic) {
  if (isReachable_) listener_->onTopicSubscribed(topic);
}

void PluginBroker::onLost() {
  if (std::exchange(isReachable_, false)) listener_->onLost();
}

void PluginBroker::onReachable() {
  isReachable_ = true;
  listener_->onReachable();
}

}  // namespace fanfare::brokers
