#ifndef FANFARE_APP_LINE_LOG_H_
#define FANFARE_APP_LINE_LOG_H_

#include <string>
#include <string_view>

#include "fanfare/result.h"

#include "model/log.h"
#include "net/descriptor.h"

namespace fanfare::app {

// How the lines of a log begin, and where they go unless there is a file. Value type.
struct LineLogForm {
  enum class BesidesFile { kNo, kYes };

  std::string (*beginning)(LogLevel level);
  int stream;  // a descriptor, which outlives the log
  BesidesFile alsoToStream;
};

// "2026-11-21T08:30:00.123Z warning ...", a line each, to a file or to standard error, unless
// another form is given. Characters that could break a line or a terminal are written as \n, \x1b.
//
// Threads: safe from any thread; each line is one write to each place it goes to.
class LineLog final : public Log {
 public:
  // To standard error, until open().
  explicit LineLog(LogLevel least);
  LineLog(LogLevel least, const LineLogForm& form) : least_(least), form_(form) {}

  // Appends to the file `path` from here on. Fails with kUnavailable; what was written to before
  // is then kept. To be called again after the file was moved away.
  Result<void> open(const std::string& path);

  bool isOn(LogLevel level) const override { return level >= least_; }
  void write(LogLevel level, std::string_view line) override;

 private:
  const LogLevel least_;
  const LineLogForm form_;
  net::Descriptor file_;  // opened once; open() lets another file take its number
};

// `text` with its control characters made visible.
std::string printable(std::string_view text);

}  // namespace fanfare::app

#endif  // FANFARE_APP_LINE_LOG_H_
