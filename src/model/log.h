#ifndef FANFARE_MODEL_LOG_H_
#define FANFARE_MODEL_LOG_H_

#include <string_view>

namespace fanfare {

enum class LogLevel { kDebug, kInformation, kWarning, kError };

// Where the server says what happens, one line each. Whoever logs what a client sent makes it
// printable first; secrets and payloads are not logged.
//
// Threads: safe from any thread.
// Blocking: may wait for the disk; not for a debug line per message on a reactor.
class Log {
 public:
  virtual ~Log() = default;

  virtual bool isOn(LogLevel level) const = 0;
  virtual void write(LogLevel level, std::string_view line) = 0;
};

}  // namespace fanfare

#endif  // FANFARE_MODEL_LOG_H_
