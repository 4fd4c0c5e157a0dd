#ifndef FANFARE_HTTP_HEALTH_H_
#define FANFARE_HTTP_HEALTH_H_

#include "core/node.h"
#include "http/answer.h"

namespace fanfare::http {

// GET /healthz: 200 as long as the process answers at all. Asks nobody.
Answer healthAnswer();

// GET /readyz: 200, or 503 and why no upgrade should be sent here.
Answer readinessAnswer(const core::Node& node);

}  // namespace fanfare::http

#endif  // FANFARE_HTTP_HEALTH_H_
