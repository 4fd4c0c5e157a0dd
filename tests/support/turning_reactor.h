#ifndef FANFARE_TESTS_SUPPORT_TURNING_REACTOR_H_
#define FANFARE_TESTS_SUPPORT_TURNING_REACTOR_H_

#include <chrono>

#include "fanfare/clock.h"

#include "net/reactor.h"

namespace fanfare::testing {

// A reactor that turns on the test's thread until something has come about. Forever if it does not:
// the suite's time limit ends that.
class TurningReactor {
 public:
  explicit TurningReactor(const Clock& clock) : reactor_(clock), stopper_(reactor_) {}

  net::Reactor& reactor() { return reactor_; }

  void turnOnce() {
    reactor_.stop();
    reactor_.run();
  }

  // `isDone` is asked after each wake(), and every now and then.
  template <typename Predicate>
  void turnUntil(Predicate isDone) {
    while (!isDone()) {
      reactor_.timers().set(stopper_, kNowAndThen);
      reactor_.run();
    }
  }

  // To be called by those who change what a test waits for.
  void wake() { reactor_.stop(); }

 private:
  static constexpr std::chrono::milliseconds kNowAndThen{10};

  class Stopper final : public net::Timer {
   public:
    explicit Stopper(net::Reactor& reactor) : reactor_(reactor) {}
    void onTimer() override { reactor_.stop(); }

   private:
    net::Reactor& reactor_;
  };

  net::Reactor reactor_;
  Stopper stopper_;
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_TURNING_REACTOR_H_
