#ifndef FANFARE_CLI_MESSAGE_PRINTING_H_
#define FANFARE_CLI_MESSAGE_PRINTING_H_

#include <cstdint>
#include <string>

#include "fanfare/result.h"

#include "cli/command.h"
#include "cli/websocket_client.h"

namespace fanfare::cli {

// How what a client hears is printed. Value type.
struct MessagePrinting {
  const char* command;                   // who prints, for standard error
  std::uint64_t most = 0;                // messages; 0: without end
  std::string (*beginning)() = nullptr;  // what stands before each; null: nothing
};

// Prints what comes, a message a line, until the server closes, which is told, or there were
// enough; kFailed if the server closed before. Fails with kUnavailable if the connection or
// standard output is lost.
Result<ExitStatus> printMessages(WebSocketClient& client, const MessagePrinting& printing);

}  // namespace fanfare::cli

#endif  // FANFARE_CLI_MESSAGE_PRINTING_H_
