#include <chrono>
#include <iostream>
#include <string>

#include "fanfare/clock.h"

#include "app/line_log.h"
#include "cli/command.h"
#include "cli/go_flags.h"
#include "cli/go_log.h"
#include "cli/pubsocketd_settings.h"
#include "dialects/json_reencoding.h"
#include "redis/client.h"

namespace fanfare::cli {
namespace {

constexpr std::chrono::seconds kPatience{2};

void tell(const std::string& line) { std::cerr << goTimestamp() << line << std::endl; }

Result<void> ask(redis::Client& client, std::initializer_list<std::string_view> command) {
  std::vector<redis::Commands> commands(1);
  commands.front().add(command);
  auto replies = client.ask(std::move(commands));
  return replies ? Result<void>() : Result<void>(replies.error());
}

Result<ExitStatus> publishLines(redis::Client& client, const std::string& channel) {
  std::size_t number = 0;
  for (std::string line; std::getline(std::cin, line);) {
    ++number;
    if (!line.empty() && line.back() == '\r') line.pop_back();
    const auto published =
        ask(client, {"PUBLISH", channel, "{\"Data\":" + dialects::quotedAsGo(line) + "}"});
    if (published) continue;
    return Error{ErrorCode::kUnavailable,
                 "line " + std::to_string(number) + ": " + published.error().message};
  }
  return ExitStatus::kDone;
}

Result<ExitStatus> run(const Arguments& arguments) {
  const auto address = redisFlagsIn(arguments, "");
  if (!address) return address.error();
  const std::string endpoint = endpointOf(address->host, address->port);
  const SteadyClock clock;
  app::LineLog log(LogLevel::kError);
  redis::LinkOptions options;
  options.address = *address;
  options.timeout = kPatience;
  redis::Client client(clock, log, options);

  tell("connecting to " + endpoint + "...");
  const auto reached = ask(client, {"PING"});
  if (!reached) return Error{ErrorCode::kUnavailable, reached.error().message};
  tell("connected to " + endpoint + " and ready to send new messages");
  return publishLines(client, arguments.value("channel").value_or("pubsocketd"));
}

}  // namespace

Command pubsocketdPublisherCommand() {
  return {{"pubsocketd-publisher",
           "",
           "Publishes in the place of pubsocketd-publisher: lines, for pubsocketd's pages.",
           "Each line of standard input goes to a Redis channel, as {\"Data\":\"the line\"}. Flags "
           "are\n"
           "written as the original takes them, with one dash or two.",
           {{"channel", "CHANNEL", "Redis channel (default pubsocketd)."},
            {"host", "HOST", "Redis host (default 127.0.0.1)."},
            {"port", "PORT", "Redis port (default 6379)."}},
           {{"echo 'PEW PEW PEW' | fanfare pubsocketd-publisher",
             "Publishes {\"Data\":\"PEW PEW PEW\"}."}},
           0,
           SIZE_MAX},
          run,
          parseGoFlags};
}

}  // namespace fanfare::cli
