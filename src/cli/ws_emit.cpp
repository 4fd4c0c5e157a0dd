#include <unistd.h>

#include <array>
#include <cstdlib>
#include <ctime>
#include <iostream>

#include "cli/argparse_options.h"
#include "cli/command.h"
#include "cli/serving.h"
#include "cli/ws_emit_settings.h"

namespace fanfare::cli {
namespace {

// As the originals' log has it: "2021-12-10 23:12:50 ".
std::string beginningOf(LogLevel level) {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::localtime_r(&now, &parts);
  std::array<char, 32> text{};
  const auto size = std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S ", &parts);
  const char* const word = level == LogLevel::kError     ? "error: "
                           : level == LogLevel::kWarning ? "warning: "
                                                         : "";
  return std::string(text.data(), size) + word;
}

std::optional<std::string> environmentVariable(const char* name) {
  const char* const value = std::getenv(name);
  return value ? std::optional<std::string>(value) : std::nullopt;
}

// With the port that was asked for, or the free one that was taken.
std::string addressOf(const WsEmitOptions& options, const app::Server& server) {
  const std::string address = server.address();
  return (options.host.empty() ? "0.0.0.0" : options.host) + address.substr(address.rfind(':'));
}

Result<ExitStatus> runAs(const WsEmitProgram& program, const Arguments& arguments) {
  const auto options = WsEmitOptions::of(program, arguments, environmentVariable);
  if (!options) return options.error();
  const auto loaded = app::loadConfig(app::ConfigSources::of("", options->settings()));
  for (const auto& problem : loaded.problems)
    std::cerr << program.command << ": " << problem << "\n";
  if (!loaded.problems.empty()) return ExitStatus::kFailed;

  app::LineLog log(loaded.config.log.level,
                   {beginningOf, STDERR_FILENO, app::LineLogForm::BesidesFile::kNo});
  return serve(loaded, log, [&](const app::Server& server) {
    log.write(LogLevel::kInformation, std::string(program.name) + " started on " +
                                          addressOf(*options, server) +
                                          " cors: " + options->corsShown());
  });
}

Result<ExitStatus> runWsEmit(const Arguments& arguments) { return runAs(kWsEmit, arguments); }

Result<ExitStatus> runRedis2Websocket(const Arguments& arguments) {
  return runAs(kRedis2Websocket, arguments);
}

Result<Arguments> parse(const CommandText& command, const std::vector<std::string>& arguments) {
  auto parsed = parseArgparseOptions(command, arguments);
  if (!parsed) std::cerr << argparseUsageOf(command) << "\n";
  return parsed;
}

constexpr char kDetails[] =
    "Options and variables of the environment are the original's, and options are read as it\n"
    "reads them. Further settings come from the environment, as for 'fanfare serve'\n"
    "(FANFARE_PING_INTERVAL is ping.interval).";

std::vector<OptionText> commonOptions() {
  return {
      {"verbose", "", "Logs more.", Occurs::kOnce, 'v'},
      {"redis", "URL", "The Redis (REDIS; default redis://localhost:6379/0)."},
      {"address", "HOST:PORT",
       "Where to listen, a numeric address (ADDRESS; default 0.0.0.0:8899).", Occurs::kOnce, 'a'},
      {"cors", "ORIGIN",
       "The pages that may connect, or * (CORS, separated by blanks; default "
       "http://localhost:7788).",
       Occurs::kWithSeveral}};
}

}  // namespace

Command wsEmitCommand() {
  auto options = commonOptions();
  options.push_back({"secret", "SECRET", "Opens POST /emit to who knows it (SECRET)."});
  options.push_back({"flask-secret", "TEXT", "Is taken, and means nothing (FLASK_SECRET)."});
  return {{"ws-emit",
           "",
           "Serves in the place of ws-emit, with its options and variables.",
           kDetails,
           std::move(options),
           {{"fanfare ws-emit --cors https://www.example.com --secret MySecret",
             "Serves Socket.IO on port 8899 to the pages of that site."}},
           0,
           0},
          runWsEmit,
          parse};
}

Command redis2WebsocketCommand() {
  auto options = commonOptions();
  options.push_back({"secret", "TEXT", "Is taken, and means nothing (SECRET): it was Flask's."});
  return {{"redis2websocket",
           "",
           "Serves in the place of redis2websocket, with its options and variables.",
           kDetails,
           std::move(options),
           {{"fanfare redis2websocket --cors https://www.example.com",
             "Serves Socket.IO on port 8899 to the pages of that site."}},
           0,
           0},
          runRedis2Websocket,
          parse};
}

}  // namespace fanfare::cli
