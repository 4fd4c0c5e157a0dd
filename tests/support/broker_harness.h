#ifndef FANFARE_TESTS_SUPPORT_BROKER_HARNESS_H_
#define FANFARE_TESTS_SUPPORT_BROKER_HARNESS_H_

#include <chrono>
#include <functional>
#include <string>

#include "fanfare/broker.h"
#include "fanfare/clock.h"

namespace fanfare::testing {

// One broker under test and the world around it, for the contract suites. Nothing is kept at first.
// The broker is not started; it is destroyed with the harness, which outlives its listener's use.
//
// Threads: the test's own thread is the broker's reactor, whose turns are made by runUntil(); so a
// suite may call the broker between two of them.
class BrokerHarness {
 public:
  virtual ~BrokerHarness() = default;

  virtual Broker& broker() = 0;

  // Makes turns until `condition` holds, looking behind each turn. False if it does not within some
  // seconds.
  [[nodiscard]] virtual bool runUntil(const std::function<bool()>& condition) = 0;

  // Lets what is kept age by so much, and the clock the suites see with it.
  virtual void passTime(std::chrono::milliseconds time) = 0;
  virtual const Clock& clock() const = 0;

  // As publishers that know nothing of Fanfare do it, at once when this returns; false where there
  // are none. What is carried still needs turns to arrive.
  [[nodiscard]] virtual bool carryForeign(const Channel& channel, const std::string& payload) = 0;
  [[nodiscard]] virtual bool keepForeign(const Channel& channel, const std::string& payload,
                                         std::chrono::seconds keepFor) = 0;

  // Cuts the broker off, and lets it reconnect by itself; false where that cannot happen. The
  // listener hears onLost() and onReachable() in later turns.
  [[nodiscard]] virtual bool interrupt() = 0;
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_BROKER_HARNESS_H_
