#ifndef FANFARE_APP_CONTROL_CHANNEL_H_
#define FANFARE_APP_CONTROL_CHANNEL_H_

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "fanfare/broker.h"
#include "fanfare/clock.h"

#include "core/control_message.h"
#include "model/log.h"
#include "model/rare_line.h"

namespace fanfare::app {

// Value type. Both are called on the broker's thread.
struct ControlHooks {
  std::function<void(const core::ControlMessage&)> obey;
  // The channel is listened to from here on: what was said before may have been missed.
  std::function<void()> onListening;
};

// The control channel, and the tombstones that go before what is said on it (docs/protocol.md).
//
// Threads: confined to the broker's; made on another before that one runs.
class ControlChannel final {
 public:
  struct Options {
    std::string prefix;  // of the broker's keys
    std::chrono::seconds keepTombstones{31LL * 24 * 3600};
  };

  // `log` and `clock` outlive it.
  ControlChannel(Log& log, const Clock& clock, const Options& options, ControlHooks hooks);

  // To be called when the broker has become reachable.
  void listen(Broker& broker) { broker.subscribeTopic(topic_); }

  // As BrokerListener's; topics of others are passed over.
  void onTopicMessage(const std::string& topic, const std::string& payload);
  void onTopicSubscribed(const std::string& topic);

  // Writes the tombstones of `message`, and then says it to all nodes, this one included.
  void send(Broker& broker, const core::ControlMessage& message, Broker::PublishDone done) const;

  void fetchTombstones(Broker& broker, std::vector<std::string> names,
                       Broker::StampsDone done) const;

 private:
  std::vector<std::string> prefixed(std::vector<std::string> names) const;

  Log& log_;
  const Clock& clock_;
  const std::string prefix_;  // with its colon, or empty
  const std::chrono::seconds keepTombstones_;
  const ControlHooks hooks_;
  const std::string topic_;
  RareLine refused_;
};

}  // namespace fanfare::app

#endif  // FANFARE_APP_CONTROL_CHANNEL_H_
