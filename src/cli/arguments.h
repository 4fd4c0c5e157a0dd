#ifndef FANFARE_CLI_ARGUMENTS_H_
#define FANFARE_CLI_ARGUMENTS_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "fanfare/result.h"

namespace fanfare::cli {

enum class Occurs {
  kOnce,
  kOften,
  kWithSeveral,  // once, with one argument or more behind it
};

// Value type.
struct OptionText {
  std::string name;      // without the dashes
  std::string argument;  // what it is called in the help; empty: the option takes none
  std::string help;      // one sentence
  Occurs occurs = Occurs::kOnce;
  char letter = '\0';  // by which it is called for short, as in -v; none: it is not
};

// Value type.
struct ExampleText {
  std::string line;
  std::string says;
};

// What a command is, for its parser and its help. Every command has --help besides. Value type.
struct CommandText {
  std::string name;
  std::string operands;  // behind the options, as in "FACILITY [MESSAGE]"
  std::string summary;   // one sentence
  std::string details;   // a paragraph or none
  std::vector<OptionText> options;
  std::vector<ExampleText> examples;
  std::size_t leastOperands = 0;
  std::size_t mostOperands = 0;
};

// What stood behind a command. Value type.
struct Arguments {
  std::map<std::string, std::vector<std::string>> options;  // by name, in their order
  std::vector<std::string> operands;

  bool has(const std::string& option) const { return options.count(option) > 0; }
  std::optional<std::string> value(const std::string& option) const;
  std::vector<std::string> values(const std::string& option) const;
};

// Options may stand before and behind operands; "--" ends them. Fails with kInvalidArgument, naming
// what is wrong. With --help nothing else is checked.
Result<Arguments> parseArguments(const CommandText& command,
                                 const std::vector<std::string>& arguments);

// What `fanfare <command> --help` prints.
std::string helpOf(const CommandText& command);

}  // namespace fanfare::cli

#endif  // FANFARE_CLI_ARGUMENTS_H_
