#include "cli/go_log.h"

#include <array>
#include <ctime>

namespace fanfare::cli {

std::string goTimestamp() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  localtime_r(&now, &parts);
  std::array<char, 32> text{};
  (void)std::strftime(text.data(), text.size(), "%Y/%m/%d %H:%M:%S ", &parts);
  return text.data();
}

}  // namespace fanfare::cli
