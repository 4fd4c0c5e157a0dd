#ifndef FANFARE_CLI_GO_FLAGS_H_
#define FANFARE_CLI_GO_FLAGS_H_

#include <string>
#include <vector>

#include "fanfare/result.h"

#include "cli/arguments.h"

namespace fanfare::cli {

// As parseArguments(), for a command that takes the place of a Go program: its options are read as
// Go's package flag reads them.
//
//    -name value  -name=value      and the same with two dashes
//    -name  -name=false            one that takes no argument: its value is "true" or "false"
//    -h  -help                     ends the reading
//
// An option given again counts as given last. The first argument that is no option, or "--", ends
// the options; what follows are operands, however many. Fails in Go's words.
Result<Arguments> parseGoFlags(const CommandText& command,
                               const std::vector<std::string>& arguments);

}  // namespace fanfare::cli

#endif  // FANFARE_CLI_GO_FLAGS_H_
