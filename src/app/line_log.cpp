#include "app/line_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <ctime>

namespace fanfare::app {
namespace {

const char* wordOf(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return "debug";
    case LogLevel::kInformation:
      return "info";
    case LogLevel::kWarning:
      return "warning";
    case LogLevel::kError:
      return "error";
  }
  return "";
}

std::string timestamp() {
  using namespace std::chrono;
  const auto now = system_clock::now();
  const std::time_t seconds = system_clock::to_time_t(now);
  const auto milliseconds = duration_cast<std::chrono::milliseconds>(now.time_since_epoch()) % 1000;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 64> text{};
  const auto size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
  std::snprintf(text.data() + size, text.size() - size, ".%03dZ",
                static_cast<int>(milliseconds.count()));
  return text.data();
}

std::string stampAndLevel(LogLevel level) { return timestamp() + " " + wordOf(level) + " "; }

void append(int fd, const std::string& text) {
  const auto written = ::write(fd, text.data(), text.size());
  (void)written;  // where the log cannot be written, there is nowhere left to say so
}

void appendEscape(const char* format, unsigned code, std::string& shown) {
  std::array<char, 8> escaped{};
  std::snprintf(escaped.data(), escaped.size(), format, code);
  shown += escaped.data();
}

}  // namespace

LineLog::LineLog(LogLevel least)
    : LineLog(least, {stampAndLevel, STDERR_FILENO, LineLogForm::BesidesFile::kNo}) {}

Result<void> LineLog::open(const std::string& path) {
  net::Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640));
  if (!file.isOpen()) {
    return Error{ErrorCode::kUnavailable, "cannot open " + path + ": " + std::strerror(errno)};
  }
  if (!file_.isOpen()) {
    file_ = std::move(file);
  } else if (::dup3(file.fd(), file_.fd(), O_CLOEXEC) < 0) {
    return Error{ErrorCode::kUnavailable, "cannot switch to " + path + ": " + std::strerror(errno)};
  }
  return {};
}

void LineLog::write(LogLevel level, std::string_view line) {
  if (!isOn(level)) return;
  const std::string text = form_.beginning(level) + printable(line) + "\n";
  if (file_.isOpen()) append(file_.fd(), text);
  const bool isAlways = form_.alsoToStream == LineLogForm::BesidesFile::kYes;
  if (isAlways || !file_.isOpen()) append(form_.stream, text);
}

std::string printable(std::string_view text) {
  std::string shown;
  shown.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto code = static_cast<unsigned char>(text[i]);
    const auto next = static_cast<unsigned char>(i + 1 < text.size() ? text[i + 1] : 0);
    if (text[i] == '\n') {
      shown += "\\n";
    } else if (code < ' ' || code == 0x7F) {
      appendEscape("\\x%02x", code, shown);
    } else if (code == 0xC2 && next >= 0x80 && next < 0xA0) {  // U+0080 to U+009F
      appendEscape("\\u%04x", next, shown);
      ++i;
    } else {
      shown += text[i];
    }
  }
  return shown;
}

}  // namespace fanfare::app
