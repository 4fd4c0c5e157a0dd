#ifndef FANFARE_APP_SIGNALS_H_
#define FANFARE_APP_SIGNALS_H_

#include <chrono>
#include <csignal>
#include <optional>

namespace fanfare::app {

// Takes SIGTERM, SIGINT and SIGHUP out of their turn, to be waited for; SIGPIPE is ignored.
//
// Threads: made by the main thread before it starts others, which then leave these signals alone.
class Signals final {
 public:
  enum class Request { kStop, kReload };

  Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;
  ~Signals();

  // nullopt if none comes within `patience`.
  std::optional<Request> waitFor(std::chrono::milliseconds patience) const;

 private:
  sigset_t waited_{};
  sigset_t before_{};
};

}  // namespace fanfare::app

#endif  // FANFARE_APP_SIGNALS_H_
