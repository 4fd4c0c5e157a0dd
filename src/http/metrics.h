#ifndef FANFARE_HTTP_METRICS_H_
#define FANFARE_HTTP_METRICS_H_

#include "core/limit_counts.h"
#include "core/node.h"
#include "http/answer.h"
#include "http/refusal_log.h"

namespace fanfare::http {

// GET /metrics: what `node`, `refusals` and `limits` count, as Prometheus reads it.
Answer metricsAnswer(const core::Node& node, const RefusalLog& refusals,
                     const core::LimitCounts& limits);

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_METRICS_H_
