#ifndef FANFARE_CLI_ARGPARSE_OPTIONS_H_
#define FANFARE_CLI_ARGPARSE_OPTIONS_H_

#include <string>
#include <vector>

#include "fanfare/result.h"

#include "cli/arguments.h"

namespace fanfare::cli {

// As parseArguments(), for a command that takes the place of a Python program: its options are read
// as Python's argparse reads them.
//
//    --name value  --name=value  --na value     a beginning that is no other's will do
//    -a value  -avalue  -a=value  -va value     letters
//    --name one two                             of Occurs::kWithSeveral: up to the next option
//    -h  --help                                 ends the reading
//
// An option given again counts as given last. There are no operands. Fails in argparse's words.
Result<Arguments> parseArgparseOptions(const CommandText& command,
                                       const std::vector<std::string>& arguments);

// "usage: fanfare NAME [-h] [-a ADDRESS] ...", as argparse shows it, on one line.
std::string argparseUsageOf(const CommandText& command);

}  // namespace fanfare::cli

#endif  // FANFARE_CLI_ARGPARSE_OPTIONS_H_
