#include "app/control_channel.h"

#include <utility>

namespace fanfare::app {

ControlChannel::ControlChannel(Log& log, const Clock& clock, const Options& options,
                               ControlHooks hooks)
    : log_(log),
      clock_(clock),
      prefix_(options.prefix.empty() ? "" : options.prefix + ":"),
      keepTombstones_(options.keepTombstones),
      hooks_(std::move(hooks)),
      topic_(prefix_ + "fanfare:control") {}

void ControlChannel::onTopicMessage(const std::string& topic, const std::string& payload) {
  if (topic != topic_) return;
  const auto message = core::parseControlMessage(payload);
  if (!message) {
    if (!refused_.isTime(clock_.now())) return;
    return log_.write(LogLevel::kWarning, topic_ + ": a message is refused: " +
                                              message.error().message + " (told once a minute)");
  }
  if (log_.isOn(LogLevel::kDebug)) {
    log_.write(LogLevel::kDebug, topic_ + ": " + core::describe(*message));
  }
  hooks_.obey(*message);
}

void ControlChannel::onTopicSubscribed(const std::string& topic) {
  if (topic == topic_) hooks_.onListening();
}

void ControlChannel::send(Broker& broker, const core::ControlMessage& message,
                          Broker::PublishDone done) const {
  auto tell = [this, &broker, json = core::jsonOf(message),
               done = std::move(done)](const Result<void>& stamped) {
    if (!stamped) return done(stamped);
    broker.publishTopic(topic_, json, done);
  };
  auto tombstones = core::tombstonesOf(message);
  if (tombstones.empty()) return tell({});
  broker.stamp(prefixed(std::move(tombstones)), keepTombstones_, std::move(tell));
}

void ControlChannel::fetchTombstones(Broker& broker, std::vector<std::string> names,
                                     Broker::StampsDone done) const {
  broker.fetchStamps(prefixed(std::move(names)), std::move(done));
}

std::vector<std::string> ControlChannel::prefixed(std::vector<std::string> names) const {
  for (auto& name : names) name.insert(0, prefix_);
  return names;
}

}  // namespace fanfare::app
