#ifndef FANFARE_TESTS_SUPPORT_PLUGIN_HARNESS_H_
#define FANFARE_TESTS_SUPPORT_PLUGIN_HARNESS_H_

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "brokers/memory_broker.h"
#include "brokers/plugin_broker.h"
#include "support/broker_harness.h"
#include "support/fake_clock.h"
#include "support/recording_log.h"
#include "support/skewed_clock.h"
#include "support/turning_reactor.h"

namespace fanfare::testing {

// A PluginBroker whose plug-in's broker is a MemoryBroker, which gets back to its thread by its
// host alone. An interruption is something it throws.
class PluginHarness final : public BrokerHarness {
 public:
  PluginHarness()
      : broker_(turning_.reactor(), log_, [this](BrokerHost& host) { return make(host); }) {}

  Broker& broker() override { return broker_; }

  bool runUntil(const std::function<bool()>& condition) override {
    const auto patience = steady_.now() + std::chrono::seconds(20);
    while (!condition()) {
      if (steady_.now() > patience) return false;
      if (isInterrupted_) clock_.skip(std::chrono::milliseconds(100));
      turning_.turnOnce();
    }
    return true;
  }

  void passTime(std::chrono::milliseconds time) override { kept_.advance(time); }
  const Clock& clock() const override { return kept_; }
  bool carryForeign(const Channel& /*channel*/, const std::string& /*payload*/) override {
    return false;
  }
  bool keepForeign(const Channel& /*channel*/, const std::string& /*payload*/,
                   std::chrono::seconds /*keepFor*/) override {
    return false;
  }
  bool interrupt() override {
    isInterrupted_ = true;
    host_->post([] { throw std::runtime_error("interrupted"); });
    return true;
  }

 private:
  Result<std::unique_ptr<Broker>> make(BrokerHost& host) {
    host_ = &host;
    isInterrupted_ = false;
    return std::unique_ptr<Broker>(std::make_unique<brokers::MemoryBroker>(
        kept_, [&host](std::function<void()> task) { host.post(std::move(task)); }));
  }

  FakeClock kept_;
  SteadyClock steady_;
  SkewedClock clock_;
  RecordingLog log_;
  TurningReactor turning_{clock_};
  BrokerHost* host_ = nullptr;  // of the present broker
  bool isInterrupted_ = false;
  brokers::PluginBroker broker_;
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_PLUGIN_HARNESS_H_
