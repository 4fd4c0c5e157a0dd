#ifndef FANFARE_TESTS_SUPPORT_JOURNAL_HARNESS_H_
#define FANFARE_TESTS_SUPPORT_JOURNAL_HARNESS_H_

#include <dlfcn.h>

#include <atomic>
#include <cassert>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "brokers/plugin_broker.h"
#include "support/broker_harness.h"
#include "support/recording_listener.h"
#include "support/recording_log.h"
#include "support/skewed_clock.h"
#include "support/temporary_directory.h"
#include "support/turning_reactor.h"

namespace fanfare::testing {

// examples/plugins/journal, loaded as the server loads it, with a directory of its own. Several may
// be on one directory, as several servers are.
class JournalHarness final : public BrokerHarness {
 public:
  JournalHarness() : JournalHarness("") {}
  explicit JournalHarness(const std::string& directory)
      : directory_(directory.empty() ? own_.path("") : directory),
        broker_(turning_.reactor(), log_, maker(directory_)) {
    turnedBy() = 0;
  }

  Broker& broker() override { return broker_; }
  const std::string& directory() const { return directory_; }
  std::string file() const { return directory_ + "/journal"; }
  const RecordingLog& log() const { return log_; }

  void turn() { turning_.turnOnce(); }

  bool runUntil(const std::function<bool()>& condition) override {
    const auto patience = steady_.now() + std::chrono::seconds(20);
    while (!condition()) {
      if (steady_.now() > patience) return false;
      turn();
    }
    return true;
  }

  void passTime(std::chrono::milliseconds time) override {
    clock_.skip(time);
    turnedBy() += time.count();
  }

  const Clock& clock() const override { return clock_; }
  bool carryForeign(const Channel& channel, const std::string& payload) override {
    return publishElsewhere({channel, makeMessage(payload), std::chrono::seconds(0)});
  }
  // Carries it, too: to this journal there is no other way.
  bool keepForeign(const Channel& channel, const std::string& payload,
                   std::chrono::seconds keepFor) override {
    return publishElsewhere({channel, makeMessage(payload), keepFor});
  }
  bool interrupt() override { return std::filesystem::remove(file()); }

 private:
  static brokers::PluginBroker::Make maker(const std::string& directory) {
    auto made = brokers::PluginBroker::open({FANFARE_JOURNAL_PLUGIN, directory});
    assert(made);
    return std::move(made).value();
  }

  // By another server, as soon as it can.
  bool publishElsewhere(const Publication& publication) {
    if (!elsewhere_) {
      elsewhere_ =
          std::make_unique<brokers::PluginBroker>(turning_.reactor(), log_, maker(directory_));
      elsewhere_->start(unheard_);
    }
    std::optional<bool> isTaken = false;
    return runUntil([&] {
      if (isTaken == false) {
        isTaken.reset();
        elsewhere_->publish({publication},
                            [&](const Result<void>& result) { isTaken = result.has_value(); });
      }
      return isTaken == true;
    });
  }

  static std::atomic<std::int64_t>& turnedBy() {
    void* library = ::dlopen(FANFARE_JOURNAL_PLUGIN, RTLD_NOW | RTLD_NOLOAD);
    assert(library);
    return *static_cast<std::atomic<std::int64_t>*>(::dlsym(library, "journalTurnedBy"));
  }

  test::TemporaryDirectory own_;
  const std::string directory_;
  SteadyClock steady_;
  SkewedClock clock_;
  RecordingLog log_;
  TurningReactor turning_{clock_};
  brokers::PluginBroker broker_;
  RecordingListener unheard_;
  std::unique_ptr<brokers::PluginBroker> elsewhere_;
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_JOURNAL_HARNESS_H_
