#include "dialects/pubsocketd_topics.h"

#include <utility>

namespace fanfare::dialects {

Result<std::vector<core::TopicEvent>> PubsocketdTopics::read(const std::string& topic,
                                                             const std::string& payload) {
  auto channel = Channel::of({AudienceKind::kRoom, topic}, facility_);
  if (!channel) return channel.error();
  std::vector<core::TopicEvent> events;
  events.emplace_back(core::LocalMessage{std::move(channel).value(), makeMessage(payload)});
  return events;
}

}  // namespace fanfare::dialects
