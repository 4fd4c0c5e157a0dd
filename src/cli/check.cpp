#include <iostream>

#include "cli/command.h"
#include "cli/configuration.h"

namespace fanfare::cli {
namespace {

Result<ExitStatus> run(const Arguments& arguments) {
  const auto read = configurationFor(arguments);
  if (!read) return read.error();
  const auto& loaded = *read;
  for (const auto& problem : loaded.problems) std::cerr << problem << "\n";
  for (const auto& warning : loaded.warnings) std::cerr << "warning: " << warning << "\n";
  if (!loaded.problems.empty()) return ExitStatus::kFailed;
  std::cout << "the configuration is good\n";
  return ExitStatus::kDone;
}

}  // namespace

Command checkCommand() {
  return {{"check",
           "",
           "Says whether a configuration is good, and what is wrong with it.",
           "Reads what 'fanfare serve' would read, in the same order: the defaults, the file, the\n"
           "environment (FANFARE_SERVER_PORT is server.port), and --set.",
           {{"config", "FILE", "The configuration file."},
            {"set", "KEY=VALUE", "A setting, over all others.", Occurs::kOften}},
           {{"fanfare check --config /etc/fanfare/fanfare.properties", "Checks that file."},
            {"fanfare check --set server.port=8081", "Checks the defaults with another port."}}},
          run};
}

}  // namespace fanfare::cli
