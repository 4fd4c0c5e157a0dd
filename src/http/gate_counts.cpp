#include "http/gate_counts.h"

#include <optional>

namespace fanfare::http {
namespace {

const char* wordFor(TurnedAway cause) {
  static constexpr std::array<const char*, static_cast<std::size_t>(TurnedAway::kCauses)> kWords = {
      "connections", "waiting",    "bodies",    "timeout",    "unread",  "header_bytes",
      "query_bytes", "body_bytes", "malformed", "plain_http", "greeting"};
  return kWords[static_cast<std::size_t>(cause)];
}

const char* wordFor(tls::FailureCause cause) {
  static constexpr std::array<const char*, static_cast<std::size_t>(tls::FailureCause::kCauses)>
      kWords = {"plain_http",         "malformed",  "version", "cipher", "application_protocol",
                "client_certificate", "distrusted", "alert",   "gone"};
  return kWords[static_cast<std::size_t>(cause)];
}

std::optional<core::Limit> limitFor(TurnedAway cause) {
  switch (cause) {
    case TurnedAway::kHeaderBytes:
      return core::Limit::kHeaderBytes;
    case TurnedAway::kQueryBytes:
      return core::Limit::kQueryBytes;
    case TurnedAway::kBodyBytes:
      return core::Limit::kBodyBytes;
    default:
      return std::nullopt;
  }
}

core::Metric turnedAway(TurnedAway cause, std::uint64_t count) {
  return {core::Metric::Kind::kCounter,
          "fanfare_gate_turned_away_total",
          "Connections and requests that were ended before anybody handled them.",
          {{"cause", wordFor(cause)}},
          static_cast<double>(count)};
}

core::Metric failed(const char* cause, std::uint64_t count) {
  return {core::Metric::Kind::kCounter,
          "fanfare_tls_handshakes_failed_total",
          "TLS handshakes with clients that failed.",
          {{"cause", cause}},
          static_cast<double>(count)};
}

}  // namespace

TurnedAway turnedAwayBy(int status) {
  switch (status) {
    case 413:
      return TurnedAway::kBodyBytes;
    case 414:
      return TurnedAway::kQueryBytes;
    case 431:
      return TurnedAway::kHeaderBytes;
    default:
      return TurnedAway::kMalformed;
  }
}

void GateCounts::add(TurnedAway cause) {
  ++turnedAway_[static_cast<std::size_t>(cause)];
  if (const auto limit = limitFor(cause)) limits_.add(*limit);
}

std::vector<core::Metric> GateCounts::metrics() const {
  std::vector<core::Metric> metrics;
  for (std::size_t i = 0; i < turnedAway_.size(); ++i) {
    metrics.push_back(turnedAway(static_cast<TurnedAway>(i), turnedAway_[i]));
  }
  for (std::size_t i = 0; i < failures_.size(); ++i) {
    metrics.push_back(failed(wordFor(static_cast<tls::FailureCause>(i)), failures_[i]));
  }
  metrics.push_back(failed("timeout", overdue_));
  return metrics;
}

}  // namespace fanfare::http
