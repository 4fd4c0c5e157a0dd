#ifndef FANFARE_TESTS_SUPPORT_WITHOUT_TOPICS_H_
#define FANFARE_TESTS_SUPPORT_WITHOUT_TOPICS_H_

#include <string>
#include <vector>

#include "fanfare/broker.h"

namespace fanfare::testing {

// What a broker of the tests has of topics and stamps, where they do not matter.
class WithoutTopics : public Broker {
 public:
  void subscribeTopic(const std::string& /*topic*/) override {}
  void unsubscribeTopic(const std::string& /*topic*/) override {}
  void publishTopic(const std::string& /*topic*/, std::string /*payload*/,
                    PublishDone /*done*/) override {}
  void stamp(std::vector<std::string> /*names*/, std::chrono::seconds /*keepFor*/,
             PublishDone /*done*/) override {}
  void fetchStamps(std::vector<std::string> /*names*/, StampsDone /*done*/) override {}
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_WITHOUT_TOPICS_H_
