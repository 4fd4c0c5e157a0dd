#ifndef FANFARE_TESTS_SUPPORT_RECORDING_TOPIC_H_
#define FANFARE_TESTS_SUPPORT_RECORDING_TOPIC_H_

#include <string>
#include <utility>
#include <vector>

#include "core/topic_publishing.h"

namespace fanfare::testing {

// Remembers what is said on it, and has taken it at once, unless it is away or waits to be told.
// Threads: confined to one.
class RecordingTopic final : public core::TopicPublishing {
 public:
  void publish(std::string payload, Broker::PublishDone done) override {
    if (isAway) return done(Error{ErrorCode::kUnavailable, "it is away"});
    said.push_back(std::move(payload));
    if (answers) return done({});
    owed_.push_back(std::move(done));
  }

  void answerAll() {
    for (const auto& done : std::exchange(owed_, {})) done({});
  }

  bool isAway = false;
  bool answers = true;
  std::vector<std::string> said;

 private:
  std::vector<Broker::PublishDone> owed_;
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_RECORDING_TOPIC_H_
