#ifndef FANFARE_CLI_SERVING_H_
#define FANFARE_CLI_SERVING_H_

#include <functional>

#include "fanfare/result.h"

#include "app/config/load.h"
#include "app/line_log.h"
#include "app/server.h"
#include "cli/command.h"

namespace fanfare::cli {

// Runs the server of `loaded`, which has no problems, until SIGTERM or SIGINT, and has `announce`
// tell when it listens. What it does is logged, to log.file where that is set. Fails with
// kUnavailable if it cannot begin.
Result<ExitStatus> serve(const app::LoadedConfig& loaded, app::LineLog& log,
                         const std::function<void(const app::Server&)>& announce);

}  // namespace fanfare::cli

#endif  // FANFARE_CLI_SERVING_H_
