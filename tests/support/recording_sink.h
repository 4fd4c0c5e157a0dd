#ifndef FANFARE_TESTS_SUPPORT_RECORDING_SINK_H_
#define FANFARE_TESTS_SUPPORT_RECORDING_SINK_H_

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "ws/frame_reader.h"

namespace fanfare::testing {

// Writes down what a frame reader finds, a line each.
class RecordingSink final : public ws::FrameSink {
 public:
  // Is full once it has so many events.
  std::size_t capacity = std::numeric_limits<std::size_t>::max();

  const std::vector<std::string>& events() const { return events_; }

  void onMessage(std::string payload, PayloadKind kind) override {
    events_.push_back((kind == PayloadKind::kText ? "text " : "binary ") + payload);
  }
  void onPing(std::string_view payload) override { events_.push_back("ping " + text(payload)); }
  void onPong() override { events_.push_back("pong"); }
  void onClose(ws::PeerClose close) override {
    const std::string code = close.code ? std::to_string(*close.code) : "none";
    events_.push_back("close " + code + " " + close.reason);
  }
  bool isFull() const override { return events_.size() >= capacity; }

 private:
  static std::string text(std::string_view view) { return std::string(view); }

  std::vector<std::string> events_;
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_RECORDING_SINK_H_
