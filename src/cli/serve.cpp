#include <iostream>

#include "cli/command.h"
#include "cli/configuration.h"
#include "cli/serving.h"

namespace fanfare::cli {
namespace {

Result<ExitStatus> run(const Arguments& arguments) {
  const auto read = configurationFor(arguments);
  if (!read) return read.error();
  const auto& loaded = *read;
  for (const auto& problem : loaded.problems) std::cerr << "fanfare serve: " << problem << "\n";
  if (!loaded.problems.empty()) return ExitStatus::kFailed;
  app::LineLog log(loaded.config.log.level);
  return serve(loaded, log, [](const app::Server& server) {
    std::cout << "fanfare: listening on " << server.address() << std::endl;
  });
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
