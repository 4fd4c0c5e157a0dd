#ifndef FANFARE_TESTS_SUPPORT_RECORDING_LOG_H_
#define FANFARE_TESTS_SUPPORT_RECORDING_LOG_H_

#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "model/log.h"

namespace fanfare::testing {

// Remembers every line.
class RecordingLog final : public Log {
 public:
  bool isOn(LogLevel /*level*/) const override { return true; }

  void write(LogLevel /*level*/, std::string_view line) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    lines_.emplace_back(line);
  }

  std::vector<std::string> lines() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return lines_;
  }

  // How many lines contain `text`.
  std::size_t count(std::string_view text) const {
    std::size_t found = 0;
    for (const auto& line : lines()) found += line.find(text) != std::string::npos ? 1u : 0u;
    return found;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_RECORDING_LOG_H_
