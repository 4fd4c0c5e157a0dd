#ifndef FANFARE_DIALECTS_PUBSOCKETD_TOPICS_H_
#define FANFARE_DIALECTS_PUBSOCKETD_TOPICS_H_

#include <string>
#include <vector>

#include "core/topic_reader.h"

namespace fanfare::dialects {

// The Redis channels that pubsocketd's routes relay: each is a room of its name.
class PubsocketdTopics final : public core::TopicReader {
 public:
  // `channels` each once. Under a facility's Colons::kInFacility their names hold no colon.
  PubsocketdTopics(std::vector<std::string> channels, std::string facility)
      : channels_(std::move(channels)), facility_(std::move(facility)) {}

  std::vector<std::string> topics() const override { return channels_; }
  Result<std::vector<core::TopicEvent>> read(const std::string& topic,
                                             const std::string& payload) override;

 private:
  const std::vector<std::string> channels_;
  const std::string facility_;
};

}  // namespace fanfare::dialects

#endif  // FANFARE_DIALECTS_PUBSOCKETD_TOPICS_H_
