#ifndef FANFARE_MODEL_AWAITED_H_
#define FANFARE_MODEL_AWAITED_H_

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <utility>

#include "fanfare/result.h"

namespace fanfare {

// What the callback of a broker will bring, awaited by another thread. The callback may come when
// nobody waits any more.
template <typename Value>
class Awaited {
 public:
  // To be called once.
  std::function<void(Result<Value>)> callback() {
    return [promise = promise_](Result<Value> result) { promise->set_value(std::move(result)); };
  }

  // Fails with kUnavailable when patience is at its end.
  Result<Value> wait(std::chrono::milliseconds patience) {
    if (future_.wait_for(patience) == std::future_status::ready) return future_.get();
    return Error{ErrorCode::kUnavailable, "the broker did not answer in time"};
  }

 private:
  const std::shared_ptr<std::promise<Result<Value>>> promise_ =
      std::make_shared<std::promise<Result<Value>>>();
  std::future<Result<Value>> future_ = promise_->get_future();
};

}  // namespace fanfare

#endif  // FANFARE_MODEL_AWAITED_H_
