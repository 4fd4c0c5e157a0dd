#ifndef FANFARE_TESTS_SUPPORT_SCRIPTED_TOPIC_READER_H_
#define FANFARE_TESTS_SUPPORT_SCRIPTED_TOPIC_READER_H_

#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "core/topic_reader.h"

namespace fanfare::testing {

// A reader of messages that say in words what they come to, a line each:
//
//    tell CHANNEL PAYLOAD
//    adopt USER CHANNEL
//
// Anything else is refused.
class ScriptedTopicReader final : public core::TopicReader {
 public:
  explicit ScriptedTopicReader(std::vector<std::string> topics) : topics_(std::move(topics)) {}

  std::vector<std::string> topics() const override { return topics_; }

  Result<std::vector<core::TopicEvent>> read(const std::string& /*topic*/,
                                             const std::string& payload) override {
    std::vector<core::TopicEvent> events;
    std::istringstream lines(payload);
    for (std::string line; std::getline(lines, line);) {
      std::istringstream words(line);
      std::string verb;
      std::string first;
      std::string second;
      words >> verb >> first >> second;
      if (verb == "tell") {
        events.emplace_back(core::LocalMessage{Channel::parse(first).value(), makeMessage(second)});
      } else if (verb == "adopt") {
        events.emplace_back(core::Adoption{first, Channel::parse(second).value()});
      } else {
        return Error{ErrorCode::kInvalidArgument, "'" + verb + "' is no verb"};
      }
    }
    return events;
  }

 private:
  const std::vector<std::string> topics_;
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_SCRIPTED_TOPIC_READER_H_
