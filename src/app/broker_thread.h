#ifndef FANFARE_APP_BROKER_THREAD_H_
#define FANFARE_APP_BROKER_THREAD_H_

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "fanfare/broker.h"
#include "fanfare/clock.h"

#include "app/backlog.h"
#include "app/control_channel.h"
#include "app/exchange.h"
#include "app/patience.h"
#include "app/topic_feed.h"
#include "core/kept_budget.h"
#include "core/key_listener.h"
#include "core/limit_counts.h"
#include "core/node.h"
#include "core/router.h"
#include "model/log.h"
#include "model/rare_line.h"
#include "net/reactor.h"

namespace fanfare::app {

// A reactor of clients, as the broker's thread sees it.
struct AnswerSink {
  std::function<void(Answers)> post;  // safe from the broker's thread
  Backlog& backlog;
};

// The thread of the broker: a reactor, the broker on it, and the router that joins it with the
// reactors of the clients. Brokers of topics, if any, are on it as well; state() is not theirs.
//
// Threads: start(), stop() and the constructor from one thread; the rest from any.
// Ownership: the parts and the sinks outlive it.
class BrokerThread final : private core::KeyListener, private net::Timer {
 public:
  // With the listener that the broker will be started for.
  using MakeBroker =
      std::function<std::unique_ptr<Broker>(net::Reactor&, core::KeyListener& listener)>;

  struct Parts {
    const Clock& clock;
    Log& log;
    core::LimitCounts& limits;
  };
  struct Options {
    core::KeptBudget::Bounds kept;
    ControlChannel::Options control;
    std::chrono::milliseconds patience{5000};  // with the broker, of who waits for an answer
    std::vector<TopicSource> topics = {};      // whose readers outlive it
  };

  // `sinks` in the order of the reactors' numbers. Clients keep messages on `kept` channels;
  // beyond, theirs are carried only.
  BrokerThread(const Parts& parts, const MakeBroker& makeBroker, std::vector<AnswerSink> sinks,
               const Options& options, ControlHooks hooks);
  ~BrokerThread() override;

  void start();
  // What is posted afterwards is not worked off.
  void stop();

  // `orders` of the reactor with that number.
  void post(std::size_t reactor, Orders orders);

  // As Broker's; `done` is called on the broker's thread, with kUnavailable once the patience is at
  // its end.
  void publish(std::vector<Publication> publications, Broker::PublishDone done);
  void fetch(Channel channel, Broker::FetchDone done);

  // Says `payload` on a topic, where it is listened to; `done` likewise.
  void say(std::string topic, std::string payload, Broker::PublishDone done);

  // As ControlChannel's; `done` likewise.
  void send(core::ControlMessage message, Broker::PublishDone done);

  core::BrokerState state() const;
  std::string brokerName() const { return broker_->name(); }
  std::uint64_t publishedCount() const { return published_; }
  std::uint64_t receivedCount() const { return received_; }
  std::uint64_t channelCount() const { return channels_; }  // that any reactor listens to

 private:
  class Link;

  void add(const TopicSource& source);
  Broker& brokerOf(const std::string& topic);
  void take(std::size_t reactor, Orders orders);
  void take(const core::TopicEvent& event);
  void fetchTombstonesFor(Link& link, TombstonesOrder order);
  void publishFor(Link& link, PublishOrder order);
  void spend(core::ClientKey client, std::vector<Publication>& publications);
  void tellSpent(core::KeptBudget::Verdict verdict);
  Broker::PublishDone counting(std::size_t count, Broker::PublishDone done);
  // To be called behind each call to the router that may add or end a route, or watch one.
  void afterRouting();

  void onMessage(const Channel& channel, MessagePtr message) override;
  void onKeyMessage(std::string_view key, MessagePtr message) override;
  void onSubscribed(const Channel& channel) override;
  void onTopicMessage(const std::string& topic, const std::string& payload) override;
  void onTopicSubscribed(const std::string& topic) override;
  void onLost() override;
  void onReachable() override;
  void onTimer() override;

  Log& log_;
  core::LimitCounts& limits_;
  net::Reactor reactor_;
  Patience patience_;
  const std::unique_ptr<Broker> broker_;
  std::vector<std::unique_ptr<Link>> links_;
  core::Router router_;
  ControlChannel control_;
  TopicFeed topics_;                                        // of broker_
  std::vector<std::unique_ptr<TopicBroker>> topicBrokers_;  // besides it
  core::KeptBudget keptByClients_;
  RareLine allSpent_;
  RareLine clientSpent_;
  std::thread thread_;

  std::atomic<bool> isReachable_{false};
  std::atomic<std::uint64_t> published_{0};
  std::atomic<std::uint64_t> received_{0};
  std::atomic<std::uint64_t> channels_{0};
};

}  // namespace fanfare::app

#endif  // FANFARE_APP_BROKER_THREAD_H_
