#ifndef FANFARE_HTTP_METRICS_H_
#define FANFARE_HTTP_METRICS_H_

#include <vector>

#include "core/limit_counts.h"
#include "core/metric_source.h"
#include "core/node.h"
#include "http/answer.h"
#include "http/refusal_log.h"

namespace fanfare::http {

using MetricSources = std::vector<const core::MetricSource*>;

// GET /metrics: what `node`, `refusals`, `limits` and `others` count, as Prometheus reads it.
Answer metricsAnswer(const core::Node& node, const RefusalLog& refusals,
                     const core::LimitCounts& limits, const MetricSources& others = {});

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_METRICS_H_
