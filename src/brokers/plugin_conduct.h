#ifndef FANFARE_BROKERS_PLUGIN_CONDUCT_H_
#define FANFARE_BROKERS_PLUGIN_CONDUCT_H_

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "fanfare/result.h"

#include "model/mutex.h"
#include "net/reactor.h"
#include "plugins/fault_log.h"

namespace fanfare::brokers {

// The way onto a reactor, for those who may outlive it: from close() on it leads nowhere.
//
// Threads: safe from any.
class Passage final {
 public:
  explicit Passage(net::Reactor& reactor) : reactor_(&reactor) {}

  void post(net::Task task);
  void close();

 private:
  Mutex mutex_;
  net::Reactor* reactor_ FANFARE_GUARDED_BY(mutex_);  // null once closed
};

// Holds a plug-in's broker to what Broker says of callbacks: on the broker's thread, none from
// within a call, none after the end. What it does otherwise is told to the log, and not taken.
//
// Threads: the reactor's; admits() and isOver() from any.
class PluginConduct final {
 public:
  // `reactor` and `faults` live until end().
  PluginConduct(net::Reactor& reactor, plugins::FaultLog& faults)
      : reactor_(reactor), faults_(faults) {}

  // Whether a callback counts that comes now.
  bool admits();

  // What the broker threw in `work`, if it did, which the log has been told; in a call() no
  // callback counts.
  std::optional<std::string> call(const std::function<void()>& work);
  std::optional<std::string> guard(const std::function<void()>& work);

  void tell(const std::string& fault) { faults_.tell(fault); }

  void end() { isOver_ = true; }
  bool isOver() const { return isOver_; }

 private:
  net::Reactor& reactor_;
  plugins::FaultLog& faults_;
  std::atomic<bool> isOver_{false};
  int calls_ = 0;  // under way
};

// A `done` that is called once, whatever the plug-in does: also where it forgets it, and where it
// calls it again.
//
// Threads: give() on the broker's; the rest, destruction included, from any, one at a time.
template <typename Value>
class OneAnswer final {
 public:
  using Done = std::function<void(Result<Value>)>;

  OneAnswer(std::shared_ptr<Passage> passage, Done done)
      : passage_(std::move(passage)), done_(std::move(done)) {}
  OneAnswer(const OneAnswer&) = delete;
  OneAnswer& operator=(const OneAnswer&) = delete;
  ~OneAnswer() { fail("it gave no answer"); }

  // False if there was one already.
  bool give(Result<Value> result) {
    if (!done_) return false;
    if (!result) result = unavailable(result.error().message);
    std::exchange(done_, nullptr)(std::move(result));
    return true;
  }

  // In a later turn; passed over if there was an answer already.
  void fail(const std::string& why) {
    if (!done_) return;
    passage_->post([done = std::exchange(done_, nullptr), why] { done(unavailable(why)); });
  }

 private:
  static Error unavailable(const std::string& why) {
    return {ErrorCode::kUnavailable, "broker.plugin: " + why};
  }

  const std::shared_ptr<Passage> passage_;
  Done done_;  // null once called
};

}  // namespace fanfare::brokers

#endif  // FANFARE_BROKERS_PLUGIN_CONDUCT_H_
