#include "app/patience.h"

namespace fanfare::app {

Error Patience::tooLate() { return {ErrorCode::kUnavailable, "the broker did not answer in time"}; }

Patience::Place Patience::add(std::function<void()> giveUp) {
  if (!isSet()) reactor_.timers().set(*this, patience_);
  return asked_.insert(asked_.end(), {reactor_.clock().now() + patience_, std::move(giveUp)});
}

void Patience::onTimer() {
  const auto now = reactor_.clock().now();
  while (!asked_.empty() && asked_.front().until <= now) {
    const auto giveUp = std::move(asked_.front().giveUp);
    asked_.pop_front();
    giveUp();
  }
  if (asked_.empty() || isSet()) return;
  using std::chrono::milliseconds;
  const auto left = asked_.front().until - now;
  reactor_.timers().set(*this, std::chrono::duration_cast<milliseconds>(left) + milliseconds(1));
}

}  // namespace fanfare::app
