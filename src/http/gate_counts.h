#ifndef FANFARE_HTTP_GATE_COUNTS_H_
#define FANFARE_HTTP_GATE_COUNTS_H_

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/limit_counts.h"
#include "core/metric_source.h"
#include "tls/failure.h"

namespace fanfare::http {

// Why a gate ends a connection, or answers a request, itself.
enum class TurnedAway : std::size_t {
  kConnections,  // too many are at the gate: 503, or nothing
  kWaiting,      // too many requests wait for a worker: 503
  kBodies,       // too many large ones: 503
  kTimeout,      // a request, or a header of the PROXY protocol, took too long: 408, or nothing
  kUnread,       // what was sent is not taken in time: nothing
  kHeaderBytes,  // 431
  kQueryBytes,   // 414
  kBodyBytes,    // 413
  kMalformed,    // 400, 411, 417
  kPlainHttp,    // to a port that speaks TLS: 400
  kGreeting,     // the PROXY protocol is wanted, and not spoken, or not by a trusted proxy: nothing
  kCauses
};

// What a head that was refused with `status` is counted as.
TurnedAway turnedAwayBy(int status);

// What gates have turned away, by its cause, and TLS handshakes that failed there.
//
// Threads: safe from any thread.
class GateCounts final : public core::MetricSource {
 public:
  // What is too large counts in `limits`, too, which outlives it.
  explicit GateCounts(core::LimitCounts& limits) : limits_(limits) {}

  void add(TurnedAway cause);
  void addFailure(tls::FailureCause cause) { ++failures_[static_cast<std::size_t>(cause)]; }
  // A TLS handshake that was not done in time.
  void addOverdueHandshake() { ++overdue_; }

  std::vector<core::Metric> metrics() const override;

 private:
  template <typename Cause>
  using Counters = std::array<std::atomic<std::uint64_t>, static_cast<std::size_t>(Cause::kCauses)>;

  core::LimitCounts& limits_;
  Counters<TurnedAway> turnedAway_{};
  Counters<tls::FailureCause> failures_{};
  std::atomic<std::uint64_t> overdue_{0};
};

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_GATE_COUNTS_H_
