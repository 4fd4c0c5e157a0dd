#include "http/metrics.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace fanfare::http {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

// A family of one metric without labels.
MetricFamily family(MetricType type, const char* name, const char* help, double value) {
  ClientMetric metric;
  if (type == MetricType::Counter) {
    metric.counter.value = value;
  } else {
    metric.gauge.value = value;
  }
  MetricFamily family;
  family.name = name;
  family.help = help;
  family.type = type;
  family.metric.push_back(std::move(metric));
  return family;
}

MetricFamily refusalsOf(const RefusalLog& refusals) {
  MetricFamily family;
  family.name = "fanfare_handshakes_refused_total";
  family.help = "Handshakes turned away, narrowed (withheld) or taken for anonymous (credentials).";
  family.type = MetricType::Counter;
  const auto counts = refusals.counts();
  for (std::size_t i = 0; i < counts.size(); ++i) {
    ClientMetric metric;
    metric.label.push_back({"cause", wordFor(static_cast<RefusalCause>(i))});
    metric.counter.value = static_cast<double>(counts[i]);
    family.metric.push_back(std::move(metric));
  }
  return family;
}

MetricFamily limitsOf(const core::LimitCounts& counts) {
  MetricFamily family;
  family.name = "fanfare_limits_reached_total";
  family.help = "How often a limit turned somebody or something away, by its setting.";
  family.type = MetricType::Counter;
  for (std::size_t i = 0; i < static_cast<std::size_t>(core::Limit::kLimits); ++i) {
    const auto limit = static_cast<core::Limit>(i);
    ClientMetric metric;
    metric.label.push_back({"limit", core::settingOf(limit)});
    metric.counter.value = static_cast<double>(counts.of(limit));
    family.metric.push_back(std::move(metric));
  }
  return family;
}

MetricFamily endingsOf(const core::NodeStats& stats) {
  MetricFamily family;
  family.name = "fanfare_identities_ended_total";
  family.help = "Connections closed because their identity ended.";
  family.type = MetricType::Counter;
  for (const auto& [cause, count] :
       {std::pair("expiry", stats.endedByExpiry), std::pair("session", stats.endedBySession),
        std::pair("control", stats.endedByControl)}) {
    ClientMetric metric;
    metric.label.push_back({"cause", cause});
    metric.counter.value = static_cast<double>(count);
    family.metric.push_back(std::move(metric));
  }
  return family;
}

std::vector<MetricFamily> familiesOf(const core::Node& node) {
  const core::NodeStats stats = node.stats();
  const auto gauge = [](const char* name, const char* help, std::uint64_t value) {
    return family(MetricType::Gauge, name, help, static_cast<double>(value));
  };
  const auto counter = [](const char* name, const char* help, std::uint64_t value) {
    return family(MetricType::Counter, name, help, static_cast<double>(value));
  };
  return {
      gauge("fanfare_connections", "Connections open now.", stats.connections),
      counter("fanfare_connections_opened_total", "Connections opened.", stats.connectionsOpened),
      gauge("fanfare_subscriptions", "Subscriptions held now.", stats.subscriptions),
      gauge("fanfare_channels", "Channels with a subscription now.", stats.channels),
      counter("fanfare_messages_published_total", "Messages the broker took from this node.",
              stats.messagesPublished),
      counter("fanfare_messages_received_total", "Messages received from the broker.",
              stats.messagesReceived),
      counter("fanfare_messages_delivered_total", "Messages delivered, once for each subscriber.",
              stats.messagesDelivered),
      gauge("fanfare_outbox_bytes", "Bytes that wait to be sent now.", stats.bytesQueued),
      counter("fanfare_slow_consumers_total", "Connections closed because they could not keep up.",
              stats.slowConsumers),
      counter("fanfare_protocol_errors_total", "Connections closed for a protocol error.",
              stats.protocolErrors),
      counter("fanfare_joins_refused_total",
              "Channels that open connections asked for and were not granted.", stats.joinsRefused),
      endingsOf(stats),
      counter("fanfare_identity_rechecks_total", "Identities that were asked about again.",
              stats.rechecks),
      counter("fanfare_identity_rechecks_failed_total", "Of them, those that got no answer.",
              stats.rechecksFailed),
      gauge("fanfare_broker_reachable", "1 while the broker can be reached.",
            node.brokerState() == core::BrokerState::kReachable ? 1 : 0),
      gauge("fanfare_draining", "1 while the node takes no new connections.",
            node.isDraining() ? 1 : 0),
  };
}

// Those of one name make one family.
std::vector<MetricFamily> familiesOf(const MetricSources& sources) {
  std::map<std::string, MetricFamily> families;
  for (const auto* source : sources) {
    for (const core::Metric& counted : source->metrics()) {
      const bool isCounter = counted.kind == core::Metric::Kind::kCounter;
      const auto type = isCounter ? MetricType::Counter : MetricType::Gauge;
      auto one = family(type, counted.name, counted.help, counted.value);
      for (const auto& [name, value] : counted.labels) {
        one.metric.front().label.push_back({name, value});
      }
      auto& known =
          families.try_emplace(one.name, MetricFamily{one.name, one.help, type, {}}).first->second;
      known.metric.push_back(std::move(one.metric.front()));
    }
  }
  std::vector<MetricFamily> all;
  all.reserve(families.size());
  for (auto& [name, each] : families) all.push_back(std::move(each));
  return all;
}

}  // namespace

Answer metricsAnswer(const core::Node& node, const RefusalLog& refusals,
                     const core::LimitCounts& limits, const MetricSources& others) {
  auto families = familiesOf(node);
  families.insert(families.begin(), {refusalsOf(refusals), limitsOf(limits)});
  for (auto& each : familiesOf(others)) families.push_back(std::move(each));
  Answer answer;
  answer.contentType = "text/plain; version=0.0.4; charset=utf-8";
  answer.body = prometheus::TextSerializer().Serialize(families);
  return answer;
}

}  // namespace fanfare::http
