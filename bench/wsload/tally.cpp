#include "wsload/tally.h"

#include <cstdio>
#include <string_view>

#include "support/process.h"

namespace fanfare::bench {
namespace {

// Writes an object member by member.
class Json {
 public:
  void add(std::string_view name, std::uint64_t value) { put(name, std::to_string(value)); }
  void add(std::string_view name, double value, int digits) {
    char text[64];
    std::snprintf(text, sizeof text, "%.*f", digits, value);
    put(name, static_cast<const char*>(text));
  }
  std::string take() { return "{" + std::move(members_) + "}"; }

 private:
  void put(std::string_view name, std::string_view value) {
    if (!members_.empty()) members_ += ',';
    members_.append("\"").append(name).append("\":").append(value);
  }

  std::string members_;
};

double microseconds(std::uint64_t ns) { return static_cast<double>(ns) / 1e3; }
double seconds(std::int64_t ns) { return static_cast<double>(ns) / 1e9; }
double rate(double count, double time) { return time > 0 ? count / time : 0; }

void addHandshakes(Json& json, const LoadOptions& options, const Tally& tally) {
  const std::int64_t end = tally.allOpenAt ? tally.allOpenAt : nowNs();
  json.add("clients", std::uint64_t{options.clients});
  json.add("connected", std::uint64_t{tally.opened});
  json.add("failed", std::uint64_t{tally.failed});
  json.add("fail_connect", tally.failedConnect);
  json.add("fail_status", tally.failedStatus);
  json.add("fail_accept", tally.failedAccept);
  json.add("fail_timeout", tally.failedTimeout);
  json.add("fail_eof", tally.failedEof);
  json.add("closed", std::uint64_t{tally.closed});
  json.add("handshake_s", seconds(end - tally.begin), 3);
  json.add("handshakes_per_s", rate(tally.opened, seconds(end - tally.begin)), 0);
  json.add("hs_p50_us", microseconds(tally.handshakes.quantile(.5)), 0);
  json.add("hs_p99_us", microseconds(tally.handshakes.quantile(.99)), 0);
  json.add("hs_max_us", microseconds(tally.handshakes.highest()), 0);
}

void addMessages(Json& json, const Tally& tally, const Shares& shares) {
  const double span = seconds(tally.lastMessageAt - tally.firstMessageAt);
  json.add("msgs", tally.messages);
  json.add("bytes", tally.bytes);
  json.add("other", tally.others);
  json.add("pings", tally.pings);
  json.add("compressed", tally.compressed);
  json.add("sent", tally.sent);
  json.add("min_per_client", shares.least);
  json.add("max_per_client", shares.most);
  json.add("missing", shares.missing);
  json.add("lost", tally.disorder.lost);
  json.add("dup", tally.disorder.doubled);
  json.add("reordered", tally.disorder.reordered);
  json.add("protocol_errors", tally.protocolErrors);
  json.add("span_s", span, 4);
  json.add("msgs_per_s", rate(static_cast<double>(tally.messages), span), 0);
}

void addLatency(Json& json, const Histogram& latency) {
  json.add("lat_p50_us", microseconds(latency.quantile(.5)), 1);
  json.add("lat_p90_us", microseconds(latency.quantile(.9)), 1);
  json.add("lat_p99_us", microseconds(latency.quantile(.99)), 1);
  json.add("lat_p999_us", microseconds(latency.quantile(.999)), 1);
  json.add("lat_max_us", microseconds(latency.highest()), 1);
}

}  // namespace

std::string reportOf(const LoadOptions& options, const Tally& tally, const Shares& shares) {
  Json json;
  addHandshakes(json, options, tally);
  addMessages(json, tally, shares);
  addLatency(json, tally.latency);
  json.add("cpu_s", cpuSeconds(), 3);
  json.add("cpu_connect_s", tally.cpuWhenOpen, 3);
  return json.take();
}

}  // namespace fanfare::bench
