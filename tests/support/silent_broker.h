#ifndef FANFARE_TESTS_SUPPORT_SILENT_BROKER_H_
#define FANFARE_TESTS_SUPPORT_SILENT_BROKER_H_

#include <string>
#include <utility>
#include <vector>

#include "support/without_topics.h"

namespace fanfare::testing {

// A broker that takes what it is given and never answers.
class SilentBroker final : public WithoutTopics {
 public:
  const char* name() const override { return "silent"; }
  void start(BrokerListener& /*listener*/) override {}
  void publish(std::vector<Publication> /*publications*/, PublishDone done) override {
    unanswered_.push_back(std::move(done));
  }
  void fetch(const Channel& /*channel*/, FetchDone /*done*/) override {}
  void subscribe(const Channel& /*channel*/) override {}
  void unsubscribe(const Channel& /*channel*/) override {}
  void publishTopic(const std::string& /*topic*/, std::string /*payload*/,
                    PublishDone done) override {
    unanswered_.push_back(std::move(done));
  }

 private:
  std::vector<PublishDone> unanswered_;
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_SILENT_BROKER_H_
