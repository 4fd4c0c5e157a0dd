#include "cli/message_printing.h"

#include <iostream>
#include <variant>

#include "app/line_log.h"

namespace fanfare::cli {

Result<ExitStatus> printMessages(WebSocketClient& client, const MessagePrinting& printing) {
  const auto& [command, most, beginning] = printing;
  for (std::uint64_t count = 0; most == 0 || count < most; ++count) {
    auto received = client.receive();
    if (!received) return received.error();
    if (const auto* close = std::get_if<WebSocketClose>(&*received)) {
      std::cerr << command << ": closed by the server: " << close->code << " "
                << app::printable(close->reason) << "\n";
      return most == 0 ? ExitStatus::kDone : ExitStatus::kFailed;
    }
    if (beginning) std::cout << beginning();
    std::cout << app::printable(std::get<std::string>(*received)) << std::endl;
    if (!std::cout) return Error{ErrorCode::kUnavailable, "standard output is closed"};
  }
  client.close();
  return ExitStatus::kDone;
}

}  // namespace fanfare::cli
