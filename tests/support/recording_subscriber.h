#ifndef FANFARE_TESTS_SUPPORT_RECORDING_SUBSCRIBER_H_
#define FANFARE_TESTS_SUPPORT_RECORDING_SUBSCRIBER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/subscriber.h"

namespace fanfare::testing {

// A subscriber that remembers what it was given.
class RecordingSubscriber final : public core::Subscriber {
 public:
  void deliver(const core::Delivery& delivery) override { take(delivery, live_); }
  void replay(core::Subscription& /*subscription*/, const core::Delivery& delivery) override {
    ++replays_;
    take(delivery, replayed_);
  }
  void onBrokerAway(core::Subscription& /*subscription*/) override { ++aways_; }

  // All payloads in the order in which they came; of them, those of deliver() and of replay().
  const std::vector<std::string>& payloads() const { return payloads_; }
  const std::vector<std::string>& live() const { return live_; }
  const std::vector<std::string>& replayed() const { return replayed_; }

  // How many messages each call brought.
  const std::vector<std::size_t>& runs() const { return runs_; }
  const std::vector<std::uint64_t>& numbers() const { return numbers_; }
  std::size_t replays() const { return replays_; }
  std::size_t aways() const { return aways_; }

 private:
  void take(const core::Delivery& delivery, std::vector<std::string>& kind) {
    runs_.push_back(delivery.count);
    numbers_.push_back(delivery.number);
    for (const auto& message : delivery) {
      payloads_.push_back(message->payload);
      kind.push_back(message->payload);
    }
  }

  std::vector<std::string> payloads_;
  std::vector<std::string> live_;
  std::vector<std::string> replayed_;
  std::vector<std::size_t> runs_;
  std::vector<std::uint64_t> numbers_;
  std::size_t replays_ = 0;
  std::size_t aways_ = 0;
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_RECORDING_SUBSCRIBER_H_
