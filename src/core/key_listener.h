#ifndef FANFARE_CORE_KEY_LISTENER_H_
#define FANFARE_CORE_KEY_LISTENER_H_

#include <string_view>

#include "fanfare/broker.h"

namespace fanfare::core {

// A listener that knows its channels by their keys. A broker that gets keys itself, and is told of
// such a listener by who makes it, need not look for the channel of each message, which the
// listener does anyway.
//
// Threads: as BrokerListener's.
class KeyListener : public BrokerListener {
 public:
  // Instead of onMessage(); a key of no channel of its own is passed over.
  virtual void onKeyMessage(std::string_view key, MessagePtr message) = 0;
};

}  // namespace fanfare::core

#endif  // FANFARE_CORE_KEY_LISTENER_H_
