#include "cli/arguments.h"

#include <algorithm>

#include <Poco/Util/Option.h>
#include <Poco/Util/OptionException.h>
#include <Poco/Util/OptionProcessor.h>
#include <Poco/Util/OptionSet.h>

#include "app/nearest.h"

namespace fanfare::cli {
namespace {

Error usageError(std::string message) { return {ErrorCode::kInvalidArgument, std::move(message)}; }

std::vector<OptionText> allOptionsOf(const CommandText& command) {
  auto options = command.options;
  options.push_back({"help", "", "Prints this."});
  return options;
}

Poco::Util::OptionSet optionSetOf(const CommandText& command) {
  Poco::Util::OptionSet set;
  for (const auto& text : allOptionsOf(command)) {
    Poco::Util::Option option(text.name, "", text.help, false);
    option.repeatable(text.occurs == Occurs::kOften);
    if (!text.argument.empty()) option.argument(text.argument, true);
    set.addOption(option);
  }
  return set;
}

Error unknownOption(const CommandText& command, const std::string& argument) {
  std::vector<std::string> known;
  for (const auto& option : allOptionsOf(command)) known.push_back("--" + option.name);
  const auto name = argument.substr(0, argument.find('='));
  return usageError("unknown option '" + name + "'" +
                    app::suggestionOf(app::nearestTo(name, known)));
}

bool looksLikeOption(const std::string& argument) {
  return argument.size() > 1 && argument.front() == '-';
}

// Feeds Poco's processor, which knows the forms "--name value" and "--name=value", and collects
// what it finds.
class Collector {
 public:
  explicit Collector(const CommandText& command)
      : command_(command), set_(optionSetOf(command)), processor_(set_) {}

  Result<void> take(const std::string& argument) {
    try {
      takeOrThrow(argument);
      return {};
    } catch (const Poco::Util::UnknownOptionException&) {
      return unknownOption(command_, argument);
    } catch (const Poco::Util::AmbiguousOptionException&) {
      return usageError("'" + argument + "' may be several options; write it in full");
    } catch (const Poco::Util::DuplicateOptionException&) {
      return usageError("'" + argument + "' may be given only once");
    } catch (const Poco::Util::UnexpectedArgumentException&) {
      return usageError("'" + argument + "': the option takes no argument");
    } catch (const Poco::Util::OptionException&) {
      return usageError("'" + argument + "' cannot be understood");
    }
  }

  // To be called once, behind the last.
  Result<Arguments> finish() {
    if (!awaiting_.empty()) return usageError("--" + awaiting_ + " needs an argument");
    return std::move(arguments_);
  }

 private:
  void takeOrThrow(const std::string& argument) {
    const bool isOperand = onlyOperands_ || (awaiting_.empty() && !looksLikeOption(argument));
    if (isOperand) {
      arguments_.operands.push_back(argument);
      return;
    }
    if (!awaiting_.empty()) {
      arguments_.options[std::exchange(awaiting_, "")].push_back(argument);
      return;
    }
    if (argument == "--") {
      onlyOperands_ = true;
      return;
    }
    takeOption(argument);
  }

  // The value behind "--name" is taken by takeOrThrow(): for the processor each option is complete.
  void takeOption(const std::string& argument) {
    std::string name;
    std::string value;
    const bool carriesValue = argument.find('=') != std::string::npos;
    const auto& option = set_.getOption(nameIn(argument), false);
    const std::string complete =
        option.takesArgument() && !carriesValue ? argument + "=" : argument;
    Poco::Util::OptionProcessor single(set_);
    auto& processor = option.repeatable() ? single : processor_;
    (void)processor.process(complete, name, value);
    if (option.takesArgument() && !carriesValue) {
      awaiting_ = name;
    } else {
      arguments_.options[name].push_back(value);
    }
  }

  static std::string nameIn(const std::string& argument) {
    const auto start = argument.find_first_not_of('-');
    if (start != 2) throw Poco::Util::UnknownOptionException(argument);
    return argument.substr(start, argument.find('=') - start);
  }

  const CommandText& command_;
  const Poco::Util::OptionSet set_;
  Poco::Util::OptionProcessor processor_;
  Arguments arguments_;
  std::string awaiting_;  // the option whose argument comes next
  bool onlyOperands_ = false;
};

Result<void> checkOperands(const CommandText& command, const Arguments& arguments) {
  const auto count = arguments.operands.size();
  if (count < command.leastOperands) return usageError("missing argument: " + command.operands);
  if (count > command.mostOperands) {
    return usageError("'" + arguments.operands[command.mostOperands] +
                      "' is one argument too many");
  }
  return {};
}

void appendOptions(const CommandText& command, std::string& help) {
  std::size_t width = 0;
  std::vector<std::pair<std::string, std::string>> lines;
  for (const auto& option : allOptionsOf(command)) {
    std::string left = option.letter ? std::string{'-', option.letter, ',', ' '} : "";
    left += "--" + option.name;
    if (!option.argument.empty()) left += " " + option.argument;
    if (option.occurs == Occurs::kWithSeveral) left += "...";
    width = std::max(width, left.size());
    const char* often = option.occurs == Occurs::kOften ? " May be given several times." : "";
    lines.emplace_back(std::move(left), option.help + often);
  }
  help += "\nOptions:\n";
  for (const auto& [left, right] : lines) {
    help += "  " + left + std::string(width - left.size() + 2, ' ') + right + "\n";
  }
}

}  // namespace

std::optional<std::string> Arguments::value(const std::string& option) const {
  const auto found = options.find(option);
  if (found == options.end()) return std::nullopt;
  return found->second.back();
}

std::vector<std::string> Arguments::values(const std::string& option) const {
  const auto found = options.find(option);
  return found == options.end() ? std::vector<std::string>() : found->second;
}

Result<Arguments> parseArguments(const CommandText& command,
                                 const std::vector<std::string>& arguments) {
  Collector collector(command);
  for (const auto& argument : arguments) {
    auto taken = collector.take(argument);
    if (!taken) return taken.error();
  }
  auto parsed = collector.finish();
  if (!parsed || parsed->has("help")) return parsed;
  const auto operands = checkOperands(command, *parsed);
  if (!operands) return operands.error();
  return parsed;
}

std::string helpOf(const CommandText& command) {
  std::string help = "Usage: fanfare " + command.name;
  if (!command.options.empty()) help += " [OPTION]...";
  if (!command.operands.empty()) help += " " + command.operands;
  help += "\n\n" + command.summary + "\n";
  if (!command.details.empty()) help += "\n" + command.details + "\n";
  appendOptions(command, help);
  if (!command.examples.empty()) help += "\nExamples:\n";
  for (const auto& example : command.examples) {
    help += "  " + example.line + "\n      " + example.says + "\n";
  }
  return help + "\nExit status: 0 done, 1 failed, 2 used wrongly.\n";
}

}  // namespace fanfare::cli
