#ifndef FANFARE_PLUGINS_FAULT_LOG_H_
#define FANFARE_PLUGINS_FAULT_LOG_H_

#include <string>
#include <string_view>
#include <utility>

#include "fanfare/clock.h"

#include "model/log.h"
#include "model/mutex.h"
#include "model/rare_line.h"

namespace fanfare::plugins {

// What a plug-in says, as a line of the log may show it: cut, and without control characters.
std::string printable(std::string_view said);

// Tells the log of what a plug-in does wrong, now and then.
//
// Threads: safe from any.
class FaultLog final {
 public:
  // `name` is that of its settings, "policy.plugin". The others outlive it.
  FaultLog(std::string name, const Clock& clock, Log& log)
      : name_(std::move(name)), clock_(clock), log_(log) {}

  // Made printable, and cut.
  void tell(const std::string& fault);

 private:
  const std::string name_;
  const Clock& clock_;
  Log& log_;
  Mutex mutex_;
  RareLine line_ FANFARE_GUARDED_BY(mutex_);
};

}  // namespace fanfare::plugins

#endif  // FANFARE_PLUGINS_FAULT_LOG_H_
