#include "app/topic_feed.h"

#include <algorithm>
#include <utility>

namespace fanfare::app {

TopicFeed::TopicFeed(Log& log, const Clock& clock, Sink sink)
    : log_(log), clock_(clock), sink_(std::move(sink)) {}

void TopicFeed::add(core::TopicReader& reader) {
  for (const auto& topic : reader.topics()) readers_[topic].push_back(&reader);
}

void TopicFeed::listen(Broker& broker) const {
  for (const auto& [topic, readers] : readers_) broker.subscribeTopic(topic);
}

void TopicFeed::onTopicMessage(const std::string& topic, const std::string& payload) {
  const auto found = readers_.find(topic);
  if (found == readers_.end()) return;
  for (core::TopicReader* const reader : found->second) {
    const auto events = reader->read(topic, payload);
    if (!events) {
      tellRefused(topic, events.error());
      continue;
    }
    for (const auto& event : *events) sink_(event);
  }
}

void TopicFeed::tellRefused(const std::string& topic, const Error& why) {
  if (!refused_.isTime(clock_.now())) return;
  log_.write(LogLevel::kWarning,
             topic + ": a message is passed over: " + why.message + " (told once a minute)");
}

std::string TopicFeed::topics() const {
  std::vector<std::string> names;
  for (const auto& [topic, readers] : readers_) names.push_back(topic);
  std::sort(names.begin(), names.end());
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

TopicBroker::TopicBroker(const Parts& parts, const TopicSource& source, TopicFeed::Sink sink)
    : log_(parts.log),
      name_(source.name),
      feed_(parts.log, parts.clock, std::move(sink)),
      broker_(source.makeBroker(parts.reactor)) {
  for (core::TopicReader* const reader : source.readers) feed_.add(*reader);
}

void TopicBroker::onTopicMessage(const std::string& topic, const std::string& payload) {
  feed_.onTopicMessage(topic, payload);
}

void TopicBroker::onLost() {
  log_.write(LogLevel::kWarning,
             name_ + " is away: nothing is heard of its topics " + feed_.topics());
}

void TopicBroker::onReachable() {
  log_.write(LogLevel::kInformation, name_ + " is reachable, its topics " + feed_.topics());
  feed_.listen(*broker_);
}

}  // namespace fanfare::app
