#ifndef FANFARE_CLI_COMMAND_H_
#define FANFARE_CLI_COMMAND_H_

#include <string>
#include <vector>

#include "fanfare/result.h"

#include "cli/arguments.h"

namespace fanfare::cli {

enum class ExitStatus { kDone = 0, kFailed = 1, kUsage = 2 };

// One of `fanfare`'s. Value type.
struct Command {
  // A failure is told in one line: kInvalidArgument for wrong use, anything else for what did not
  // work. A command that has told the reason itself returns kFailed.
  using Run = Result<ExitStatus> (*)(const Arguments& arguments);
  using Parse = Result<Arguments> (*)(const CommandText& command,
                                      const std::vector<std::string>& arguments);

  CommandText text;
  Run run;
  Parse parse = parseArguments;
};

Command checkCommand();
Command explainCommand();
Command listenCommand();
Command publishCommand();
Command pubsocketdCommand();
Command pubsocketdPublisherCommand();
Command pubsocketdReceiverCommand();
Command redis2WebsocketCommand();
Command serveCommand();
Command spyCommand();
Command wsEmitCommand();

}  // namespace fanfare::cli

#endif  // FANFARE_CLI_COMMAND_H_
