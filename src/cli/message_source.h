#ifndef FANFARE_CLI_MESSAGE_SOURCE_H_
#define FANFARE_CLI_MESSAGE_SOURCE_H_

#include <functional>
#include <istream>
#include <optional>
#include <string>

#include "fanfare/result.h"

namespace fanfare::cli {

// Gives `send` the one message, or each line of `input` but those that are empty: nobody would hear
// them. Stops at the first that fails, and tells
// which it was.
Result<void> sendAll(const std::optional<std::string>& message, std::istream& input,
                     const std::function<Result<void>(const std::string& message)>& send);

}  // namespace fanfare::cli

#endif  // FANFARE_CLI_MESSAGE_SOURCE_H_
