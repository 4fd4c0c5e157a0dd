#include "plugins/fault_log.h"

#include <algorithm>

#include "model/ascii.h"

namespace fanfare::plugins {

void FaultLog::tell(const std::string& fault) {
  constexpr std::size_t kMaxShown = 200;
  {
    const MutexLock lock(mutex_);
    if (!line_.isTime(clock_.now())) return;
  }
  std::string shown = fault.substr(0, kMaxShown);
  std::replace_if(shown.begin(), shown.end(), isControl, '?');
  log_.write(LogLevel::kError, name_ + ": " + shown + "; what it does again is told once a minute");
}

}  // namespace fanfare::plugins
