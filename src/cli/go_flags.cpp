#include "cli/go_flags.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

namespace fanfare::cli {
namespace {

Error usageError(std::string message) { return {ErrorCode::kInvalidArgument, std::move(message)}; }

bool isOneOf(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

std::optional<bool> booleanIn(std::string_view text) {
  if (isOneOf(text, {"1", "t", "T", "true", "TRUE", "True"})) return true;
  if (isOneOf(text, {"0", "f", "F", "false", "FALSE", "False"})) return false;
  return std::nullopt;
}

// "-name", "--name=value", taken apart. Value type.
struct Flag {
  std::string name;
  std::optional<std::string> value;
};

bool isFlag(const std::string& argument) { return argument.size() > 1 && argument[0] == '-'; }

Result<Flag> flagIn(const std::string& argument) {
  const std::string_view text = std::string_view(argument).substr(argument[1] == '-' ? 2 : 1);
  if (text.empty() || text.front() == '-' || text.front() == '=') {
    return usageError("bad flag syntax: " + argument);
  }
  const auto equals = text.find('=');
  Flag flag{std::string(text.substr(0, equals)), std::nullopt};
  if (equals != std::string_view::npos) flag.value = std::string(text.substr(equals + 1));
  return flag;
}

const OptionText* optionOf(const CommandText& command, const std::string& name) {
  const auto found = std::find_if(command.options.begin(), command.options.end(),
                                  [&name](const OptionText& one) { return one.name == name; });
  return found == command.options.end() ? nullptr : &*found;
}

using Rest = std::vector<std::string>::const_iterator;

// The text that a switch comes to.
Result<std::string> switched(const Flag& flag) {
  if (!flag.value) return std::string("true");
  const auto isOn = booleanIn(*flag.value);
  if (isOn) return std::string(*isOn ? "true" : "false");
  return usageError("invalid boolean value \"" + *flag.value + "\" for -" + flag.name +
                    ": parse error");
}

// The value of `flag`, which may be what comes `next`.
Result<std::string> valueOf(const Flag& flag, const OptionText& option, Rest& next, Rest end) {
  if (option.argument.empty()) return switched(flag);
  if (flag.value) return *flag.value;
  if (next == end) return usageError("flag needs an argument: -" + flag.name);
  return *next++;
}

}  // namespace

Result<Arguments> parseGoFlags(const CommandText& command,
                               const std::vector<std::string>& arguments) {
  Arguments parsed;
  Rest next = arguments.begin();
  while (next != arguments.end() && isFlag(*next)) {
    const std::string& argument = *next++;
    if (argument == "--") break;
    const auto flag = flagIn(argument);
    if (!flag) return flag.error();
    const OptionText* const option = optionOf(command, flag->name);
    if (!option && isOneOf(flag->name, {"h", "help"})) {
      parsed.options["help"] = {""};
      return parsed;
    }
    if (!option) return usageError("flag provided but not defined: -" + flag->name);
    auto value = valueOf(*flag, *option, next, arguments.end());
    if (!value) return value.error();
    parsed.options[flag->name] = {std::move(value).value()};
  }
  parsed.operands.assign(next, arguments.end());
  return parsed;
}

}  // namespace fanfare::cli
