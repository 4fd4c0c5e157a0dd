#include "cli/message_source.h"

namespace fanfare::cli {

Result<void> sendAll(const std::optional<std::string>& message, std::istream& input,
                     const std::function<Result<void>(const std::string& message)>& send) {
  if (message) return send(*message);

  std::string line;
  for (std::size_t number = 1; std::getline(input, line); ++number) {
    if (line.empty()) continue;
    const auto sent = send(line);
    if (!sent) {
      return Error{sent.error().code,
                   "line " + std::to_string(number) + ": " + sent.error().message};
    }
  }
  return {};
}

}  // namespace fanfare::cli
