#include "app/signals.h"

#include <pthread.h>

#include <ctime>

namespace fanfare::app {

Signals::Signals() {
  sigemptyset(&waited_);
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&waited_, number);
  pthread_sigmask(SIG_BLOCK, &waited_, &before_);
  (void)std::signal(SIGPIPE, SIG_IGN);
}

Signals::~Signals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

std::optional<Signals::Request> Signals::waitFor(std::chrono::milliseconds patience) const {
  constexpr long kNanosecondsPerMillisecond = 1'000'000;
  constexpr long kMillisecondsPerSecond = 1000;
  timespec timeout{};
  timeout.tv_sec = patience.count() / kMillisecondsPerSecond;
  timeout.tv_nsec = patience.count() % kMillisecondsPerSecond * kNanosecondsPerMillisecond;
  switch (sigtimedwait(&waited_, nullptr, &timeout)) {
    case SIGTERM:
    case SIGINT:
      return Request::kStop;
    case SIGHUP:
      return Request::kReload;
    default:
      return std::nullopt;
  }
}

}  // namespace fanfare::app
