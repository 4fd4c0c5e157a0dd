#include "cli/serving.h"

#include <chrono>
#include <memory>
#include <string>

#include "app/aftermath.h"
#include "app/signals.h"
#include "app/system.h"
#include "cli/version.h"

namespace fanfare::cli {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr std::uint64_t kFilesBesidesConnections = 200;
constexpr milliseconds kGlance{20};
constexpr milliseconds kFarewell{6000};  // for peers that do not answer a close

void warnIfFilesAreScarce(const app::Config& config, std::uint64_t limit, Log& log) {
  const auto wanted = config.server.maxConnections + kFilesBesidesConnections;
  if (limit >= wanted) return;
  log.write(LogLevel::kWarning,
            "server.max_connections = " + std::to_string(config.server.maxConnections) +
                " needs about " + std::to_string(wanted) + " open files, but the system allows " +
                std::to_string(limit) + " (LimitNOFILE, ulimit -n)");
}

void reopenLog(const app::Config& config, app::LineLog& log) {
  if (config.log.file.empty()) return;
  const auto opened = log.open(config.log.file);
  if (!opened) log.write(LogLevel::kError, opened.error().message);
}

// Until a signal asks for the end.
void keepServing(app::Server& server, const app::Config& config, const app::Signals& signals,
                 app::LineLog& log) {
  app::Aftermath aftermath;
  for (;;) {
    const auto request = signals.waitFor(app::Aftermath::kBetweenLooks);
    if (request == app::Signals::Request::kStop) return;
    if (request == app::Signals::Request::kReload) {
      reopenLog(config, log);
      server.reload();
    } else if (aftermath.isOver(server.comeAndGone())) {
      app::giveBackMemory();
    }
  }
}

// Until the connections are closed, the time is up, or a second signal asks for the end at once.
void drain(app::Server& server, const app::Config& config, const app::Signals& signals,
           app::LineLog& log) {
  const milliseconds over = config.server.drain;
  log.write(LogLevel::kInformation, "stopping: " + std::to_string(server.connectionCount()) +
                                        " connections are closed over " +
                                        std::to_string(over.count()) + " ms");
  server.drain(over);
  const auto end = Clock::now() + over + kFarewell;
  while (server.connectionCount() > 0 && Clock::now() < end) {
    const auto request = signals.waitFor(kGlance);
    if (request == app::Signals::Request::kStop) return;
    if (request == app::Signals::Request::kReload) reopenLog(config, log);
  }
}

}  // namespace

Result<ExitStatus> serve(const app::LoadedConfig& loaded, app::LineLog& log,
                         const std::function<void(const app::Server&)>& announce) {
  const app::Config& config = loaded.config;
  if (!config.log.file.empty()) {
    const auto opened = log.open(config.log.file);
    if (!opened) return opened.error();
  }
  app::shareArenas();
  const auto fileLimit = app::raiseFileLimit();
  const app::Signals signals;

  auto made = app::Server::make(config, log);
  if (!made) return Error{ErrorCode::kUnavailable, made.error().message};
  const auto server = std::move(made).value();
  const auto started = server->start();
  if (!started) return Error{ErrorCode::kUnavailable, started.error().message};

  log.write(LogLevel::kInformation, "fanfare " + std::string(kVersion));
  for (const auto& line : server->report()) log.write(LogLevel::kInformation, line);
  for (const auto& warning : loaded.warnings) log.write(LogLevel::kWarning, warning);
  warnIfFilesAreScarce(config, fileLimit, log);
  announce(*server);
  app::notifySystemd("READY=1");

  keepServing(*server, config, signals, log);
  app::notifySystemd("STOPPING=1");
  drain(*server, config, signals, log);
  server->stop();
  log.write(LogLevel::kInformation, "stopped");
  return ExitStatus::kDone;
}

}  // namespace fanfare::cli
