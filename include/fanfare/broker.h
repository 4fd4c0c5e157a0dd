#ifndef FANFARE_BROKER_H_
#define FANFARE_BROKER_H_

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "fanfare/channel.h"
#include "fanfare/message.h"
#include "fanfare/result.h"

namespace fanfare {

// Value type.
struct Publication {
  Channel channel;
  MessagePtr message;
  std::chrono::seconds keepFor{0};  // 0 or less: carried only; what was kept before stays
};

// What a broker has to say, in the order in which it happened.
class BrokerListener {
 public:
  virtual ~BrokerListener() = default;

  // A message arrived on a channel this node is subscribed to.
  virtual void onMessage(const Channel& channel, MessagePtr message) = 0;

  // A subscribe() took effect: every message published from here on arrives. Called once for each
  // subscribe(), also for one of a channel that is subscribed already, and behind every message
  // published before it took effect; so a repeated subscribe() is a fence: whatever a fetch() that
  // was answered before it could have seen being published, has arrived.
  virtual void onSubscribed(const Channel& channel) = 0;

  // The same of topics, passed over by default.
  virtual void onTopicMessage(const std::string& /*topic*/, const std::string& /*payload*/) {}
  virtual void onTopicSubscribed(const std::string& /*topic*/) {}

  // From here on messages may be missed. Pending subscribe()s are not acknowledged any more.
  virtual void onLost() = 0;

  // The broker can be reached; also called once after start(). No subscription of before holds: the
  // listener is to subscribe() again to all it needs.
  virtual void onReachable() = 0;
};

// Carries messages between nodes, this one included, and keeps the last one of each channel. A
// message reaches local subscribers only by coming back through onMessage(), so that one node and
// many behave alike.
//
// Threads: confined to one reactor, the broker's; every callback is called there, and none from
// within a call of the listener's.
// Ordering: messages of one channel arrive in the order they were published.
// Delivery: at most once; what is published while the broker is unreachable is refused, never
// queued.
// Blocking: nothing blocks.
class Broker {
 public:
  using PublishDone = std::function<void(Result<void>)>;
  using FetchDone = std::function<void(Result<MessagePtr>)>;

  virtual ~Broker() = default;

  // The name used in the configuration file and in the log.
  virtual const char* name() const = 0;

  // Begins to work for `listener`, which outlives the broker. Called once, first.
  virtual void start(BrokerListener& listener) = 0;

  // Keeps (where asked) and carries `publications`, in order; each is kept and carried at once, so
  // that who subscribes in between sees it. `done` tells when the broker has taken all, or fails
  // with kUnavailable; those taken before the failure stay published.
  virtual void publish(std::vector<Publication> publications, PublishDone done) = 0;

  // The kept message; null if there is none, or if something else lies at its place (which is
  // logged). Fails with kUnavailable.
  virtual void fetch(const Channel& channel, FetchDone done) = 0;

  // One unsubscribe() undoes any number of subscribe()s. While the broker is unreachable neither
  // has an effect. REQUIRES, of unsubscribe(): no subscribe() of the channel waits for its
  // acknowledgement.
  virtual void subscribe(const Channel& channel) = 0;
  virtual void unsubscribe(const Channel& channel) = 0;

  // Topics are carried only, and nothing is made of their names: with Redis they are its Pub/Sub
  // channels, without the prefix. Otherwise as with channels; a topic and a channel of one name do
  // not get into each other's way.
  virtual void subscribeTopic(const std::string& topic) = 0;
  virtual void unsubscribeTopic(const std::string& topic) = 0;
  virtual void publishTopic(const std::string& topic, std::string payload, PublishDone done) = 0;

  // Stamps are times of day, by the broker's own clock, under names; with Redis these are keys,
  // without the prefix, which hold milliseconds since 1970, rounded up. stamp() writes the present
  // time; fetchStamps() tells each one's, in the order of the names. What is no time reads as the
  // end of time: later than anything. `done` as with publish() and fetch().
  using Stamp = std::chrono::system_clock::time_point;
  using StampsDone = std::function<void(Result<std::vector<std::optional<Stamp>>>)>;
  virtual void stamp(std::vector<std::string> names, std::chrono::seconds keepFor,
                     PublishDone done) = 0;
  virtual void fetchStamps(std::vector<std::string> names, StampsDone done) = 0;
};

}  // namespace fanfare

#endif  // FANFARE_BROKER_H_
