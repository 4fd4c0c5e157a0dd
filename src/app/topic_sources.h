#ifndef FANFARE_APP_TOPIC_SOURCES_H_
#define FANFARE_APP_TOPIC_SOURCES_H_

#include <optional>
#include <vector>

#include "fanfare/redis_address.h"

#include "app/config/config.h"
#include "app/topic_feed.h"
#include "core/topic_reader.h"
#include "model/log.h"

namespace fanfare::app {

// A reader, and the Redis its topics are on. Value type.
struct PlacedReader {
  core::TopicReader* reader;
  std::optional<RedisAddress> redis = {};  // nullopt: the node's broker
};

// One source for each Redis that is named, and one for the node's broker. Topics belong to no
// database; so the Redis of the node's broker, in whichever database, is that broker. `log`
// outlives what is made.
std::vector<TopicSource> topicSourcesOf(const std::vector<PlacedReader>& readers,
                                        const Config& config, Log& log);

}  // namespace fanfare::app

#endif  // FANFARE_APP_TOPIC_SOURCES_H_
