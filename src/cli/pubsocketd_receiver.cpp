#include <iostream>

#include "cli/command.h"
#include "cli/go_flags.h"
#include "cli/go_log.h"
#include "cli/message_printing.h"
#include "cli/websocket_client.h"

namespace fanfare::cli {
namespace {

void tell(const std::string& line) { std::cerr << goTimestamp() << line << std::endl; }

// Ends with kFailed whoever ends it, as the original.
Result<ExitStatus> run(const Arguments& arguments) {
  WebSocketRequest request;
  request.url = arguments.value("url").value_or("ws://127.0.0.1:8080");
  const std::string origin = arguments.value("origin").value_or("");
  if (!origin.empty()) request.headers.push_back({"Origin", origin});

  tell("dialing " + request.url + "...");
  auto opened = WebSocketClient::open(request);
  if (!opened) return opened.error();
  auto client = std::move(opened).value();
  tell("connected to " + request.url + " and ready to receive new messages");
  const auto ended = printMessages(client, {"fanfare pubsocketd-receiver", 0, goTimestamp});
  if (!ended) return ended.error();
  return ExitStatus::kFailed;
}

}  // namespace

Command pubsocketdReceiverCommand() {
  return {
      {"pubsocketd-receiver",
       "",
       "Listens in the place of pubsocketd-receiver: prints messages with their time.",
       "A line a message, on standard output. Control characters in it are written as \\n, \\x1b.\n"
       "Flags are written as the original takes them, with one dash or two.",
       {{"origin", "ORIGIN", "The origin header to send (default none)."},
        {"url", "URL", "The websocket URL to connect to (default ws://127.0.0.1:8080)."}},
       {{"fanfare pubsocketd-receiver -origin http://localhost",
         "Hears what a pubsocketd on this machine relays."}},
       0,
       SIZE_MAX},
      run,
      parseGoFlags};
}

}  // namespace fanfare::cli
