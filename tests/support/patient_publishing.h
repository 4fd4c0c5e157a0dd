#ifndef FANFARE_TESTS_SUPPORT_PATIENT_PUBLISHING_H_
#define FANFARE_TESTS_SUPPORT_PATIENT_PUBLISHING_H_

#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "core/publishing.h"

namespace fanfare::testing {

// Remembers what is published, and calls it taken or failed when told to.
class PatientPublishing final : public core::Publishing {
 public:
  void publish(core::ClientKey client, std::vector<Publication> publications,
               Broker::PublishDone done) override {
    clients_.push_back(client);
    for (Publication& one : publications) publications_.push_back(std::move(one));
    waiting_.push_back(std::move(done));
  }

  void say(std::string topic, std::string payload) override {
    said_.push_back(std::move(topic) + " " + std::move(payload));
  }
  // "TOPIC PAYLOAD" each.
  const std::vector<std::string>& said() const { return said_; }

  // Ends the oldest publish() that waits.
  void finish(const Result<void>& result = {}) {
    const auto done = std::move(waiting_.front());
    waiting_.pop_front();
    done(result);
  }

  std::size_t waitingCount() const { return waiting_.size(); }
  // Who published, of each publish().
  const std::vector<core::ClientKey>& clients() const { return clients_; }
  const std::vector<Publication>& publications() const { return publications_; }

  // "KEY PAYLOAD" each.
  std::vector<std::string> published() const {
    std::vector<std::string> lines;
    for (const auto& one : publications_) {
      lines.push_back(std::string(one.channel.key()) + " " + one.message->payload);
    }
    return lines;
  }

 private:
  std::vector<core::ClientKey> clients_;
  std::vector<Publication> publications_;
  std::deque<Broker::PublishDone> waiting_;
  std::vector<std::string> said_;
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_PATIENT_PUBLISHING_H_
