#include <unistd.h>

#include <algorithm>
#include <iostream>

#include "cli/command.h"
#include "cli/go_flags.h"
#include "cli/go_log.h"
#include "cli/pubsocketd_settings.h"
#include "cli/serving.h"

namespace fanfare::cli {
namespace {

std::string beginningOf(LogLevel level) {
  const char* const word = level == LogLevel::kError     ? "[error] "
                           : level == LogLevel::kWarning ? "[warning] "
                                                         : "";
  return "[pubsocketd] " + goTimestamp() + word;
}

// Says so, as the original does, and ends.
ExitStatus fail(app::LineLog& log, const app::Config& config, const std::string& line) {
  if (!config.log.file.empty()) (void)log.open(config.log.file);
  log.write(LogLevel::kInformation, line);
  return ExitStatus::kFailed;
}

// The port that was asked for, or the free one that was taken.
std::string portOf(const app::Server& server) {
  const std::string address = server.address();
  return address.substr(address.rfind(':') + 1);
}

void announce(const PubsocketdFlags& flags, const app::Config& config, const app::Server& server,
              Log& log) {
  const auto& settings = config.dialect.pubsocketd;
  std::string origins;
  for (const auto& origin : settings.origins) origins += (origins.empty() ? "" : ",") + origin;
  const std::string from = settings.insecure
                               ? ", in INSECURE MODE which is not advised for production use"
                               : ", from " + origins;
  log.write(LogLevel::kInformation, "[init] listening for websocket requests on " +
                                        flags.webSocketHost + ":" + portOf(server) + flags.route +
                                        from);
  log.write(LogLevel::kInformation, "[init] listening for pubsub messages from " +
                                        endpointOf(flags.redis.host, flags.redis.port) +
                                        " sent to the " + flags.channel + " channel");
}

Result<ExitStatus> run(const Arguments& arguments) {
  const auto read = PubsocketdFlags::of(arguments);
  if (!read) return read.error();
  const PubsocketdFlags& flags = *read;
  if (!arguments.operands.empty()) {
    std::cerr << "fanfare pubsocketd: '" << arguments.operands.front()
              << "' is no flag: it and what follows are passed over, as by the original\n";
  }
  const auto loaded =
      app::loadConfig(app::ConfigSources::of("", pubsocketdSettings(flags, arguments)));
  const app::Config& config = loaded.config;

  app::LineLog log(std::min(config.log.level, LogLevel::kInformation),
                   {beginningOf, STDOUT_FILENO, app::LineLogForm::BesidesFile::kYes});
  if (config.dialect.pubsocketd.origins.empty() && !config.dialect.pubsocketd.insecure) {
    return fail(log, config, "Missing allowable Origin (-ws-origin=http://example.com)");
  }
  for (const auto& problem : loaded.problems)
    std::cerr << "fanfare pubsocketd: " << problem << "\n";
  if (!loaded.problems.empty()) return ExitStatus::kFailed;
  return serve(loaded, log,
               [&](const app::Server& server) { announce(flags, config, server, log); });
}

}  // namespace

Command pubsocketdCommand() {
  return {{"pubsocketd",
           "",
           "Serves in the place of go-pubsocketd, with its flags.",
           "Flags are written as the original takes them, with one dash or two, -flag value or\n"
           "-flag=value. Further settings come from the environment, as for 'fanfare serve'\n"
           "(FANFARE_PING_INTERVAL is ping.interval). The log is standard output, in the "
           "original's form.",
           {{"ws-host", "HOST", "WebSocket host, a numeric address (default 127.0.0.1)."},
            {"ws-port", "PORT", "WebSocket port (default 8080); 0 takes a free one."},
            {"ws-route", "ROUTE", "WebSocket route (default /, which is every path)."},
            {"ws-origin", "ORIGINS", "WebSocket allowable origins, separated by commas."},
            {"ws-insecure", "", "Lets in whatever page, and who has no origin."},
            {"ws-heartbeat", "", "Sends a heartbeat message every 30 seconds."},
            {"rs-host", "HOST", "Redis host (default 127.0.0.1)."},
            {"rs-port", "PORT", "Redis port (default 6379)."},
            {"rs-channel", "CHANNEL", "Redis channel (default pubsocketd)."},
            {"ps-log-file", "FILE", "Logs to this file, too."},
            {"tls-cert", "FILE", "The certificate to speak TLS with, PEM."},
            {"tls-key", "FILE", "Its key."}},
           {{"fanfare pubsocketd -ws-origin=http://example.com",
             "Relays the channel pubsocketd of this machine's Redis to the pages of that origin."}},
           0,
           SIZE_MAX},
          run,
          parseGoFlags};
}

}  // namespace fanfare::cli
