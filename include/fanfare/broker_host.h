#ifndef FANFARE_BROKER_HOST_H_
#define FANFARE_BROKER_HOST_H_

#include <functional>
#include <string>

namespace fanfare {

// What a broker out of a plug-in has of the server: the way back onto the one thread on which a
// broker is called and calls back, and a line in the server's log.
//
// Threads: safe from any.
// Ownership: outlives the broker it was given to; not to be used once that one's destructor has
// returned.
class BrokerHost {
 public:
  virtual ~BrokerHost() = default;

  // Runs `task` on the broker's thread, behind what was posted before and not within a call of
  // anything; there it may call the listener and each `done`. What has not run when the broker is
  // destroyed never runs, and may be destroyed after it.
  virtual void post(std::function<void()> task) = 0;

  // A line in the log: what happens, and what is wrong. Made printable, and cut. Neither payloads
  // nor secrets belong there; nor does one line for each message.
  virtual void tell(const std::string& line) = 0;
  virtual void warn(const std::string& line) = 0;
};

}  // namespace fanfare

#endif  // FANFARE_BROKER_HOST_H_
