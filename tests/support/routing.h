#ifndef FANFARE_TESTS_SUPPORT_ROUTING_H_
#define FANFARE_TESTS_SUPPORT_ROUTING_H_

#include <chrono>
#include <cstddef>

#include "core/router.h"
#include "support/fake_clock.h"
#include "support/routed_hubs.h"
#include "support/wired_broker.h"

namespace fanfare::testing {

// A router between two hubs and a broker whose every answer waits until it is let go on.
struct Routing {
  static constexpr std::size_t kHubs = 2;

  FakeClock clock;
  WiredBroker broker;
  RoutedHubs hubs{broker, clock, kHubs};

  core::Hub& hub(std::size_t number = 0) { return hubs.hub(number); }

  void start() {
    broker.start(hubs.router());
    broker.recover();
  }

  // One thing that is on its way arrives; false if there is none.
  bool stepOn() {
    for (auto* wire : broker.wires()) {
      if (wire->empty()) continue;
      WiredBroker::goOn(*wire);
      return true;
    }
    return false;
  }

  void settle() {
    do {
      hubs.passAll();
    } while (stepOn());
  }

  // The channel is subscribed, and its fetch on the way.
  void openWindow() {
    hubs.passAll();
    WiredBroker::goOn(broker.subscriptions);
    WiredBroker::goOn(broker.pushed);
  }

  void tickAfter(std::chrono::milliseconds time) {
    clock.advance(time);
    hubs.router().onTick();
    settle();
  }
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_ROUTING_H_
