#ifndef FANFARE_TESTS_SUPPORT_GATE_TALLY_H_
#define FANFARE_TESTS_SUPPORT_GATE_TALLY_H_

#include <string>

#include "core/limit_counts.h"
#include "http/gate.h"

namespace fanfare::testing {

// The limits of a gate, and what it turned away by them. Outlives the gate.
struct GateTally {
  explicit GateTally(const http::GateLimits& of = {}) : limits(of) { limits.counts = &counts; }

  // Each cause with its number: "timeout 1;"; those of 0 are left out.
  std::string counted() const {
    std::string text;
    for (const auto& metric : counts.metrics()) {
      if (metric.value == 0) continue;
      const auto number = static_cast<long>(metric.value);
      text += metric.labels.front().second + " " + std::to_string(number) + ";";
    }
    return text;
  }

  core::LimitCounts reached;
  http::GateCounts counts{reached};
  http::GateLimits limits;
};

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_GATE_TALLY_H_
