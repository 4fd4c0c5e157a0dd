#include "brokers/hosted_broker.h"

#include <utility>

namespace fanfare::brokers {

HostedBroker::HostedBroker(const PluginHost::Parts& parts, BrokerListener& listener)
    : conduct_(parts.conduct), listener_(listener), host_(parts) {}

HostedBroker::~HostedBroker() { conduct_->end(); }

bool HostedBroker::start(const Make& make) {
  auto made = make(host_);
  if (!made) {
    conduct_->tell(made.error().message);
    return false;
  }
  broker_ = std::move(made).value();
  return !call([this](Broker& broker) { broker.start(*this); });
}

std::optional<std::string> HostedBroker::call(const std::function<void(Broker&)>& work) {
  return conduct_->call([&] { work(*broker_); });
}

void HostedBroker::onMessage(const Channel& channel, MessagePtr message) {
  if (!conduct_->admits()) return;
  if (!message) return conduct_->tell("it carried no message where one should be");
  listener_.onMessage(channel, std::move(message));
}

void HostedBroker::onSubscribed(const Channel& channel) {
  if (conduct_->admits()) listener_.onSubscribed(channel);
}

void HostedBroker::onTopicMessage(const std::string& topic, const std::string& payload) {
  if (conduct_->admits()) listener_.onTopicMessage(topic, payload);
}

void HostedBroker::onTopicSubscribed(const std::string& topic) {
  if (conduct_->admits()) listener_.onTopicSubscribed(topic);
}

void HostedBroker::onLost() {
  if (conduct_->admits()) listener_.onLost();
}

void HostedBroker::onReachable() {
  if (conduct_->admits()) listener_.onReachable();
}

}  // namespace fanfare::brokers
