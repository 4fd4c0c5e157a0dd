#ifndef FANFARE_CLI_HEADER_OPTIONS_H_
#define FANFARE_CLI_HEADER_OPTIONS_H_

#include <vector>

#include "fanfare/handshake.h"
#include "fanfare/result.h"

#include "cli/arguments.h"

namespace fanfare::cli {

// --header, --cookie and --origin, for a command that speaks as a client.
std::vector<OptionText> headerOptions();

// The headers they make. Fails with kInvalidArgument if a --header is not of the form NAME: VALUE.
Result<Fields> headersOf(const Arguments& arguments);

}  // namespace fanfare::cli

#endif  // FANFARE_CLI_HEADER_OPTIONS_H_
