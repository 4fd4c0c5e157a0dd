#include <chrono>
#include <iostream>
#include <memory>

#include "app/line_log.h"
#include "app/server.h"
#include "app/signals.h"
#include "app/system.h"
#include "cli/command.h"
#include "cli/configuration.h"
#include "cli/version.h"

namespace fanfare::cli {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr std::uint64_t kFilesBesidesConnections = 200;
constexpr milliseconds kIdle{60'000};
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
  for (;;) {
    const auto request = signals.waitFor(kIdle);
    if (request == app::Signals::Request::kStop) return;
    if (request != app::Signals::Request::kReload) continue;
    reopenLog(config, log);
    server.reload();
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

Result<ExitStatus> serve(const app::Config& config, const std::vector<std::string>& warnings) {
  app::LineLog log(config.log.level);
  if (!config.log.file.empty()) {
    const auto opened = log.open(config.log.file);
    if (!opened) return opened.error();
  }
  const auto fileLimit = app::raiseFileLimit();
  const app::Signals signals;

  auto made = app::Server::make(config, log);
  if (!made) return Error{ErrorCode::kUnavailable, made.error().message};
  const auto server = std::move(made).value();
  const auto started = server->start();
  if (!started) return Error{ErrorCode::kUnavailable, started.error().message};

  log.write(LogLevel::kInformation, "fanfare " + std::string(kVersion));
  for (const auto& line : server->report()) log.write(LogLevel::kInformation, line);
  for (const auto& warning : warnings) log.write(LogLevel::kWarning, warning);
  warnIfFilesAreScarce(config, fileLimit, log);
  std::cout << "fanfare: listening on " << server->address() << std::endl;
  app::notifySystemd("READY=1");

  keepServing(*server, config, signals, log);
  app::notifySystemd("STOPPING=1");
  drain(*server, config, signals, log);
  server->stop();
  log.write(LogLevel::kInformation, "stopped");
  return ExitStatus::kDone;
}

Result<ExitStatus> run(const Arguments& arguments) {
  const auto read = configurationFor(arguments);
  if (!read) return read.error();
  const auto& loaded = *read;
  for (const auto& problem : loaded.problems) std::cerr << "fanfare serve: " << problem << "\n";
  if (!loaded.problems.empty()) return ExitStatus::kFailed;
  return serve(loaded.config, loaded.warnings);
}

}  // namespace

Command serveCommand() {
  return {
      {"serve",
       "",
       "Runs the server until SIGTERM or SIGINT.",
       "Settings come from the defaults, the file, the environment (FANFARE_SERVER_PORT is\n"
       "server.port) and --set, the later ones over the earlier. SIGHUP reopens the log and reads\n"
       "the policy's rules again. A second SIGTERM ends without waiting for the connections to be\n"
       "closed.",
       {{"config", "FILE", "The configuration file; conf/fanfare.properties describes all keys."},
        {"set", "KEY=VALUE", "A setting, over all others.", Occurs::kOften}},
       {{"fanfare serve", "Serves on http://127.0.0.1:8080, with the memory broker."},
        {"fanfare serve --config /etc/fanfare/fanfare.properties", "As that file says."},
        {"fanfare serve --set broker.type=redis --set server.port=8081",
         "With the Redis of this machine."}}},
      run};
}

}  // namespace fanfare::cli
