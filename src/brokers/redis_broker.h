#ifndef FANFARE_BROKERS_REDIS_BROKER_H_
#define FANFARE_BROKERS_REDIS_BROKER_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "fanfare/broker.h"
#include "fanfare/clock.h"
#include "fanfare/redis_address.h"

#include "core/channel_table.h"
#include "core/flat_table.h"
#include "core/key_listener.h"
#include "model/log.h"
#include "net/reactor.h"
#include "redis/command_link.h"
#include "redis/subscriber_link.h"

namespace fanfare::brokers {

struct RedisBrokerOptions {
  RedisAddress address;                     // broker.redis.url
  std::string prefix;                       // broker.prefix; empty: none
  std::chrono::milliseconds timeout{5000};  // broker.redis.timeout: a Redis silent for so long is
                                            // away
  std::chrono::milliseconds retryMin{100};  // pauses between attempts to connect
  std::chrono::milliseconds retryMax{10'000};
  redis::PendingBounds pending;  // beyond these, publish() and fetch() fail
};

// Carries and keeps messages by a Redis, as design 3 says: the Pub/Sub channel and the key of the
// kept message are both `<prefix>:<channel key>`, with raw bytes in them. One connection for all
// subscriptions and one for all commands; the broker is reachable while both are up.
//
// A SETEX and its PUBLISH go in one MULTI. A key that holds something other than a string counts as
// nothing kept; so does one that an access list forbids to read, and a channel that it forbids
// counts as one on which nothing is published. The log tells what Redis refused.
//
// Threads and ownership: as Broker's; destroyed by Reactor::destroyLater(), or when the reactor
// turns no more.
class RedisBroker final : public Broker,
                          private redis::LinkWatcher,
                          private redis::SubscriberLinkListener {
 public:
  // Where the listener that start() is given takes keys, `keys` is the same: each message of an
  // effective subscription is told by its key.
  RedisBroker(net::Reactor& reactor, Log& log, const RedisBrokerOptions& options,
              core::KeyListener* keys = nullptr);

  const char* name() const override { return "redis"; }
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

 private:
  // There may be one for each user: no larger than the channel, for what else there is to know of
  // it lies in `pending_`.
  struct Subscription {
    const Channel& channel() const { return of; }

    Channel of;
  };
  using Subscriptions = core::ChannelTable<Subscription>;
  // What Redis has yet to acknowledge of one.
  struct Pending {
    Subscriptions::Place place = Subscriptions::kNowhere;
    std::uint32_t unanswered = 0;
    bool isEffective = false;  // has been acknowledged before

    friend bool operator==(const Pending& a, const Pending& b) { return a.place == b.place; }
  };
  struct PlaceOf {
    std::uint64_t operator()(const Pending& pending) const { return pending.place; }
  };
  using PendingByPlace = core::FlatTable<Pending, PlaceOf>;
  // Where a channel has the same key, what each acknowledgement of Redis' is for.
  enum class Asker { kChannel, kTopic };
  struct Topic {
    bool isEffective = false;
    std::deque<Asker> unanswered = {};
  };

  void onLinkChange() override;
  void onSubscriberLinkChange() override { onLinkChange(); }
  void onRedisMessage(const std::string& key, std::string payload) override;
  void onRedisSubscribed(const std::string& key) override;
  void onRedisRefused(const std::string& key, const std::string& why) override;

  void send(const redis::Commands& commands, PublishDone done);
  std::string keyOf(const Channel& channel) const;
  bool hasPrefix(std::string_view key) const {
    return key.substr(0, keyPrefix_.size()) == keyPrefix_;
  }
  // Of the subscription to the channel that has this key in Redis.
  Subscriptions::Place placeOf(std::string_view key) const;
  // Null: nothing. Valid until pending_ grows or shrinks.
  Pending* pendingAt(Subscriptions::Place place);
  void countAnswer(Subscriptions::Place place);
  void forgetPending(Subscriptions::Place place);
  bool answerTopic(const std::string& key);
  void answerChannel(const std::string& key);
  void deliver(std::string_view key, std::string payload);
  void logWrongType(const Channel& channel);
  void logRefused(const std::string& why);

  net::Reactor& reactor_;
  Log& log_;
  const std::string keyPrefix_;  // with its colon, or empty
  redis::CommandLink commands_;
  redis::SubscriberLink subscriptions_;
  BrokerListener* listener_ = nullptr;  // set by start()
  core::KeyListener* const keys_;       // the same, or null
  bool isReachable_ = false;
  Subscriptions channels_;
  PendingByPlace pending_;       // of channels_; what is not in here is effective
  std::size_t ineffective_ = 0;  // of pending_
  std::unordered_map<std::string, Topic> topics_;
  std::optional<Clock::Time> loggedWrongTypeAt_;
  std::optional<Clock::Time> loggedRefusedAt_;
};

}  // namespace fanfare::brokers

#endif  // FANFARE_BROKERS_REDIS_BROKER_H_
