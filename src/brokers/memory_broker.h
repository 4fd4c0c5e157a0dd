#ifndef FANFARE_BROKERS_MEMORY_BROKER_H_
#define FANFARE_BROKERS_MEMORY_BROKER_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "fanfare/broker.h"
#include "fanfare/clock.h"

#include "core/channel_table.h"

namespace fanfare::brokers {

struct MemoryBrokerOptions {
  std::size_t maxKept = 100'000;          // messages
  std::size_t maxKeptBytes = 256u << 20;  // of their payloads and keys
};

// Carries messages within this process and keeps them in its memory. Where keeping one more would
// go beyond a bound, those that expire soonest are given up; a message that is larger than the
// bound is carried, and what was kept of its channel is given up.
//
// Threads, ordering: as Broker says. The reactor is the one whose deferring it was given.
class MemoryBroker final : public Broker {
 public:
  // Runs a task on the same thread, not before the caller has returned, in the order of the calls;
  // such as Reactor::atEndOfTurn(). Not called after the broker is destroyed; a task may be run
  // then, and does nothing.
  using Defer = std::function<void(std::function<void()>)>;

  MemoryBroker(const Clock& clock, Defer defer, const MemoryBrokerOptions& options = {});
  MemoryBroker(const MemoryBroker&) = delete;
  MemoryBroker& operator=(const MemoryBroker&) = delete;
  ~MemoryBroker() override;

  const char* name() const override { return "memory"; }
  void start(BrokerListener& listener) override;
  void publish(std::vector<Publication> publications, PublishDone done) override;
  void fetch(const Channel& channel, FetchDone done) override;
  void subscribe(const Channel& channel) override;
  void unsubscribe(const Channel& channel) override;
  void subscribeTopic(const std::string& topic) override;
  void unsubscribeTopic(const std::string& topic) override;
  void publishTopic(const std::string& topic, std::string payload, PublishDone done) override;
  void stamp(std::vector<std::string> names, std::chrono::seconds keepFor,
             PublishDone done) override;
  void fetchStamps(std::vector<std::string> names, StampsDone done) override;

  std::size_t keptCount() const { return kept_.size(); }
  std::size_t keptBytes() const { return keptBytes_; }

 private:
  using Expiries = std::multimap<Clock::Time, const Channel*>;
  struct Kept {
    MessagePtr message;
    Expiries::iterator expiry;
  };
  using KeptMessages = std::unordered_map<Channel, Kept>;
  struct Subscription {
    const Channel& channel() const { return of; }
    Channel of;
  };
  using Subscriptions = core::ChannelTable<Subscription>;

  void later(std::function<void()> event);
  void keep(const Publication& publication);
  void giveUp(KeptMessages::iterator kept);
  void giveUpExpired();
  void forgetStamps();

  const Clock& clock_;
  const Defer defer_;
  const MemoryBrokerOptions options_;
  BrokerListener* listener_ = nullptr;  // set by start()
  struct Stamped {
    Stamp time;
    Clock::Time until;
  };

  Subscriptions subscribed_;
  std::unordered_set<std::string> topics_;  // subscribed
  std::unordered_map<std::string, Stamped> stamps_;
  std::deque<std::pair<Clock::Time, std::string>> stampExpiries_;  // in the order of writing
  KeptMessages kept_;
  Expiries expiries_;                 // of kept_, to whose keys it points
  std::size_t keptBytes_ = 0;         // of kept_: keys and payloads
  const std::shared_ptr<char> life_;  // as long as the broker's
};

}  // namespace fanfare::brokers

#endif  // FANFARE_BROKERS_MEMORY_BROKER_H_
