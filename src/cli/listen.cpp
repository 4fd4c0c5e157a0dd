#include "app/config/values.h"
#include "cli/command.h"
#include "cli/header_options.h"
#include "cli/message_printing.h"
#include "cli/trust.h"
#include "cli/websocket_client.h"

namespace fanfare::cli {
namespace {

Error wrongUse(std::string message) { return {ErrorCode::kInvalidArgument, std::move(message)}; }

Result<WebSocketRequest> requestOf(const Arguments& arguments) {
  WebSocketRequest request;
  request.url = arguments.operands.front();
  auto headers = headersOf(arguments);
  if (!headers) return headers.error();
  request.headers = std::move(headers).value();
  const auto trust = trustOf(arguments);
  if (!trust) return trust.error();
  request.trust = *trust;
  if (const auto protocol = arguments.value("protocol")) {
    request.headers.push_back({"Sec-WebSocket-Protocol", *protocol});
  }
  return request;
}

Result<ExitStatus> run(const Arguments& arguments) {
  std::uint64_t most = 0;
  if (const auto text = arguments.value("count")) {
    const auto count = app::wholeNumberIn(*text, {1, UINT32_MAX});
    if (!count) return wrongUse("--count: '" + *text + "' " + count.error().message);
    most = *count;
  }
  const auto request = requestOf(arguments);
  if (!request) return request.error();
  auto opened = WebSocketClient::open(*request);
  if (!opened) return opened.error();
  auto client = std::move(opened).value();
  return printMessages(client, {"fanfare listen", most});
}

std::vector<OptionText> options() {
  auto all = headerOptions();
  all.push_back({"protocol", "NAME", "The subprotocol to ask for, such as fanfare.v1."});
  all.push_back({"count", "NUMBER", "Ends after so many messages."});
  for (auto& option : trustOptions()) all.push_back(std::move(option));
  return all;
}

}  // namespace

Command listenCommand() {
  return {
      {"listen",
       "URL",
       "Opens a WebSocket and prints what it hears, a message a line.",
       "Control characters in a message are written as \\n, \\x1b. Ends when the server closes\n"
       "(which is told, with code and reason), or after --count messages.",
       options(),
       {{"fanfare listen 'ws://127.0.0.1:8080/ws/chat?subscribe-broadcast'",
         "Hears what everybody hears."},
        {"fanfare listen --count 1 --header 'X-Auth-User: ann' "
         "'ws://127.0.0.1:8080/ws/orders?subscribe-user'",
         "Waits for one message to the user ann."},
        {"fanfare listen --ca server.crt 'wss://localhost:8443/ws/chat?subscribe-broadcast'",
         "By TLS, trusting that certificate."}},
       1,
       1},
      run};
}

}  // namespace fanfare::cli
