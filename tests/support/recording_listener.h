#ifndef FANFARE_TESTS_SUPPORT_RECORDING_LISTENER_H_
#define FANFARE_TESTS_SUPPORT_RECORDING_LISTENER_H_

#include <algorithm>
#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "fanfare/broker.h"

namespace fanfare::testing {

// A broker's listener that writes down what it hears: "message <key> <payload>", "subscribed
// <key>", "topic <name> <payload>", "topic subscribed <name>", "lost", "reachable".
class RecordingListener final : public BrokerListener {
 public:
  void onMessage(const Channel& channel, MessagePtr message) override {
    hear("message " + std::string(channel.key()) + " " + message->payload);
  }
  void onSubscribed(const Channel& channel) override {
    hear("subscribed " + std::string(channel.key()));
  }
  void onTopicMessage(const std::string& topic, const std::string& payload) override {
    hear("topic " + topic + " " + payload);
  }
  void onTopicSubscribed(const std::string& topic) override { hear("topic subscribed " + topic); }
  void onLost() override { hear("lost"); }
  void onReachable() override { hear("reachable"); }

  const std::vector<std::string>& heard() const { return heard_; }
  std::size_t count(const std::string& what) const {
    return static_cast<std::size_t>(std::count(heard_.begin(), heard_.end(), what));
  }

  // Called with everything that is heard, from within the broker's call.
  void tellToo(std::function<void(const std::string&)> other) { other_ = std::move(other); }

 private:
  void hear(std::string what) {
    heard_.push_back(std::move(what));
    if (other_) other_(heard_.back());
  }

  std::vector<std::string> heard_;
  std::function<void(const std::string&)> other_;
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_RECORDING_LISTENER_H_
