#ifndef JOURNAL_JOURNAL_BROKER_H_
#define JOURNAL_JOURNAL_BROKER_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "fanfare/broker.h"
#include "fanfare/broker_host.h"

#include "clerk.h"

namespace journal {

// Carries messages between the servers of one machine, through a journal in a directory of theirs.
//
// Threads: as fanfare::Broker says.
class JournalBroker final : public fanfare::Broker, private ClerkListener {
 public:
  JournalBroker(fanfare::BrokerHost& host, std::string directory);

  const char* name() const override { return "journal"; }
  void start(fanfare::BrokerListener& listener) override;
  void publish(std::vector<fanfare::Publication> publications, PublishDone done) override;
  void fetch(const fanfare::Channel& channel, FetchDone done) override;
  void subscribe(const fanfare::Channel& channel) override;
  void unsubscribe(const fanfare::Channel& channel) override;
  void subscribeTopic(const std::string& topic) override;
  void unsubscribeTopic(const std::string& topic) override;
  void publishTopic(const std::string& topic, std::string payload, PublishDone done) override;
  void stamp(std::vector<std::string> names, std::chrono::seconds keepFor,
             PublishDone done) override;
  void fetchStamps(std::vector<std::string> names, StampsDone done) override;

 private:
  void write(std::vector<Entry> entries, PublishDone done);
  void ask(Clerk::Errand errand);

  fanfare::BrokerListener& broker() override { return *listener_; }
  void onOpened(std::uint64_t time) override;

  fanfare::BrokerHost& host_;
  const std::string directory_;
  fanfare::BrokerListener* listener_ = nullptr;  // set by start()
  std::uint64_t time_ = 0;                       // of the journal, as the listener knows it
  std::unique_ptr<Clerk> clerk_;
};

}  // namespace journal

#endif  // JOURNAL_JOURNAL_BROKER_H_
