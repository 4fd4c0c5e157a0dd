// fanfare <command> ...: finds the command, and tells what went wrong.

#include <csignal>
#include <cstdio>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include <Poco/Exception.h>

#include "app/nearest.h"
#include "cli/command.h"
#include "cli/version.h"

namespace fanfare::cli {
namespace {

std::vector<Command> commands() {
  return {serveCommand(),
          publishCommand(),
          listenCommand(),
          spyCommand(),
          explainCommand(),
          checkCommand(),
          pubsocketdCommand(),
          pubsocketdPublisherCommand(),
          pubsocketdReceiverCommand(),
          wsEmitCommand(),
          redis2WebsocketCommand()};
}

std::string overview() {
  std::string text =
      "Usage: fanfare COMMAND [OPTION]...\n\n"
      "Carries notifications from any web backend to browsers.\n\nCommands:\n";
  constexpr std::size_t kWidth = 22;
  const auto line = [](const std::string& name, const std::string& summary) {
    return "  " + name + std::string(kWidth - name.size(), ' ') + summary + "\n";
  };
  for (const auto& command : commands()) text += line(command.text.name, command.text.summary);
  return text + line("help", "Prints this, or the help of a command.") +
         "\n"
         "'fanfare COMMAND --help' tells a command's options; 'fanfare --version' the version.\n"
         "Exit status: 0 done, 1 failed, 2 used wrongly.\n";
}

int exitCode(ExitStatus status) { return static_cast<int>(status); }

int wrongUse(const std::string& of, const std::string& message) {
  const bool isQuestion = !message.empty() && message.back() == '?';
  std::cerr << of << ": " << message << (isQuestion ? " See '" : "; see '") << of << " --help'\n";
  return exitCode(ExitStatus::kUsage);
}

int print(const std::string& text) {
  std::cout << text << std::flush;
  return exitCode(std::cout ? ExitStatus::kDone : ExitStatus::kFailed);
}

int runCommand(const Command& command, const std::vector<std::string>& arguments) {
  const std::string name = "fanfare " + command.text.name;
  const auto parsed = command.parse(command.text, arguments);
  if (!parsed) return wrongUse(name, parsed.error().message);
  if (parsed->has("help")) return print(helpOf(command.text));

  const auto done = command.run(*parsed);
  if (done) return exitCode(*done);
  if (done.error().code == ErrorCode::kInvalidArgument) {
    return wrongUse(name, done.error().message);
  }
  std::cerr << name << ": " << done.error().message << "\n";
  return exitCode(ExitStatus::kFailed);
}

int runNamed(const std::string& name, const std::vector<std::string>& arguments) {
  std::vector<std::string> known{"help"};
  for (const auto& command : commands()) {
    if (command.text.name == name) return runCommand(command, arguments);
    known.push_back(command.text.name);
  }
  return wrongUse(
      "fanfare", "unknown command '" + name + "'" + app::suggestionOf(app::nearestTo(name, known)));
}

int run(const std::vector<std::string>& arguments) {
  if (arguments.empty()) return wrongUse("fanfare", "no command given");
  const std::string& first = arguments.front();
  if (first == "--version") return print("fanfare " + std::string(kVersion) + "\n");

  const bool asksForHelp = first == "help" || first == "--help" || first == "-h";
  if (!asksForHelp) return runNamed(first, {arguments.begin() + 1, arguments.end()});
  return arguments.size() > 1 ? runNamed(arguments[1], {"--help"}) : print(overview());
}

}  // namespace
}  // namespace fanfare::cli

int main(int argc, char** argv) {
  (void)std::signal(SIGPIPE, SIG_IGN);
  try {
    return fanfare::cli::run({argv + 1, argv + argc});
  } catch (const Poco::Exception& exception) {
    std::cerr << "fanfare: " << exception.displayText() << "\n";
  } catch (const std::exception& exception) {
    std::cerr << "fanfare: " << exception.what() << "\n";
  }
  return static_cast<int>(fanfare::cli::ExitStatus::kFailed);
}
