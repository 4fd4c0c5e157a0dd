#ifndef FANFARE_APP_TOPIC_OUTLET_H_
#define FANFARE_APP_TOPIC_OUTLET_H_

#include <string>
#include <utility>

#include "app/local_node.h"
#include "core/topic_publishing.h"

namespace fanfare::app {

// A topic, by way of this node.
//
// Ownership: the node outlives it.
class TopicOutlet final : public core::TopicPublishing {
 public:
  TopicOutlet(LocalNode& node, std::string topic) : node_(node), topic_(std::move(topic)) {}

  void publish(std::string payload, Broker::PublishDone done) override {
    node_.say(topic_, std::move(payload), std::move(done));
  }

 private:
  LocalNode& node_;
  const std::string topic_;
};

}  // namespace fanfare::app

#endif  // FANFARE_APP_TOPIC_OUTLET_H_
