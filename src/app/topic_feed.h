#ifndef FANFARE_APP_TOPIC_FEED_H_
#define FANFARE_APP_TOPIC_FEED_H_

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "fanfare/broker.h"
#include "fanfare/clock.h"

#include "core/topic_reader.h"
#include "model/log.h"
#include "model/rare_line.h"
#include "net/reactor.h"

namespace fanfare::app {

// Some readers, and where their topics are heard. Value type.
struct TopicSource {
  using MakeBroker = std::function<std::unique_ptr<Broker>(net::Reactor&)>;

  std::vector<core::TopicReader*> readers;
  MakeBroker makeBroker = nullptr;  // null: the node's broker
  std::string name = {};            // of a broker of their own, for the log
};

// The topics of some readers, and what they make of what is said there.
//
// Threads: confined to the broker's; made on another before that one runs.
class TopicFeed final {
 public:
  using Sink = std::function<void(const core::TopicEvent&)>;

  // `log` and `clock` outlive it.
  TopicFeed(Log& log, const Clock& clock, Sink sink);

  void add(core::TopicReader& reader);

  // To be called when the broker has become reachable.
  void listen(Broker& broker) const;

  // As BrokerListener's; topics of others are passed over.
  void onTopicMessage(const std::string& topic, const std::string& payload);

  bool hears(const std::string& topic) const { return readers_.count(topic) > 0; }

  // For the log.
  std::string topics() const;

 private:
  void tellRefused(const std::string& topic, const Error& why);

  Log& log_;
  const Clock& clock_;
  const Sink sink_;
  std::unordered_map<std::string, std::vector<core::TopicReader*>> readers_;  // by their topics
  RareLine refused_;
};

// A broker that is there for topics alone. Whether it is reachable matters to them only, and is
// logged; it comes back by itself.
//
// Threads: as TopicFeed's.
class TopicBroker final : private BrokerListener {
 public:
  struct Parts {
    const Clock& clock;
    Log& log;
    net::Reactor& reactor;
  };

  // REQUIRES: `source` has a broker of its own.
  TopicBroker(const Parts& parts, const TopicSource& source, TopicFeed::Sink sink);

  void start() { broker_->start(*this); }

  bool hears(const std::string& topic) const { return feed_.hears(topic); }
  Broker& broker() { return *broker_; }

 private:
  void onMessage(const Channel& /*channel*/, MessagePtr /*message*/) override {}
  void onSubscribed(const Channel& /*channel*/) override {}
  void onTopicMessage(const std::string& topic, const std::string& payload) override;
  void onLost() override;
  void onReachable() override;

  Log& log_;
  const std::string name_;
  TopicFeed feed_;
  const std::unique_ptr<Broker> broker_;
};

}  // namespace fanfare::app

#endif  // FANFARE_APP_TOPIC_FEED_H_
