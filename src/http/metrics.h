#ifndef FANFARE_HTTP_METRICS_H_
#define FANFARE_HTTP_METRICS_H_

#include "core/node.h"
#include "http/answer.h"

namespace fanfare::http {

// GET /metrics: what `node` counts, as Prometheus reads it.
Answer metricsAnswer(const core::Node& node);

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_METRICS_H_
