#ifndef FANFARE_CORE_TOPIC_PUBLISHING_H_
#define FANFARE_CORE_TOPIC_PUBLISHING_H_

#include <string>

#include "fanfare/broker.h"

namespace fanfare::core {

// Says on one topic what others' programs hear there, and who reads it on any node, this one
// included: nothing reaches a reader but by coming back from the broker.
//
// Threads: safe from any thread; `done` is called on the broker's.
// Blocking: must not block.
// Ownership: owned by the application; outlives whoever speaks.
class TopicPublishing {
 public:
  virtual ~TopicPublishing() = default;

  // `done` tells when the broker has taken it, or fails with kUnavailable, within a few seconds; it
  // is not called at all if the node ends before.
  virtual void publish(std::string payload, Broker::PublishDone done) = 0;
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_TOPIC_PUBLISHING_H_
