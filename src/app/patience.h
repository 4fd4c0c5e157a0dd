#ifndef FANFARE_APP_PATIENCE_H_
#define FANFARE_APP_PATIENCE_H_

#include <chrono>
#include <functional>
#include <list>
#include <memory>
#include <utility>

#include "fanfare/clock.h"
#include "fanfare/result.h"

#include "net/reactor.h"

namespace fanfare::app {

// What a broker is asked is answered within a time, all with the same: once that is over, with
// kUnavailable, and what comes afterwards is dropped.
//
// Threads: confined to the reactor.
// Ownership: outlives the callbacks it made.
class Patience final : private net::Timer {
 public:
  Patience(net::Reactor& reactor, std::chrono::milliseconds patience)
      : reactor_(reactor), patience_(patience) {}

  // A callback for the broker, on whose behalf `done` is called, once.
  template <typename Value>
  std::function<void(Result<Value>)> within(std::function<void(Result<Value>)> done) {
    const auto owed = std::make_shared<std::function<void(Result<Value>)>>(std::move(done));
    const auto place = add([owed] { std::exchange(*owed, nullptr)(tooLate()); });
    return [this, owed, place](Result<Value> result) {
      if (!*owed) return;
      asked_.erase(place);
      std::exchange(*owed, nullptr)(std::move(result));
    };
  }

 private:
  struct Asked {
    Clock::Time until;
    std::function<void()> giveUp;
  };
  using Place = std::list<Asked>::iterator;

  static Error tooLate();
  Place add(std::function<void()> giveUp);
  void onTimer() override;

  net::Reactor& reactor_;
  const std::chrono::milliseconds patience_;
  std::list<Asked> asked_;  // and not answered; in the order of their ends
};

}  // namespace fanfare::app

#endif  // FANFARE_APP_PATIENCE_H_
