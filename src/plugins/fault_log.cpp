#include "plugins/fault_log.h"

#include <algorithm>

#include "model/ascii.h"

namespace fanfare::plugins {

std::string printable(std::string_view said) {
  constexpr std::size_t kMaxShown = 200;
  std::string shown(said.substr(0, kMaxShown));
  std::replace_if(shown.begin(), shown.end(), isControl, '?');
  return shown;
}

void FaultLog::tell(const std::string& fault) {
  {
    const MutexLock lock(mutex_);
    if (!line_.isTime(clock_.now())) return;
  }
  log_.write(LogLevel::kError,
             name_ + ": " + printable(fault) + "; what it does again is told once a minute");
}

}  // namespace fanfare::plugins
