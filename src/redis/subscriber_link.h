#ifndef FANFARE_REDIS_SUBSCRIBER_LINK_H_
#define FANFARE_REDIS_SUBSCRIBER_LINK_H_

#include <cstddef>
#include <deque>
#include <string>
#include <vector>

#include "redis/link.h"
#include "redis/reply.h"

namespace fanfare::redis {

// What a subscriber link hears, in order.
class SubscriberLinkListener {
 public:
  virtual ~SubscriberLinkListener() = default;

  virtual void onRedisMessage(const std::string& channel, std::string payload) = 0;

  // Once for each subscribe(), behind every message that was published before it took effect.
  virtual void onRedisSubscribed(const std::string& channel) = 0;

  // Instead, where an access list forbids the channel. `why` is Redis' own text.
  virtual void onRedisRefused(const std::string& channel, const std::string& why) = 0;

  // The link has come up or gone down; isUp() says which. When it comes up it is subscribed to
  // nothing.
  virtual void onSubscriberLinkChange() = 0;
};

// A link for subscriptions. What is asked for in one turn leaves in a few commands, in order. It
// listens to a channel of its own as well, whose SUBSCRIBE it repeats to see whether Redis answers.
// Where Redis forbids one channel of several asked for together, each is asked for alone.
//
// Threads and ownership: as Link's.
class SubscriberLink final : private LinkHandler {
 public:
  // Nobody is expected to publish on `ownChannel`; what comes there is dropped.
  SubscriberLink(net::Reactor& reactor, Log& log, const LinkOptions& options,
                 std::string ownChannel, SubscriberLinkListener& listener);

  void start() { link_.start(); }
  bool isUp() const { return isUp_; }

  // Both are passed over while the link is down.
  void subscribe(const std::string& channel);
  void unsubscribe(const std::string& channel);

  // Connects anew, subscribed to nothing.
  void restart(const std::string& cause) { link_.drop(cause); }

 private:
  enum class Verb { kSubscribe, kUnsubscribe };
  struct Run {  // channels that follow each other in one command
    Verb verb;
    std::vector<std::string> channels;
    std::size_t answered = 0;
  };

  void onUp() override { probe(); }
  void onReply(Reply& reply) override;
  void onDown(const Error& why) override;
  void probe() override;

  void onSubscribed(const std::string& channel);
  void onError(const std::string& text);
  void countAnswer();
  void add(Verb verb, const std::string& channel);
  void add(Run run);
  void sendRuns();

  net::Reactor& reactor_;
  const std::string ownChannel_;
  SubscriberLinkListener& listener_;
  Link link_;
  bool isUp_ = false;
  std::vector<Run> runs_;  // of this turn
  std::deque<Run> sent_;   // not answered in full
  bool sendingIsDue_ = false;
};

}  // namespace fanfare::redis

#endif  // FANFARE_REDIS_SUBSCRIBER_LINK_H_
