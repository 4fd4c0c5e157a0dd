#ifndef FANFARE_TESTS_SUPPORT_RECORDING_ROUTER_H_
#define FANFARE_TESTS_SUPPORT_RECORDING_ROUTER_H_

#include <string>
#include <variant>
#include <vector>

#include "core/router_link.h"

namespace fanfare::testing {

// A router that remembers what a hub told it, a line each: "join KEY" or "leave KEY".
class RecordingRouter final : public core::RouterLink {
 public:
  void tell(core::HubNotice notice) override {
    if (const auto* join = std::get_if<core::Join>(&notice)) {
      told_.push_back("join " + std::string(join->channel.key()));
    } else {
      told_.push_back("leave " + std::string(std::get<core::Leave>(notice).channel.key()));
    }
  }

  const std::vector<std::string>& told() const { return told_; }

 private:
  std::vector<std::string> told_;
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_RECORDING_ROUTER_H_
