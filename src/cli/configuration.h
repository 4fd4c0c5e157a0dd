#ifndef FANFARE_CLI_CONFIGURATION_H_
#define FANFARE_CLI_CONFIGURATION_H_

#include "fanfare/result.h"

#include "app/config/load.h"
#include "cli/arguments.h"

namespace fanfare::cli {

// The configuration that --config, --set and the environment make. Fails with kInvalidArgument if a
// --set is not of the form KEY=VALUE; what is wrong with the settings is in the result.
Result<app::LoadedConfig> configurationFor(const Arguments& arguments);

}  // namespace fanfare::cli

#endif  // FANFARE_CLI_CONFIGURATION_H_
